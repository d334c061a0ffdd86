@NullMarked
package dev.s3gateway.s3.payload;

import org.jspecify.annotations.NullMarked;
