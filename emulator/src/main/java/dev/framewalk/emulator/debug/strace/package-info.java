/**
 * System calls as strace(1) writes them. What a call's arguments are stands in tables ({@code
 * calls.txt}, {@code structs.txt}, {@code constants.txt}), for every call of Linux, whether the
 * kernel has it or not.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.strace;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
