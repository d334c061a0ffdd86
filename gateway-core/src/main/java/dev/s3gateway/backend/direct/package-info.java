/** The calls that carry objects, straight on Netty: no copy of a body, no thread hop within a request. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend.direct;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
