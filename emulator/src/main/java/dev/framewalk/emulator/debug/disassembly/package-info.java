/** Machine code as assembly: capstone's where it is installed, bytes where it is not. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.debug.disassembly;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
