/**
 * Signals (signal(7)): who gets which, what it does there, and the frame on the guest's stack that
 * a handler runs on.
 */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.kernel.signal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
