/** One measure each, as docs/performance.md lists them. */
@NullMarked
package dev.s3gateway.bench.cases;

import org.jspecify.annotations.NullMarked;
