package dev.framewalk.guest.hostile;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Counts the system calls of machines by name and by what they came to. */
final class CallCensus {
  /** What calls of a number that is in no table are counted as. */
  static final String UNKNOWN = "(unknown)";

  private static final int ERRNOS = 4096;

  /** Calls that came to something, and calls that were refused by errno. */
  private static final class Tally {
    private long good;
    private final long[] refused = new long[ERRNOS];

    long bad() {
      long sum = 0;
      for (long count : refused) {
        sum += count;
      }
      return sum;
    }
  }

  private final Map<String, Tally> tallies = new TreeMap<>();
  private final Map<String, Long> ends = new TreeMap<>();

  /** A listener that counts what happens in {@code machine}. */
  MachineListener listenerFor(Machine machine) {
    Map<Long, Tally> byNumber = new TreeMap<>();
    for (SyscallRow row : machine.syscalls().rows()) {
      byNumber.put((long) row.number(), tally(row.name()));
    }
    Tally unknown = tally(UNKNOWN);
    return new MachineListener() {
      @Override
      public void served(Task task, SyscallRequest request, SyscallResult result) {
        // Of the number the low 32 bits count (Linux arch/x86/entry/entry_64.S).
        long number = (int) request.number();
        count(byNumber.getOrDefault(number, unknown), result.value());
      }

      @Override
      public void ended(Process process) {
        ends.merge(process.end().orElseThrow().toString(), 1L, Long::sum);
      }
    };
  }

  private Tally tally(String name) {
    return tallies.computeIfAbsent(name, absent -> new Tally());
  }

  private static void count(Tally tally, long value) {
    if (value < 0 && value > -ERRNOS) {
      tally.refused[(int) -value]++;
    } else {
      tally.good++;
    }
  }

  /** Adds what {@code other} has counted. */
  void add(CallCensus other) {
    other.tallies.forEach(
        (name, counted) -> {
          Tally sum = tally(name);
          sum.good += counted.good;
          for (int errno = 0; errno < ERRNOS; errno++) {
            sum.refused[errno] += counted.refused[errno];
          }
        });
    other.ends.forEach((end, count) -> ends.merge(end, count, Long::sum));
  }

  /** Names of the calls that were made {@code least} times or more and never came to something. */
  List<String> neverGood(long least) {
    return tallies.keySet().stream()
        .filter(name -> tally(name).bad() >= least && tally(name).good == 0)
        .toList();
  }

  /** Names of the calls that were made {@code least} times or more and never refused. */
  List<String> neverRefused(long least) {
    return tallies.keySet().stream()
        .filter(name -> tally(name).good >= least && tally(name).bad() == 0)
        .toList();
  }

  /** How many different calls of the table were made. */
  long different() {
    return tallies.values().stream().filter(tally -> tally.good + tally.bad() > 0).count();
  }

  /** Calls of {@code name} that were refused with this errno. */
  long refused(String name, int errno) {
    return tally(name).refused[errno];
  }

  /** How processes ended, with how often. */
  Map<String, Long> ends() {
    return ends;
  }

  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    tallies.forEach(
        (name, tally) -> {
          StringBuilder line = new StringBuilder();
          line.append(String.format(Locale.ROOT, "%-12s good %7d,", name, tally.good));
          line.append(String.format(Locale.ROOT, " refused %7d:", tally.bad()));
          for (int errno = 0; errno < ERRNOS; errno++) {
            if (tally.refused[errno] > 0) {
              line.append(" errno ").append(errno).append(" x").append(tally.refused[errno]);
            }
          }
          lines.add(line.toString());
        });
    lines.add("ends: " + ends);
    return String.join("\n", lines);
  }
}
