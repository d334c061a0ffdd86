/** A whole house of the paths, for the tests of all of them. */
@NullMarked
package dev.s3gateway.replication;

import org.jspecify.annotations.NullMarked;
