/** How a write becomes true, how a read finds a copy, how a delete stays deleted. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
