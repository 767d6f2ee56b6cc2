package dev.framewalk.emulator.debug.report;

import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.firmware.Assembler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of GNU as that are run on one machine while a recorder listens. */
final class RecordedRun {
  private static final Console SILENT = (bytes, offset, length) -> {};
  private static final String HEAD =
      ".include \"guest.inc\"\nshm_name object, \"/shared\"\n.text\n.globl _start\n_start:\n";

  private final Path directory;
  private final List<Program> programs = new ArrayList<>();
  private MachineConfig config = MachineConfig.defaults().withMemory(16 << 20);
  private EventLog.Limits limits = EventLog.Limits.DEFAULT;

  /** What a run left behind. */
  record Recorded(Report report, RunResult result) {}

  /** Makes a listener that looks at the machine beside the recorder, behind it. */
  interface Watcher {
    MachineListener of(Machine machine);
  }

  RecordedRun(Path directory) {
    this.directory = directory;
  }

  RecordedRun with(MachineConfig other) {
    config = other;
    return this;
  }

  RecordedRun with(EventLog.Limits other) {
    limits = other;
    return this;
  }

  /** Adds a program of these lines; {@code object} is the name of a shared object in it. */
  RecordedRun add(String name, String... lines) throws Exception {
    return addSource(name, HEAD + String.join("\n", lines) + "\n");
  }

  /** Adds a program of the repository's guest tests. */
  RecordedRun addFile(String path, String... arguments) throws Exception {
    final String source = Files.readString(Path.of("../guest-tests/asm", path));
    final String file = path.substring(path.indexOf('/') + 1).replace(".S", "");
    final RecordedRun run = addSource(file, source);
    final Program program = programs.remove(programs.size() - 1);
    programs.add(program.withArguments(List.of(arguments)));
    return run;
  }

  private RecordedRun addSource(String name, String source) throws Exception {
    final Path file = Files.writeString(directory.resolve("guest.S"), source);
    final byte[] elf = Files.readAllBytes(Assembler.ofEnvironment().assemble(file, directory));
    final ElfImage image = ElfLoader.read(name, elf);
    programs.add(Program.of(image).withConsoles(SILENT, SILENT));
    return this;
  }

  List<Program> programs() {
    return programs;
  }

  MachineConfig config() {
    return config;
  }

  /** Runs them without anybody who watches. */
  RunResult runUnwatched() throws Exception {
    try (Machine machine = Machine.open(config)) {
      for (final Program program : programs) {
        machine.load(program);
      }
      return machine.run(Budget.DEFAULT);
    }
  }

  Recorded run() throws Exception {
    return run(machine -> new MachineListener() {});
  }

  Recorded run(Watcher watcher) throws Exception {
    try (Machine machine = Machine.open(config)) {
      final ReportRecorder recorder = new ReportRecorder(machine, limits);
      machine.listen(recorder);
      machine.listen(watcher.of(machine));
      for (final Program program : programs) {
        machine.load(program);
      }
      final RunResult result = machine.run(Budget.DEFAULT);
      return new Recorded(Report.of(recorder, result), result);
    }
  }
}
