/** The bench: which measures there are, in what order they run, and what is printed. */
@NullMarked
package dev.s3gateway.bench;

import org.jspecify.annotations.NullMarked;
