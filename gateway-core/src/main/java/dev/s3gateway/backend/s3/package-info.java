/** A zone behind the S3 protocol, by the AWS SDK: every call, on every provider. The only room that knows SDK types. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
