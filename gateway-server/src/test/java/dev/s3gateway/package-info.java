/** What holds for the house as a whole. */
@NullMarked
@CheckReturnValue
package dev.s3gateway;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
