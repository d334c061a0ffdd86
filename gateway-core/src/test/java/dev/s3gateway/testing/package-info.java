/** What every test runs with, in this module and in those that use its test fixtures. */
@NullMarked
package dev.s3gateway.testing;

import org.jspecify.annotations.NullMarked;
