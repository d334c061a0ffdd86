/** Jobs under test. */
@NullMarked
package dev.s3gateway.job;

import org.jspecify.annotations.NullMarked;
