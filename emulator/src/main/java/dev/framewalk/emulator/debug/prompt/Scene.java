package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.snapshot.SavedProcess;
import dev.framewalk.emulator.debug.snapshot.SavedTask;
import dev.framewalk.emulator.debug.snapshot.Snapshot;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What questions are asked about: a machine that runs, or one that was saved. */
public interface Scene {
  MemoryView view();

  /** The CPU; empty if it was saved. */
  Optional<TlbProbe> tlb();

  /** The process whose instruction is next, or whose was the last. */
  OptionalInt current();

  /** The program that a process runs, if it is known. */
  Optional<ElfImage> image(int pid);

  /** A register of a process's first task, {@code rip} for example; empty if it has none such. */
  OptionalLong register(int pid, String name);

  /** The machine of {@code session}, as it is whenever it is asked. */
  static Scene of(DebugSession session) {
    return new Live(session);
  }

  /** The machine that was saved in {@code snapshot}. */
  static Scene of(Snapshot snapshot) {
    return new Saved(snapshot);
  }

  /** A machine that runs. */
  record Live(DebugSession session) implements Scene {
    @Override
    public MemoryView view() {
      return session.view();
    }

    @Override
    public Optional<TlbProbe> tlb() {
      return Optional.of(session.tlb());
    }

    @Override
    public OptionalInt current() {
      final Optional<Task> stopped =
          session.machine().kernel().task(session.stop().tid()).filter(Task::alive);
      final Optional<Task> task = stopped.isPresent() ? stopped : session.current();
      if (task.isPresent()) {
        return OptionalInt.of(task.get().process().pid());
      }
      return view().spaces().stream().mapToInt(SpaceView::pid).findFirst();
    }

    @Override
    public Optional<ElfImage> image(int pid) {
      return session.machine().kernel().process(pid).flatMap(Process::image);
    }

    @Override
    public OptionalLong register(int pid, String name) {
      final Optional<Process> process =
          session.machine().kernel().process(pid).filter(Process::alive);
      final Optional<Register> register = Saved.named(name);
      if (process.isEmpty() || register.isEmpty()) {
        return OptionalLong.empty();
      }
      final PagingMode mode = process.get().space().mode();
      switch (register.get()) {
        // While another process runs, or none yet, the CPU has its own in them.
        case CR0:
          return OptionalLong.of(mode.cr0());
        case CR3:
          return OptionalLong.of(mode.cr3());
        case CR4:
          return OptionalLong.of(mode.cr4());
        case EFER:
          return OptionalLong.of(mode.efer());
        default:
          break;
      }
      final Task stopped =
          session
              .machine()
              .kernel()
              .task(session.stop().tid())
              .filter(task -> task.alive() && task.process().pid() == pid)
              .orElse(process.get().leader());
      final CpuState state = session.machine().registers(stopped); // the machine's own: not closed
      return OptionalLong.of(state.get(register.get()));
    }
  }

  /** A machine that was saved. */
  record Saved(Snapshot snapshot) implements Scene {
    private static Optional<Register> named(String name) {
      for (final Register register : Register.values()) {
        if (register.name().toLowerCase(Locale.ROOT).equals(name)) {
          return Optional.of(register);
        }
      }
      return Optional.empty();
    }

    @Override
    public MemoryView view() {
      return snapshot.view();
    }

    @Override
    public Optional<TlbProbe> tlb() {
      return Optional.empty();
    }

    @Override
    public OptionalInt current() {
      final Optional<SavedTask> ready =
          snapshot.tasks().stream().filter(task -> task.waitsFor().isEmpty()).findFirst();
      return ready.isPresent()
          ? OptionalInt.of(ready.get().pid())
          : view().spaces().stream().mapToInt(SpaceView::pid).findFirst();
    }

    @Override
    public Optional<ElfImage> image(int pid) {
      return snapshot.processes().stream()
          .filter(process -> process.pid() == pid)
          .map(SavedProcess::name)
          .flatMap(
              name ->
                  snapshot.recipe().programs().stream()
                      .map(Program::image)
                      .filter(image -> image.name().equals(name)))
          .findFirst();
    }

    @Override
    public OptionalLong register(int pid, String name) {
      return OptionalLong.empty();
    }
  }
}
