/** Lifecycle under test, and what all tests share of it. */
@NullMarked
package dev.s3gateway.lifecycle;

import org.jspecify.annotations.NullMarked;
