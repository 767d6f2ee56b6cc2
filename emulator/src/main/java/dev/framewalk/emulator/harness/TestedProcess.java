package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.harness.HarnessException.Kind;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import dev.framewalk.firmware.SourceLine;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A program of a trial, loaded: the process that it is, and what it has printed so far. */
public final class TestedProcess {
  private final LiveTrial trial;
  private final TestProgram program;
  private final int pid;
  private final ByteArrayOutputStream output;
  private final ByteArrayOutputStream errors;
  private @Nullable Map<String, Long> symbols;

  TestedProcess(
      LiveTrial trial,
      TestProgram program,
      int pid,
      ByteArrayOutputStream output,
      ByteArrayOutputStream errors) {
    this.trial = trial;
    this.program = program;
    this.pid = pid;
    this.output = output;
    this.errors = errors;
  }

  /** What the test calls it. */
  public String name() {
    return program.name();
  }

  /** Its number in the machine. */
  public int pid() {
    return pid;
  }

  /** The program. */
  public TestProgram program() {
    return program;
  }

  /** The trial it is in. */
  public LiveTrial trial() {
    return trial;
  }

  /** What it has written to standard output, a character a byte (ISO-8859-1). */
  public String output() {
    return output.toString(StandardCharsets.ISO_8859_1);
  }

  /** What it has written to standard error, a character a byte (ISO-8859-1). */
  public String errors() {
    return errors.toString(StandardCharsets.ISO_8859_1);
  }

  /** The process, living or ended. */
  public Process process() {
    return trial.process(pid);
  }

  /** How it ended; empty while it lives. */
  public Optional<ProcessEnd> end() {
    return process().end();
  }

  /** The report of the fault that ended it. */
  public Optional<FaultReport> fault() {
    return trial.machine().faultOf(process());
  }

  /** The same as facts, with the line of the source that made the instruction. */
  public Optional<FaultFacts> faultFacts() {
    return fault().map(this::facts);
  }

  private FaultFacts facts(FaultReport report) {
    return new FaultFacts(
        report.signal(),
        report.refused().map(refused -> refused.access()),
        report.address(),
        report.instructionAddress(),
        report.symbol(),
        report.refused().map(FaultReason::of).orElse(FaultReason.OTHER_EXCEPTION),
        report.refused().flatMap(refused -> refused.level()),
        report.refused().flatMap(refused -> refused.rule()),
        report.refused().isPresent()
            ? OptionalLong.of(report.refused().get().errorCode().bits())
            : OptionalLong.empty(),
        lineAt(report.instructionAddress()));
  }

  /** The line of the source that the instruction at {@code address} was made of, if known. */
  public Optional<SourceLine> lineAt(long address) {
    try {
      return Assembler.ofEnvironment()
          .lineAt(program.executable(), address - program.image().bias());
    } catch (AssemblerException e) {
      return Optional.empty(); // a line in a message is worth no failure of its own
    }
  }

  /**
   * The address of one of the program's symbols.
   *
   * @throws HarnessException BAD_PROGRAM if it has none of that name
   */
  public long address(String symbol) throws HarnessException {
    Map<String, Long> known = symbols;
    if (known == null) {
      known = program.image().symbols();
      symbols = known;
    }
    final Long address = known.get(symbol);
    if (address == null) {
      throw new HarnessException(
          Kind.BAD_PROGRAM,
          name()
              + " has no symbol "
              + symbol
              + (known.isEmpty()
                  ? ": its file names none"
                  : "; it has "
                      + String.join(", ", known.keySet().stream().limit(12).toList())
                      + (known.size() > 12 ? ", ..." : "")));
    }
    return address;
  }

  /**
   * Its address space as it is now.
   *
   * @throws IllegalStateException if it has ended: it has none any more
   */
  public SpaceView space() {
    final Process process = process();
    if (!process.alive()) {
      throw new IllegalStateException(
          name() + " has ended, and its page tables with it: look before, at a symbol");
    }
    return Machine.space(process);
  }

  @Override
  public String toString() {
    return name() + " (pid " + pid + ")";
  }
}
