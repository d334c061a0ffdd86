/** Sockets: accepting, framing, bodies in and out, one record per request. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
