package dev.framewalk.emulator.harness;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.DumpInspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.report.Report;
import dev.framewalk.emulator.debug.report.ReportRecorder;
import dev.framewalk.emulator.debug.strace.Strace;
import dev.framewalk.emulator.debug.strace.StraceOptions;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.signal.SignalInfo;
import dev.framewalk.emulator.kernel.signal.SignalObserver.Disposition;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.RunResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What helps to see why a trial went as it did. The trial is run once more, watched: a run repeats,
 * so a test that passes pays for nothing.
 */
public final class Evidence {
  /** Of a run without end, the beginning of what is said of it is enough. */
  private static final int MOST_CHARACTERS = 4 << 20;

  private static final long EXIT = 60;
  private static final long EXIT_GROUP = 231;

  private Evidence() {}

  /** Text that stops growing. */
  private static final class Text {
    private final StringBuilder text = new StringBuilder();
    private boolean cut;

    void line(String line) {
      if (text.length() + line.length() > MOST_CHARACTERS) {
        if (!cut) {
          cut = true;
          text.append("... cut here: more than ").append(MOST_CHARACTERS).append(" characters\n");
        }
        return;
      }
      text.append(line).append('\n');
    }

    byte[] bytes() {
      return text.toString().getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Notes who got the CPU when, and the tables of each process before it ends. */
  private static final class Notes implements MachineListener {
    private final Machine machine;
    private final Text schedule = new Text();
    private final Text tables = new Text();

    Notes(Machine machine) {
      this.machine = machine;
    }

    @Override
    public void scheduled(Task task) {
      schedule.line("exit " + machine.kernel().clock().exits() + ": " + Printable.of(task + ""));
    }

    @Override
    public void calling(Task task, SyscallRequest request) {
      if (request.number() == EXIT_GROUP
          || (request.number() == EXIT && task.process().tasks().size() == 1)) {
        dump(task.process(), "before its exit");
      }
    }

    @Override
    public void signalled(Task task, SignalInfo info, Disposition disposition) {
      if (disposition == Disposition.TERMINATED) {
        dump(task.process(), "before " + info.signal() + " ends it");
      }
    }

    void dump(Process process, String when) {
      tables.line("page tables of " + Printable.of(process.toString()) + ", " + when + ":");
      try {
        tables.line(
            new DumpInspection()
                .inspect(
                    Subject.of(new LiveView(machine)), List.of(Integer.toString(process.pid())))
                .text(Style.PLAIN));
      } catch (InspectionFailure e) {
        tables.line("  " + e.getMessage());
      }
    }
  }

  /**
   * Runs {@code trial} again and writes {@code report.html}, the picture of the run; {@code
   * trace.txt}, its system calls; {@code schedule.txt}, who got the CPU when; and {@code
   * tables.txt}, the page tables of each process just before it ended, or where the run stopped.
   *
   * @param directory is made when it is missing; files of these names in it are replaced
   * @return the files
   * @throws IOException if they cannot be written
   * @throws HarnessException as {@link LiveTrial#start}
   */
  @CanIgnoreReturnValue
  public static List<Path> write(Trial trial, Path directory) throws IOException, HarnessException {
    final Text trace = new Text();
    try (Machine machine = Machine.open(trial.config())) {
      final ReportRecorder recorder = new ReportRecorder(machine);
      machine.listen(recorder);
      final Strace strace = new Strace(machine, StraceOptions.defaults(), trace::line);
      machine.listen(strace);
      final Notes notes = new Notes(machine);
      machine.listen(notes);
      for (final TestProgram program : trial.programs()) {
        machine.load(LiveTrial.program(program));
      }
      final RunResult result = machine.run(trial.budget());
      strace.finish();
      for (final Process process : machine.kernel().processes()) {
        if (process.alive()) {
          notes.dump(process, "where the run stopped");
        }
      }
      notes.schedule.line(
          EndText.of(result)
              + String.format("; schedule hash 0x%016x", result.summary().scheduleHash()));
      Files.createDirectories(directory);
      final List<Path> files =
          List.of(
              directory.resolve("report.html"),
              directory.resolve("trace.txt"),
              directory.resolve("schedule.txt"),
              directory.resolve("tables.txt"));
      Report.of(recorder, result).write(files.get(0));
      Files.write(files.get(1), trace.bytes());
      Files.write(files.get(2), notes.schedule.bytes());
      Files.write(files.get(3), notes.tables.bytes());
      return files;
    } catch (LoadException e) {
      throw new HarnessException(HarnessException.Kind.BAD_PROGRAM, String.valueOf(e.getMessage()));
    }
  }
}
