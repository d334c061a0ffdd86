@NullMarked
package dev.s3gateway.replication.write;

import org.jspecify.annotations.NullMarked;
