/**
 * Runs of guest programs as tests want them: programs made of sources, a run that stops where the
 * test says, what it left behind, the same programs on the host's Linux, and the evidence when it
 * went wrong. It knows no test framework: {@code emulator.suite}, {@code emulator.lab} and the
 * JUnit extension stand on it.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.harness;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
