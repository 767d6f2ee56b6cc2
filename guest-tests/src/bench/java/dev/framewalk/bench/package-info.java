/**
 * The benchmarks: each figure beside a reference that is measured in the same run, in turns with
 * it. {@link dev.framewalk.bench.Main} prints one table of all.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
