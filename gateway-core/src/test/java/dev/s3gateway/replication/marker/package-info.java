@NullMarked
package dev.s3gateway.replication.marker;

import org.jspecify.annotations.NullMarked;
