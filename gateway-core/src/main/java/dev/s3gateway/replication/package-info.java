/** Buckets, listings and deletes over all zones; and what every path through them shares. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
