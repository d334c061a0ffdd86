@NullMarked
package dev.s3gateway.access;

import org.jspecify.annotations.NullMarked;
