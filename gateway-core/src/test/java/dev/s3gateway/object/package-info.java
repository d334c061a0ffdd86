/** Placement under test. */
@NullMarked
package dev.s3gateway.object;

import org.jspecify.annotations.NullMarked;
