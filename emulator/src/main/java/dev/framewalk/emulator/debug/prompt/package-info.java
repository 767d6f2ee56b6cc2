/**
 * The debugger's commands, whoever types them: a terminal, a script, a test. A line goes in, and a
 * {@link dev.framewalk.emulator.debug.inspection.Shown} comes out.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.prompt;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
