/** The contracts of the authority: what exists, where its copies lie, what remains to be done. */
@NullMarked
@CheckReturnValue
package dev.s3gateway.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
