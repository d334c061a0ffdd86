/** The bundled PostgreSQL under test, and for tests. */
@NullMarked
package dev.s3gateway.embedded;

import org.jspecify.annotations.NullMarked;
