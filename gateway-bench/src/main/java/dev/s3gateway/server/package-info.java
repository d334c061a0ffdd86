/** The program: its object graph on one page, its beginning, its changes and its end. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
