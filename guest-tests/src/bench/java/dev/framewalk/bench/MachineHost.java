package dev.framewalk.bench;

import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Our machine, a fresh one for each run, as it is when nobody asks for anything special. */
final class MachineHost implements GuestHost {
  private final long ramBytes;
  private final int others;
  private final Clock clock;
  private final Opening opening;

  /** How the machine comes to be. */
  @FunctionalInterface
  interface Opening {
    Machine open(MachineConfig config) throws LoadException;
  }

  /**
   * @param ramBytes the machine's RAM
   * @param others how many more processes of the same program there are, which end at once
   */
  MachineHost(long ramBytes, int others) {
    this(ramBytes, others, CpuClock::own);
  }

  MachineHost(long ramBytes, int others, Clock clock) {
    this(ramBytes, others, clock, Machine::open);
  }

  MachineHost(long ramBytes, int others, Clock clock, Opening opening) {
    this.ramBytes = ramBytes;
    this.others = others;
    this.clock = clock;
    this.opening = opening;
  }

  @Override
  public Run run(Path program, List<String> arguments) throws Exception {
    final Program loaded =
        Program.of(ElfLoader.read(program.getFileName().toString(), Files.readAllBytes(program)));
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (Machine machine = opening.open(MachineConfig.defaults().withMemory(ramBytes))) {
      final Process counted =
          machine.load(loaded.withArguments(arguments).withConsoles(output::write, output::write));
      for (int i = 0; i < others; i++) {
        final Process other = machine.load(loaded.withArguments(List.of("1")));
        assert other != counted;
      }
      final double start = clock.seconds();
      final RunResult result = machine.run(Budget.DEFAULT);
      final double seconds = clock.seconds() - start;
      final String text = output.toString(StandardCharsets.UTF_8);
      if (!(result instanceof RunResult.Finished finished && finished.good())) {
        throw new IllegalStateException(
            "failed in the machine: program="
                + program.getFileName()
                + ", arguments="
                + arguments
                + ", output="
                + text
                + ", result="
                + result.getClass().getSimpleName());
      }
      return new Run(seconds, text);
    }
  }
}
