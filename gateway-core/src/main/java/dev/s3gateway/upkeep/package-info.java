/** The jobs that keep what was promised: copies, purges, recovery. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.upkeep;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
