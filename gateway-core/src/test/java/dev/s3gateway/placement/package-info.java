/** Placement under test. */
@NullMarked
package dev.s3gateway.placement;

import org.jspecify.annotations.NullMarked;
