package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.kernel.Signal;
import java.util.Map;

/** gdb's numbers of signals, the same on every system (gdb/include/gdb/signals.def). */
final class GdbSignal {
  static final int NONE = 0;
  static final int INT = 2;
  static final int TRAP = 5;
  static final int ABRT = 6;

  /** By Linux's numbers, where gdb's differ. */
  private static final Map<Integer, Integer> OTHERS =
      Map.ofEntries(
          Map.entry(7, 10), // SIGBUS
          Map.entry(10, 30), // SIGUSR1
          Map.entry(12, 31), // SIGUSR2
          Map.entry(16, 143), // SIGSTKFLT has none: unknown
          Map.entry(17, 20), // SIGCHLD
          Map.entry(18, 19), // SIGCONT
          Map.entry(19, 17), // SIGSTOP
          Map.entry(20, 18), // SIGTSTP
          Map.entry(23, 16), // SIGURG
          Map.entry(29, 23), // SIGIO
          Map.entry(30, 32), // SIGPWR
          Map.entry(31, 12)); // SIGSYS

  private GdbSignal() {}

  static int of(Signal signal) {
    final int number = signal.number();
    // Real-time signals: 33 to 63 are 45 to 75, 32 is 77, 64 is 78.
    if (number > 32 && number < 64) {
      return number + 12;
    }
    return number == 32 ? 77 : number == 64 ? 78 : OTHERS.getOrDefault(number, number);
  }
}
