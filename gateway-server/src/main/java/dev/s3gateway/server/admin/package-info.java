/** What operators ask, as JSON. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.admin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
