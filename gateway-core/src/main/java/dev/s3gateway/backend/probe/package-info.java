/** What a zone bucket can really do: one question a file, and what all the answers come to. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend.probe;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
