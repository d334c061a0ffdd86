/** The command line: one class per command, knowing words and options and nothing of what they start. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.server.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
