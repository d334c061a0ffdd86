/** PostgreSQL bundled and started by us: own process, durable, password-protected, never orphaned. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.embedded;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
