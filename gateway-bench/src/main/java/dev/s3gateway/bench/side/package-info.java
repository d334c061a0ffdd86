/** What is measured: processes with a port, and what they have used up. */
@NullMarked
package dev.s3gateway.bench.side;

import org.jspecify.annotations.NullMarked;
