@NullMarked
package dev.s3gateway.s3.op;

import org.jspecify.annotations.NullMarked;
