/** One file per S3 operation. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.s3.op;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
