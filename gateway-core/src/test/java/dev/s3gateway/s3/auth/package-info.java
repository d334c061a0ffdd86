@NullMarked
package dev.s3gateway.s3.auth;

import org.jspecify.annotations.NullMarked;
