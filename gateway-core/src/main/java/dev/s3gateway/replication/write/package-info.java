/** How a write becomes true: a lane per zone, then one verdict and one commit. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.write;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
