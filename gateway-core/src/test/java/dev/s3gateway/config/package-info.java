/** Configuration under test. */
@NullMarked
package dev.s3gateway.config;

import org.jspecify.annotations.NullMarked;
