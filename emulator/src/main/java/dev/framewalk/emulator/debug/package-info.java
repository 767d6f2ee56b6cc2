/** Looks at a machine from outside: tracing, and our walk held against the CPU's own. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
