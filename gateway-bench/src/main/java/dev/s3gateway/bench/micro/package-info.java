/** The small parts by themselves, measured by JMH: {@code gateway-bench/run jmh [PATTERN]}. */
@NullMarked
package dev.s3gateway.bench.micro;

import org.jspecify.annotations.NullMarked;
