@NullMarked
package dev.s3gateway.replication.foreign;

import org.jspecify.annotations.NullMarked;
