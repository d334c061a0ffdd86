/** What an object is called and what is said about it: validated records. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.object;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
