/** Clients: signed requests over plain sockets, as many at a time as wanted. */
@NullMarked
package dev.s3gateway.bench.load;

import org.jspecify.annotations.NullMarked;
