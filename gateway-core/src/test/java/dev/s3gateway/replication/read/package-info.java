@NullMarked
package dev.s3gateway.replication.read;

import org.jspecify.annotations.NullMarked;
