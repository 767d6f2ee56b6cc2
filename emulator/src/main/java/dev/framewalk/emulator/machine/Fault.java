package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.Trap;
import java.util.function.Supplier;

/**
 * An exception of ring 3 that the kernel did not mend.
 *
 * @param info what Linux sends
 * @param trap what the CPU said
 * @param report what a person is told, should the signal end the process; to be asked for before it
 *     has ended
 */
record Fault(SignalInfo info, Trap trap, Supplier<FaultReport> report) {}
