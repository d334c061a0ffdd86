/** The program under test. */
@NullMarked
package dev.s3gateway.server.zones;

import org.jspecify.annotations.NullMarked;
