package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The tasks of a run as gdb's threads, and the one that is selected. */
final class Threads {
  /** gdb's number for any thread. */
  private static final String ANY = "0";

  /** gdb's number for all threads. */
  private static final String ALL = "-1";

  private final DebugSession session;

  /** Whose registers and memory are meant, by tid; 0 when nobody has been selected. */
  private int selected;

  /** Who is to be moved, by tid; 0 for the selected one. */
  private int mover;

  Threads(DebugSession session) {
    this.session = session;
  }

  /** Every task that lives, the oldest process first. */
  List<Task> all() {
    final List<Task> tasks = new ArrayList<>();
    for (final Process process : session.machine().kernel().processes()) {
      if (process.alive()) {
        for (final Task task : process.tasks()) {
          if (task.alive()) {
            tasks.add(task);
          }
        }
      }
    }
    return tasks;
  }

  /** The task of this number, if it lives. */
  Optional<Task> find(int tid) {
    return session
        .machine()
        .kernel()
        .task(tid)
        .filter(Task::alive)
        .filter(task -> task.process().alive());
  }

  /** The task that {@code id} of a packet names; empty for any and all. */
  Optional<Task> parse(String id) throws GdbError {
    if (id.equals(ANY) || id.equals(ALL)) {
      return Optional.empty();
    }
    return Optional.of(find(Hex.small(id)).orElseThrow(() -> GdbError.NO_THREAD));
  }

  /** Selects the task of {@code tid}; or, if it does not live, the next best. */
  void select(int tid) {
    selected = tid;
  }

  /** The task whose registers and memory are meant. */
  Task selected() throws GdbError {
    return find(selected).or(this::current).orElseThrow(() -> GdbError.NO_THREAD);
  }

  /** The process of that task; empty if none lives. */
  OptionalInt process() {
    final Optional<Task> task = find(selected).or(this::current);
    return task.isPresent() ? OptionalInt.of(task.get().pid()) : OptionalInt.empty();
  }

  /** Says who is to be moved: the task of {@code tid}, or, for 0, the selected one. */
  void selectMover(int tid) {
    mover = tid;
  }

  /** The task that a step without a thread's number is about. */
  Task mover() throws GdbError {
    final Optional<Task> named = find(mover);
    return named.isPresent() ? named.get() : selected();
  }

  /** The task that runs next; if nobody can, the first that lives. */
  Optional<Task> current() {
    return session.current().or(() -> all().stream().findFirst());
  }

  /** As {@code writer, pid 100, next to run, cr3 0x14000}. */
  String describe(Task task) {
    final String pid = task.tid() == task.pid() ? "pid " + task.pid() : "thread of " + task.pid();
    return Printable.of(task.name())
        + ", "
        + pid
        + ", "
        + state(task)
        + ", cr3 0x"
        + Long.toHexString(task.space().mode().cr3());
  }

  private String state(Task task) {
    if (session.current().filter(current -> current == task).isPresent()) {
      return "next to run";
    }
    if (task.process().stopped()) {
      return "stopped by a signal";
    }
    final Optional<Wait> wait = task.waitsFor();
    return wait.isPresent() ? "waits for " + wait.get().describe() : "ready";
  }

  /** The list in XML (Debugging with GDB, G.6 "Thread List Format"). */
  String xml() {
    final StringBuilder text = new StringBuilder("<?xml version=\"1.0\"?>\n<threads>\n");
    for (final Task task : all()) {
      text.append("<thread id=\"").append(Integer.toHexString(task.tid())).append("\" core=\"0\"");
      text.append(" name=\"").append(escaped(Printable.of(task.name()))).append("\">");
      text.append(escaped(describe(task))).append("</thread>\n");
    }
    return text.append("</threads>\n").toString();
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
