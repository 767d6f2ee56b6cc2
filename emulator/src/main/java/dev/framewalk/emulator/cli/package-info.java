/** The command line: {@code framewalk run} and {@code framewalk doctor}. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
