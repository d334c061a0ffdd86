/** Which zones a bucket's objects belong in. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.placement;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
