/** Processes, address spaces, descriptors and the system calls; knows no CPU. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.kernel;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
