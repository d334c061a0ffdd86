/** What was measured, as lines of JSON, a table and pictures. */
@NullMarked
package dev.s3gateway.bench.report;

import org.jspecify.annotations.NullMarked;
