package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.CoherenceCheck;
import dev.framewalk.emulator.debug.Tracer;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code framewalk run}: runs programs on one machine and says what became of them. */
final class RunCommand {
  /** Most bytes of standard input: they are held in memory for every program. */
  private static final int MAX_INPUT_BYTES = 256 << 20;

  private final RunOptions options;
  private final StandardStreams streams;
  private final Witness witness;
  private final Map<Integer, CapturedOutput> captured = new HashMap<>();

  /** What one process wrote, when it is to be printed later. */
  record CapturedOutput(CapturedConsole out, CapturedConsole err) {}

  /**
   * A run that is over.
   *
   * @param translationsChecked how many translations the coherence check compared; empty without it
   * @param captured by process number; empty when output went straight out
   */
  record Outcome(
      RunOptions options,
      RunResult result,
      ExitCode code,
      Optional<Long> translationsChecked,
      Map<Integer, CapturedOutput> captured) {}

  /** Looks at the machine before it has programs and, once it has run them, before it is closed. */
  interface Witness {
    /** Nobody. */
    Witness NONE =
        new Witness() {
          @Override
          public void before(Machine machine) {}

          @Override
          public void after(RunResult result) {}
        };

    void before(Machine machine);

    void after(RunResult result);
  }

  RunCommand(RunOptions options, StandardStreams streams) {
    this(options, streams, Witness.NONE);
  }

  RunCommand(RunOptions options, StandardStreams streams, Witness witness) {
    this.options = options;
    this.streams = streams;
    this.witness = witness;
  }

  /**
   * Runs the programs and prints what is to be printed.
   *
   * @throws CommandFailure if a program cannot be read or loaded
   */
  ExitCode execute() throws CommandFailure {
    // All that the command line names is read before a machine is made.
    final ProgramFiles files = new ProgramFiles();
    final List<ElfImage> images = new ArrayList<>();
    for (final ProgramCall call : options.programs()) {
      images.add(files.read(call));
    }
    final List<GuestFile> guestFiles = new ArrayList<>();
    for (final String option : options.files()) {
      guestFiles.add(GuestFile.of(option));
    }
    final byte[] input = input(options, streams);
    final Outcome outcome;
    try (Machine machine = Machine.open(options.machine())) {
      for (final GuestFile file : guestFiles) {
        file.putInto(machine);
      }
      outcome = run(machine, images, input);
    } catch (LoadException e) {
      throw new CommandFailure(ExitCode.MACHINE_ERROR, String.valueOf(e.getMessage()));
    }
    if (options.choices().json()) {
      streams.print(RunJson.of(outcome) + "\n");
    } else if (!options.choices().quiet() || outcome.code() != ExitCode.GOOD) {
      streams.tell(SummaryText.of(outcome));
    }
    return outcome.code();
  }

  private Outcome run(Machine machine, List<ElfImage> images, byte[] input)
      throws LoadException, CommandFailure {
    witness.before(machine);
    // Traced before checked: the trace then ends with the call after which the check failed.
    if (options.choices().trace()) {
      machine.listen(new Tracer(machine, new TraceLog(streams).logger()));
    }
    final StraceRun strace = StraceRun.start(machine, options.strace(), streams);
    Optional<CoherenceCheck> check = Optional.empty();
    if (options.choices().check()) {
      final CoherenceCheck coherence = new CoherenceCheck(machine);
      machine.listen(coherence);
      check = Optional.of(coherence);
    }
    try (strace) {
      return run(machine, images, input, check);
    }
  }

  private Outcome run(
      Machine machine, List<ElfImage> images, byte[] input, Optional<CoherenceCheck> check)
      throws LoadException {
    for (int i = 0; i < images.size(); i++) {
      load(machine, images.get(i), options.programs().get(i), input);
    }
    final RunResult result = machine.run(options.budget());
    witness.after(result);
    return new Outcome(options, result, code(result), check.map(CoherenceCheck::checked), captured);
  }

  private void load(Machine machine, ElfImage image, ProgramCall call, byte[] input)
      throws LoadException {
    final List<String> arguments = new ArrayList<>();
    arguments.add(call.path());
    arguments.addAll(call.arguments());
    final boolean later = options.choices().json();
    final CapturedOutput kept = new CapturedOutput(new CapturedConsole(), new CapturedConsole());
    final Console out = later ? kept.out() : new LiveConsole(streams.out(), "standard output");
    final Console err = later ? kept.err() : new LiveConsole(streams.err(), "standard error");
    final Process process =
        machine.load(new Program(image, arguments, options.environment(), input, out, err));
    if (later) {
      captured.put(process.pid(), kept);
    }
  }

  /** What every program finds on its standard input. */
  static byte[] input(RunOptions options, StandardStreams streams) throws CommandFailure {
    final String name = options.input().orElse("");
    if (name.isEmpty()) {
      return new byte[0];
    }
    final byte[] bytes;
    try {
      if (name.equals("-")) {
        bytes = streams.in().readNBytes(MAX_INPUT_BYTES + 1);
      } else {
        final Path file = Path.of(name);
        if (Files.isDirectory(file)) {
          throw CommandFailure.usage("--stdin " + name + ": a directory; give a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
          bytes = in.readNBytes(MAX_INPUT_BYTES + 1);
        }
      }
    } catch (InvalidPathException | IOException e) {
      throw ProgramFiles.unreadable("--stdin " + name, e);
    }
    if (bytes.length > MAX_INPUT_BYTES) {
      throw CommandFailure.usage(
          "--stdin " + name + ": more than " + MAX_INPUT_BYTES + " bytes; give less");
    }
    return bytes;
  }

  private static ExitCode code(RunResult result) {
    if (result instanceof RunResult.MachineError) {
      return ExitCode.MACHINE_ERROR;
    }
    return result instanceof RunResult.Finished finished && finished.good()
        ? ExitCode.GOOD
        : ExitCode.GUEST_FAILED;
  }
}
