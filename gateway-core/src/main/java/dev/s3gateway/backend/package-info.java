/** The contract of a zone: one place that stores bytes. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.backend;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
