/** The S3 dialect on a socket. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
