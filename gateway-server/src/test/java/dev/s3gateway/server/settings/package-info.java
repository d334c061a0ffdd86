/** The program under test. */
@NullMarked
package dev.s3gateway.server.settings;

import org.jspecify.annotations.NullMarked;
