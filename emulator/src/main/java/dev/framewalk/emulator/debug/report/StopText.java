package dev.framewalk.emulator.debug.report;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.report.ReportEvent.Accessed;
import dev.framewalk.emulator.debug.report.ReportEvent.Kind;
import dev.framewalk.emulator.debug.report.ReportEvent.Said;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.debug.strace.ErrnoText;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import java.util.Locale;
import java.util.Optional;

/** A stop of a debugging session as an event of a page. */
final class StopText {
  private StopText() {}

  /** What {@code stop} is, in words. */
  static Said said(Stop stop, Machine machine) {
    final int pid = machine.kernel().task(stop.tid()).map(Task::pid).orElse(stop.tid());
    return new Said(
        kind(stop),
        pid,
        stop.tid(),
        Printable.of(words(stop)),
        Optional.ofNullable(accessed(stop)));
  }

  private static Kind kind(Stop stop) {
    if (stop instanceof Stop.AtCall) {
      return Kind.CALL;
    } else if (stop instanceof Stop.AtFault fault) {
      return fault.report().isPresent() ? Kind.KILL : Kind.FAULT;
    } else if (stop instanceof Stop.AtProcess process) {
      return process.event() == Goal.Event.PROCESS_START ? Kind.START : Kind.END;
    }
    return stop instanceof Stop.Over ? Kind.OVER : Kind.STOP;
  }

  private static @org.jspecify.annotations.Nullable Accessed accessed(Stop stop) {
    return stop instanceof Stop.AtFault fault
        ? new Accessed(fault.address(), fault.access())
        : null;
  }

  private static String words(Stop stop) {
    if (stop instanceof Stop.AtStart) {
      return "before the first instruction";
    } else if (stop instanceof Stop.Arrived) {
      return "arrived";
    } else if (stop instanceof Stop.AtBreakpoint at) {
      return "breakpoint " + at.breakpoint().id() + " at " + hex(at.breakpoint().address());
    } else if (stop instanceof Stop.Watched seen) {
      return "watch "
          + seen.watch().id()
          + ": "
          + seen.access().name().toLowerCase(Locale.ROOT)
          + " of physical "
          + hex(seen.address())
          + ", "
          + hex(seen.before())
          + " became "
          + hex(seen.after());
    } else if (stop instanceof Stop.AtCall call) {
      return call.text()
          + (call.result().isPresent() ? " = " + result(call.result().getAsLong()) : "");
    } else if (stop instanceof Stop.AtFault fault) {
      return fault.access().name().toLowerCase(Locale.ROOT)
          + " "
          + hex(fault.address())
          + ": page fault, "
          + fault.report().map(report -> report.summary()).orElse("mended, or a handler's affair");
    } else if (stop instanceof Stop.AtProcess at) {
      return (at.event() == Goal.Event.PROCESS_START
              ? "process made: "
              : "process is about to end: ")
          + at.pid();
    } else if (stop instanceof Stop.AtSwitch at) {
      return "task " + at.tid() + " is on the CPU";
    } else if (stop instanceof Stop.Interrupted) {
      return "interrupted";
    } else if (stop instanceof Stop.Over over) {
      return "the run is over: " + Report.headline(over.result());
    }
    throw new AssertionError(stop);
  }

  /** As strace shows results: refusals by name, what may be an address in hexadecimal. */
  private static String result(long value) {
    return ErrnoText.of(value)
        .map(errno -> "-1 " + errno.name())
        .orElse(value >= 0x10000 ? hex(value) : Long.toString(value));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
