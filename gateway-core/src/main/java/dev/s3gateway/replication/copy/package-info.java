/** One copy of one version at one zone: where it goes, and what proves that it arrived. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.copy;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
