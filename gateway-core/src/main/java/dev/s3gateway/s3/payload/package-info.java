/** Bodies as clients frame them: aws-chunked, trailers, expected digests. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.s3.payload;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
