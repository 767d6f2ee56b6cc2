package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.Task;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Packets that let the guests run, forward or back. */
final class Moves {
  private interface Telling {
    String reply(Stop stop) throws IOException;
  }

  /** What {@code vCont?} is answered. */
  static final String ACTIONS = "vCont;c;C;s;S;t";

  private final DebugSession session;
  private final Connection connection;
  private final Threads threads;
  private final Points points;
  private final Changes changes;
  private final StopReply replies;
  private final Goal goal = Goal.at(Goal.Event.FATAL_FAULT);

  /** What a step of one thread alone came to that is about another thread. */
  private Optional<Stop> held = Optional.empty();

  Moves(
      DebugSession session,
      Connection connection,
      Threads threads,
      Points points,
      Changes changes,
      StopReply replies) {
    this.session = session;
    this.connection = connection;
    this.threads = threads;
    this.points = points;
    this.changes = changes;
    this.replies = replies;
  }

  /**
   * {@code vCont}: actions, each with the thread that it is for. Threads do not stand still while
   * others run: there is one run, and it takes the turns that it takes.
   */
  String resume(String words) throws GdbError, IOException {
    Optional<String> step = Optional.empty();
    boolean stops = false;
    boolean runs = false;
    for (final String action : words.split(";", -1)) {
      final String[] parts = action.split(":", 2);
      final Optional<Task> task = parts.length == 2 ? threads.parse(parts[1]) : Optional.empty();
      switch (parts[0].isEmpty() ? ' ' : parts[0].charAt(0)) {
        case 's', 'S' -> {
          final int tid = task.isPresent() ? task.get().tid() : threads.selected().tid();
          step = step.isPresent() ? step : Optional.of(Integer.toString(tid));
        }
        case 'c', 'C' -> runs = true;
        case 't' -> stops = true;
        default -> throw GdbError.INVALID;
      }
      refuseOtherSignal(parts[0]);
    }
    if (step.isPresent()) {
      return step(Integer.parseInt(step.get()), !runs);
    }
    return runs || !stops ? go() : replies.now();
  }

  /** A signal is passed on only if it is the one that the program is about to get anyway. */
  private void refuseOtherSignal(String action) throws GdbError, IOException {
    if (action.length() > 1) {
      final int signal = Hex.small(action.substring(1));
      if (signal != 0 && signal != replies.signal(session.stop())) {
        connection.console(
            "framewalk: signal " + signal + " was not sent: the run would be another one\n");
      }
    }
  }

  /** {@code c}: on to a breakpoint, a watchpoint, a fault that ends a process, or the end. */
  String go() throws GdbError, IOException {
    tellChanges();
    points.settle();
    if (isHeld()) {
      return release();
    }
    return after(() -> session.resume(goal), stop -> replies.of(stop, false));
  }

  /** {@code s}: one instruction of the selected task. */
  String step() throws GdbError, IOException {
    return step(threads.mover().tid(), false);
  }

  /**
   * @param alone whether gdb takes the other threads to stand still, as when it steps over a
   *     breakpoint: it fails when it is told of any of them then
   */
  private String step(int tid, boolean alone) throws GdbError, IOException {
    tellChanges();
    if (!alone && isHeld()) {
      return release();
    }
    return after(
        () -> session.stepInstruction(OptionalInt.of(tid)),
        stop -> {
          if (alone && !(stop instanceof Stop.Over) && replies.thread(stop) != tid) {
            held = Optional.of(stop);
            return replies.stepped(tid);
          }
          return replies.of(stop, false);
        },
        () -> replies.stepped(tid));
  }

  private boolean isHeld() {
    return held.isPresent() && held.get().place().equals(session.place());
  }

  private String release() throws IOException {
    final Stop stop = held.orElseThrow();
    held = Optional.empty();
    return replies.of(stop, false);
  }

  /** {@code bs}: one instruction of the selected task back. */
  String stepBack() throws GdbError, IOException {
    changes.requireNone();
    final int tid = threads.mover().tid();
    return after(
        () -> session.stepBack(OptionalInt.of(tid)),
        // Others may have to run before it again: it is this thread that was stepped.
        stop -> stop instanceof Stop.Arrived ? replies.stepped(tid) : replies.of(stop, true),
        () -> replies.noHistory(tid));
  }

  /** {@code bc}: back to the last place at which {@code c} would have stopped. */
  String goBack() throws GdbError, IOException {
    changes.requireNone();
    points.settle();
    return after(() -> session.resumeReversed(goal), stop -> replies.of(stop, true));
  }

  private void tellChanges() throws IOException {
    connection.console(changes.news());
  }

  private String after(Supplier<Stop> move, Telling telling) throws IOException {
    return after(move, telling, replies::now);
  }

  /**
   * @param refused what to reply when nothing has moved, such as by a step of a task that waits
   */
  private String after(Supplier<Stop> move, Telling telling, Supplier<String> refused)
      throws IOException {
    held = Optional.empty();
    try {
      Stop stop = move.get();
      if (stop instanceof Stop.Interrupted && !connection.brokenOff()) {
        // Meant for a move before this one, which had come to its end when it was asked for.
        stop = move.get();
      }
      return telling.reply(stop);
    } catch (IllegalStateException e) {
      connection.console("framewalk: " + e.getMessage() + "\n");
      return refused.get();
    }
  }
}
