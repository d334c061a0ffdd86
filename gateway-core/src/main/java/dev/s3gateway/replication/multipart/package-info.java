/** Uploads in parts, natively and in parallel at every zone; and their parts copied again by repair. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.replication.multipart;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
