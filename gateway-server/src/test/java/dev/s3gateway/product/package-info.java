/** The started product, seen from outside: real processes, real clients. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.product;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
