package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.prompt.Where;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.GuestFileBytes;
import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Makes sessions of what a command line says, and runs them to where it says. */
final class SessionSetup {
  /** Options of {@code framewalk run} that decide a run. */
  private static final Set<String> OPTIONS =
      Set.of(
          "--memory",
          "--seed",
          "--quantum",
          "--epoch",
          "--output-limit",
          "--large-pages",
          "--stdin",
          "--env",
          "--file");

  static final String BUDGET = "--budget";

  private SessionSetup() {}

  /** Adds the options that decide a run. */
  static void addTo(Syntax syntax) {
    for (final Syntax.Option option : RunOptions.syntax().options()) {
      if (OPTIONS.contains(option.name())) {
        syntax.add(option);
      }
    }
  }

  /** Adds the option that limits how long a run may take. */
  static void addBudget(Syntax syntax) {
    syntax.value(
        BUDGET, "TIME", "The wall time that the run may take: 500ms, 30s, 2m. Default: 1m.");
  }

  /**
   * A session that stands at the start.
   *
   * @param programs the words that name them
   * @throws CommandFailure if an option or a program is wrong
   */
  static DebugSession start(
      ParsedLine line,
      List<String> programs,
      StandardStreams streams,
      Console output,
      Console error)
      throws CommandFailure {
    final RunOptions options = RunOptions.of(new ParsedLine(line.options(), programs));
    final ProgramFiles files = new ProgramFiles();
    final List<ElfImage> images = new ArrayList<>();
    for (final ProgramCall call : options.programs()) {
      images.add(files.read(call));
    }
    final List<GuestFileBytes> guestFiles = new ArrayList<>();
    for (final String option : options.files()) {
      final GuestFile file = GuestFile.of(option);
      guestFiles.add(new GuestFileBytes(file.path(), file.bytes(), file.mode()));
    }
    final byte[] input = RunCommand.input(options, streams);
    final List<Program> loaded = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      final ProgramCall call = options.programs().get(i);
      final List<String> arguments = new ArrayList<>();
      arguments.add(call.path());
      arguments.addAll(call.arguments());
      loaded.add(
          new Program(images.get(i), arguments, options.environment(), input, output, error));
    }
    try {
      return LiveSession.start(new Recipe(options.machine(), loaded, guestFiles));
    } catch (LoadException | IllegalStateException e) {
      throw new CommandFailure(ExitCode.MACHINE_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /**
   * The wall time that {@code --budget} gives.
   *
   * @throws CommandFailure if it is none
   */
  static Budget budget(ParsedLine line) throws CommandFailure {
    final Budget budget = BudgetLimit.parse(line.values(BUDGET));
    if (budget.instructions().isPresent()) {
      throw CommandFailure.usage(
          BUDGET
              + " "
              + String.join(" ", line.values(BUDGET))
              + ": instructions are no limit here; give a time (30s), or a place (--at 17+300)");
    }
    return budget;
  }

  /**
   * Runs {@code session} to {@code where} within {@code budget}.
   *
   * @param option by which that place was said
   * @throws CommandFailure if it does not come there
   */
  static void go(DebugSession session, String option, Where where, Budget budget)
      throws CommandFailure {
    final AtomicBoolean late = new AtomicBoolean();
    final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            run -> {
              final Thread thread = new Thread(run, "framewalk-budget");
              thread.setDaemon(true);
              return thread;
            });
    try {
      final ScheduledFuture<?> alarm =
          clock.schedule(
              () -> {
                late.set(true);
                session.interrupt();
              },
              budget.wallTime().orElseThrow().toNanos(),
              TimeUnit.NANOSECONDS);
      where.go(session);
      final boolean ignored = alarm.cancel(false);
    } catch (InspectionFailure e) {
      throw late.get()
          ? new CommandFailure(
              ExitCode.GUEST_FAILED,
              e.getMessage()
                  + ": the budget of "
                  + budget.wallTime().orElseThrow().toMillis()
                  + " ms is used up (--budget)")
          : CommandFailure.usage(option + ": " + e.getMessage());
    } finally {
      final List<Runnable> ignored = clock.shutdownNow();
    }
  }
}
