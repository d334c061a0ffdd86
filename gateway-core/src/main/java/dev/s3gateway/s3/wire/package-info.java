/** The S3 protocol as records: requests, responses, headers, XML, errors. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.s3.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
