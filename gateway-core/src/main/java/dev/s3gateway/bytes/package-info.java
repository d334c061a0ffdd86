/** Bodies as reactive streams: one pass, many lanes, bounded by bytes. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.bytes;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
