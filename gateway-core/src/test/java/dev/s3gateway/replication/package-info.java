/** The write and read paths under test, and a whole house of them for the tests of others. */
@NullMarked
package dev.s3gateway.replication;

import org.jspecify.annotations.NullMarked;
