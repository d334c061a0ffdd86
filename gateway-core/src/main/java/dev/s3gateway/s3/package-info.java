/** From a request to a response. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
