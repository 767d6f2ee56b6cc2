/** The system-call table, one row a call, and the calls themselves. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.kernel.syscall;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
