/** Starting, stopping, and the work that outlives a request. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.lifecycle;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
