/** Signature Version 4: who sent this request, and is it the one they signed. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.s3.auth;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
