/** How a read finds a copy, falls back, and goes on elsewhere when a zone breaks off. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.read;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
