/**
 * A server of gdb's remote protocol, for gdbs as they are: each task of a guest is a thread, whose
 * registers and memory are its own.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.gdb;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
