/** Real sockets, and bytes on them that no client library would send. */
@NullMarked
package dev.s3gateway.server.http;

import org.jspecify.annotations.NullMarked;
