/** Who calls and what they may do. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
