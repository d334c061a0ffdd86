/** A directory as a versioned zone. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend.local;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
