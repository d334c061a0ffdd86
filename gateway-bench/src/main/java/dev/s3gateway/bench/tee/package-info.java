/** The cheapest thing that could do a gateway's work: bytes from one socket to several, and back. */
@NullMarked
package dev.s3gateway.bench.tee;

import org.jspecify.annotations.NullMarked;
