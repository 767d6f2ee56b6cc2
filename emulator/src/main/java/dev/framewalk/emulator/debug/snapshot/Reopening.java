package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.unicorn.UnicornLibrary;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Repeats a run up to where a snapshot was taken, and holds what comes out against it. */
final class Reopening {
  /** Far longer than the moments of one place take; a run that never comes to one is given up. */
  private static final long SEARCH_MILLIS = 20_000;

  private static final Goal EVERYTHING = Goal.at(Goal.Event.values());

  private final Snapshot snapshot;
  private final LaterConsole output;
  private final LaterConsole error;

  Reopening(Snapshot snapshot, Console output, Console error) {
    this.snapshot = snapshot;
    this.output = new LaterConsole(output);
    this.error = new LaterConsole(error);
  }

  DebugSession open(Consumer<DebugSession> begun) throws SnapshotException {
    final DebugSession session = start();
    boolean right = false;
    try {
      begun.accept(session);
      if (session.goTo(snapshot.place()) instanceof Stop.Interrupted stop) {
        throw new SnapshotException(
            "interrupted at place "
                + stop.place()
                + " while the run was repeated up to place "
                + snapshot.place()
                + "; the file can be looked at");
      }
      Optional<String> difference = difference(session);
      if (difference.isPresent() && !snapshot.time().betweenInstructions() && search(session)) {
        difference = Optional.empty();
      }
      if (difference.isPresent()) {
        throw new SnapshotException(refusal(difference.get()));
      }
      output.begin();
      error.begin();
      right = true;
      return session;
    } finally {
      if (!right) {
        session.close();
      }
    }
  }

  private DebugSession start() throws SnapshotException {
    final Recipe recipe = snapshot.recipe();
    try {
      return LiveSession.start(
          new Recipe(
              recipe.config(),
              recipe.programs().stream()
                  .map(program -> program.withConsoles(output, error))
                  .toList(),
              recipe.files()));
    } catch (LoadException e) {
      throw new SnapshotException("the saved run cannot be repeated: " + e.getMessage(), e);
    }
  }

  private String refusal(String difference) {
    final String here = UnicornLibrary.load().version().toString();
    return "the run, repeated to place "
        + snapshot.place()
        + ", is not what was saved: "
        + difference
        + (here.equals(snapshot.engine())
            ? ""
            : "; it was saved with Unicorn " + snapshot.engine() + ", this is " + here)
        + "; it can be looked at, but not gone on from";
  }

  /** The cheap part first: the moments that are searched mostly differ in it. */
  private Optional<String> difference(DebugSession session) throws SnapshotException {
    final Optional<String> cheap =
        Difference.beforeMemory(
            snapshot.state(), Capture.withoutMemory(session.machine(), session.place()));
    return cheap.isPresent()
        ? cheap
        : Difference.first(snapshot.state(), Capture.of(session).state());
  }

  /**
   * Looks for the saved moment among those of its place: a call or fault that is being served has
   * several. Says whether it was found; the session stands there then.
   */
  private boolean search(DebugSession session) throws SnapshotException {
    final Timer timer = new Timer("framewalk-snapshot", true);
    final TimerTask patience =
        new TimerTask() {
          @Override
          public void run() {
            session.interrupt();
          }
        };
    timer.schedule(patience, SEARCH_MILLIS);
    try {
      // Some lie before the instruction that the place is in front of.
      final Stop before = stepBack(session);
      if (before == null) {
        return false;
      }
      while (true) {
        final Stop stop = session.resume(EVERYTHING);
        if (stop instanceof Stop.Interrupted
            || stop instanceof Stop.Over
            || stop.place().compareTo(snapshot.place()) > 0) {
          return false;
        }
        if (stop.place().equals(snapshot.place()) && difference(session).isEmpty()) {
          // An interruption that came too late would stop the run that is to go on.
          return patience.cancel();
        }
      }
    } finally {
      final boolean unused = patience.cancel();
      timer.cancel();
    }
  }

  private static @Nullable Stop stepBack(DebugSession session) {
    try {
      return session.stepBack(OptionalInt.empty());
    } catch (IllegalStateException e) {
      // Too far back for its log.
      return null;
    }
  }

  /** Drops what was shown when the snapshot was taken, and hands on what comes then. */
  private static final class LaterConsole implements Console {
    private final Console console;
    private boolean begun;

    LaterConsole(Console console) {
      this.console = console;
    }

    void begin() {
      begun = true;
    }

    @Override
    public int room(int wanted) {
      return begun ? console.room(wanted) : wanted;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (begun) {
        console.write(bytes, offset, length);
      }
    }
  }
}
