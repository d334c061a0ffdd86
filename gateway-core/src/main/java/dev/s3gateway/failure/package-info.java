/** What a caller can be told. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.failure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
