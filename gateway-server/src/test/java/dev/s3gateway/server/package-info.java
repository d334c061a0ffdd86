/** The program under test. */
@NullMarked
package dev.s3gateway.server;

import org.jspecify.annotations.NullMarked;
