package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A guest that asks questions about itself: each {@code ask ADDRESS, MARK} in its source (a system
 * call that does nothing) is put to the test while the machine stands still.
 */
final class AskedGuest {
  /** Answers a question. */
  @FunctionalInterface
  interface Questions {
    void asked(MemoryView view, int pid, long address, int mark) throws Exception;
  }

  private static final int GETPPID = 110;

  private static final String PROGRAM =
      """
      .include "guest.inc"
      shm_name object, "/asked"
      .macro ask address:req, mark:req
        push rax
        push rcx
        push r11
        mov rdi, \\address
        mov esi, \\mark
        mov eax, 110
        syscall
        pop r11
        pop rcx
        pop rax
      .endm
      .text
      .globl _start
      _start:
      %s
      """;

  private AskedGuest() {}

  /** Runs a guest of these instructions, alone, to its end. */
  @CanIgnoreReturnValue
  static RunResult run(String instructions, MachineListener listener, Questions questions)
      throws Exception {
    final Path directory = Files.createTempDirectory("framewalk-asked-");
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      final Path source =
          Files.writeString(directory.resolve("asked.S"), PROGRAM.formatted(instructions));
      final Path elf = Assembler.ofEnvironment().assemble(source, directory.resolve("built"));
      machine.listen(listener);
      final Asker asker = new Asker(machine, questions);
      machine.listen(asker);
      machine.load(Program.of(ElfLoader.read("asked", Files.readAllBytes(elf))));
      final RunResult result = machine.run(Budget.DEFAULT);
      assertThat(asker.count).as("questions that were asked").isPositive();
      return result;
    } finally {
      try (var files = Files.walk(directory)) {
        for (final Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** The answer of {@code inspection} to these words, as plain text. */
  static String text(Inspection inspection, MemoryView view, String... words) throws Exception {
    return inspection.inspect(Subject.of(view), List.of(words)).text(Style.PLAIN);
  }

  private static final class Asker implements MachineListener {
    private final Machine machine;
    private final Questions questions;
    private int count;

    Asker(Machine machine, Questions questions) {
      this.machine = machine;
      this.questions = questions;
    }

    @Override
    public void calling(Task task, SyscallRequest request) {
      if (request.number() == GETPPID) {
        count++;
        try {
          questions.asked(
              new LiveView(machine), task.process().pid(), request.a0(), (int) request.a1());
        } catch (RuntimeException | Error e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }
}
