/** Objects that somebody else put into the zones of a bucket: found, shown beside ours, and never touched. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.foreign;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
