/** A zone that costs next to nothing: it throws bodies away and serves canned ones from memory. */
@NullMarked
package dev.s3gateway.bench.sink;

import org.jspecify.annotations.NullMarked;
