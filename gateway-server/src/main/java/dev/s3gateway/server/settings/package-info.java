/** What one start goes by: the configuration file, the backends files, variables and flags as one checked record. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.settings;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
