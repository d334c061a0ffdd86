@NullMarked
package dev.s3gateway.replication.multipart;

import org.jspecify.annotations.NullMarked;
