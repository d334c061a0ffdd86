@NullMarked
package dev.s3gateway.s3.wire;

import org.jspecify.annotations.NullMarked;
