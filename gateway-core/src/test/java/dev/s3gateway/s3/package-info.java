/** The front door under test: whole requests, no sockets. */
@NullMarked
package dev.s3gateway.s3;

import org.jspecify.annotations.NullMarked;
