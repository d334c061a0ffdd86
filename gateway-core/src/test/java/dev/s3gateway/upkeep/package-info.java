/** Upkeep under test. */
@NullMarked
package dev.s3gateway.upkeep;

import org.jspecify.annotations.NullMarked;
