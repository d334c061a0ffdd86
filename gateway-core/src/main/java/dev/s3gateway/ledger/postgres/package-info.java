/** The ledger in PostgreSQL: plain SQL, READ COMMITTED, nothing that a session would have to remember. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.ledger.postgres;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
