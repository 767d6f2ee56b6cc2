/**
 * What a person or a program can ask about a machine's memory: each question is an {@link
 * dev.framewalk.emulator.debug.inspection.Inspection}, with the same words on the command line, at
 * the debugger's prompt, as a gdb monitor command and in a browser. The answers are values of
 * {@code pagetable.inspect}; here they get their text and JSON forms.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.inspection;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
