@NullMarked
package dev.s3gateway.replication.copy;

import org.jspecify.annotations.NullMarked;
