/** The program: its configuration, its object graph on one page, its beginning and its end. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
