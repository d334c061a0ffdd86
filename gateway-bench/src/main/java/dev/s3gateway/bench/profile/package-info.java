/** What a process spends its time on, as its own virtual machine samples it. */
@NullMarked
package dev.s3gateway.bench.profile;

import org.jspecify.annotations.NullMarked;
