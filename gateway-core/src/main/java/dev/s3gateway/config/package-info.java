/** Configuration: HOCON into records, secrets that never print. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
