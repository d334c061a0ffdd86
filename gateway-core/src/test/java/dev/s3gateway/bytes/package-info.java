@NullMarked
package dev.s3gateway.bytes;

import org.jspecify.annotations.NullMarked;
