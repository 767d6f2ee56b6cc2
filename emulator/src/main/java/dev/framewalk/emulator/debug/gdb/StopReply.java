package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.debug.session.Watch;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.table.PageWalk;
import java.io.IOException;
import java.util.Optional;

/** Why the run stands still, as gdb is told (Debugging with GDB, E.3 "Stop Reply Packets"). */
final class StopReply {
  private final DebugSession session;
  private final Connection connection;
  private final Threads threads;
  private final Points points;

  StopReply(DebugSession session, Connection connection, Threads threads, Points points) {
    this.session = session;
    this.connection = connection;
    this.threads = threads;
    this.points = points;
  }

  /**
   * The reply to {@code ?}: why it stands still now, without what can be told only while it ran.
   */
  String now() {
    final Stop stop = session.stop();
    if (stop instanceof Stop.Over over && isDone(over)) {
      return end(over);
    }
    return stopped(signal(stop), "", stop.tid());
  }

  /**
   * The reply to a move; what else there is to say goes to gdb's console.
   *
   * @param back whether the move was one back
   */
  String of(Stop stop, boolean back) throws IOException {
    if (stop instanceof Stop.Over over) {
      if (isDone(over)) {
        tellOfEnds(over.result());
        return end(over);
      }
      connection.console(why(over.result()));
    } else if (stop instanceof Stop.AtStart) {
      return back ? noHistory(stop.tid()) : stopped(GdbSignal.TRAP, "", stop.tid());
    } else if (stop instanceof Stop.AtBreakpoint at) {
      final String reason =
          points
              .byId(at.breakpoint().id())
              .map(point -> point.key().kind().reason() + ":;")
              .orElse("");
      return stopped(GdbSignal.TRAP, reason, stop.tid());
    } else if (stop instanceof Stop.Watched watched) {
      return watched(watched);
    } else if (stop instanceof Stop.AtFault fault) {
      connection.console(fault.report().map(report -> Printable.lines(report.text())).orElse(""));
    }
    return stopped(signal(stop), "", stop.tid());
  }

  /** That a thread cannot go back further. */
  String noHistory(int tid) {
    return stopped(GdbSignal.TRAP, "replaylog:begin;", tid);
  }

  /** gdb's number of the signal that a stop is shown as. */
  int signal(Stop stop) {
    if (stop instanceof Stop.Interrupted) {
      return GdbSignal.INT;
    }
    if (stop instanceof Stop.AtFault fault && fault.report().isPresent()) {
      return GdbSignal.of(fault.report().get().signal());
    }
    if (stop instanceof Stop.Over over) {
      // A deadlock is no trap: gdb would take it for the breakpoint that happens to be there.
      return over.result() instanceof RunResult.MachineError ? GdbSignal.ABRT : GdbSignal.NONE;
    }
    return GdbSignal.TRAP;
  }

  private String stopped(int signal, String reason, int tid) {
    final Optional<Task> task = threads.find(tid).or(threads::current);
    threads.select(task.map(Task::tid).orElse(0));
    return String.format("T%02x", signal)
        + reason
        + task.map(of -> "thread:" + Integer.toHexString(of.tid()) + ";").orElse("");
  }

  /**
   * gdb reads the watched address in the thread that it is told: the one that made the access, if
   * the address means the same bytes there, so that it is seen at its instruction; else one of the
   * process that watches.
   */
  private String watched(Stop.Watched stop) throws IOException {
    final Optional<Points.Point> point = points.byId(stop.watch().id());
    if (point.isEmpty() || !(stop.watch() instanceof Watch.OfAddress of)) {
      return stopped(GdbSignal.TRAP, "", stop.tid());
    }
    final Optional<Task> accessor = threads.find(stop.tid());
    if (accessor.isEmpty() || accessor.get().pid() != of.pid()) {
      connection.console(otherProcess(stop, of, accessor));
    }
    final Points.Key key = point.get().key();
    final String reason = key.kind().reason() + ":" + Long.toHexString(key.address()) + ";";
    return stopped(GdbSignal.TRAP, reason, thread(stop));
  }

  /** The thread that {@link #of} names. */
  int thread(Stop stop) {
    if (!(stop instanceof Stop.Watched watched && watched.watch() instanceof Watch.OfAddress of)) {
      return stop.tid();
    }
    final Optional<Task> accessor = threads.find(stop.tid());
    if (accessor.filter(task -> task.pid() == of.pid() || sees(task, of)).isPresent()) {
      return stop.tid();
    }
    return threads.all().stream()
        .filter(task -> task.pid() == of.pid())
        .map(Task::tid)
        .findFirst()
        .orElse(stop.tid());
  }

  /** That the step of a thread is done, whatever else there is to tell. */
  String stepped(int tid) {
    return stopped(GdbSignal.TRAP, "", tid);
  }

  private String otherProcess(Stop.Watched stop, Watch.OfAddress of, Optional<Task> accessor) {
    return "framewalk: 0x"
        + Long.toHexString(of.address())
        + " of pid "
        + of.pid()
        + " was "
        + (stop.access() == dev.framewalk.pagetable.table.Access.WRITE ? "written" : "read")
        + " by "
        + accessor.map(Task::toString).orElse("task " + stop.tid() + ", which has ended")
        + " at place "
        + stop.place()
        + "\n";
  }

  /** Whether the watched address is the same bytes to {@code task}. */
  private boolean sees(Task task, Watch.OfAddress of) {
    final PageWalk walk = new PageWalk(session.machine().memory());
    return session
        .view()
        .space(of.pid())
        .filter(space -> walk.find(space.mode(), of.address()))
        .map(space -> walk.physical())
        .filter(
            physical -> walk.find(task.space().mode(), of.address()) && walk.physical() == physical)
        .isPresent();
  }

  /** Whether nobody is left. */
  private static boolean isDone(Stop.Over over) {
    return over.result() instanceof RunResult.Finished;
  }

  private void tellOfEnds(RunResult result) throws IOException {
    if (result.summary().processes().size() > 1) {
      for (final ProcessOutcome process : result.summary().processes()) {
        connection.console(
            "framewalk: "
                + process.name()
                + " (pid "
                + process.pid()
                + "): "
                + how(process)
                + "\n");
      }
    }
  }

  private static String how(ProcessOutcome process) {
    final Optional<ProcessEnd> end = process.end();
    if (end.isEmpty()) {
      return "still there";
    }
    return end.get() instanceof ProcessEnd.Killed killed
        ? "ended by " + killed.signal()
        : "exit status " + end.get().exitStatus();
  }

  /** gdb knows one end only: that of the first program that did not end well, or 0. */
  private static String end(Stop.Over over) {
    for (final ProcessOutcome process : over.result().summary().processes()) {
      if (process.loaded() && !process.good() && process.end().isPresent()) {
        final ProcessEnd end = process.end().get();
        return end instanceof ProcessEnd.Killed killed
            ? String.format("X%02x", GdbSignal.of(killed.signal()))
            : String.format("W%02x", end.exitStatus());
      }
    }
    return "W00";
  }

  private static String why(RunResult result) {
    if (result instanceof RunResult.Deadlocked dead) {
      return "framewalk: deadlock: every process waits, and nothing can wake one:\n  "
          + String.join("\n  ", dead.waits())
          + "\n";
    }
    return result instanceof RunResult.MachineError error
        ? "framewalk: the machine cannot go on: " + error.message() + "\n"
        : "framewalk: the run has used up its budget\n";
  }
}
