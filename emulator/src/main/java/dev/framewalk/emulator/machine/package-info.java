/** Where CPU meets kernel: RAM, the run loop over exits, faults, TLB synchronisation. */
@NullMarked
@CheckReturnValue
package dev.framewalk.emulator.machine;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
