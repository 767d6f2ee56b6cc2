/**
 * Tests written in the comments of assembly sources: what a file says it expects, the runs that
 * show whether it holds, and the files that tell other programs of it.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.suite;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
