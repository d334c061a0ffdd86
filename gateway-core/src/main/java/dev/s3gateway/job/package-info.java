/** One step at a time: the contract of background jobs and their supervisor. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.job;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
