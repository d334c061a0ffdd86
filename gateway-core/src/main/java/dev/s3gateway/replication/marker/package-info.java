/** The object in each zone bucket that says whose it is, so that two gateways never take one place for their own. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.marker;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
