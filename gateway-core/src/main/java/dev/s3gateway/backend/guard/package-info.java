/** What stands between us and a zone: time, room, trust and measure, one decorator each. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend.guard;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
