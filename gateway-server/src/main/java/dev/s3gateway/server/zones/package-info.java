/** The zones in use: a line to each that the settings ask for, opened, exchanged and retired. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.zones;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
