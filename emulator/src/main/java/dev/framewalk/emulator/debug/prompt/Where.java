package dev.framewalk.emulator.debug.prompt;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.session.Breakpoint;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.debug.session.Watch;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Where a run is to be stopped, as people write it. */
public final class Where {
  /** What can be written. */
  public static final String FORMS =
      "start, fault[:PID], end[:PID], a place (17 or 17+300), call:NAME[#N], after:NAME[#N],"
          + " break:ADDRESS|SYMBOL[@PROGRAM], read|write|access:OBJECT|ADDRESS[@PROGRAM]";

  private final String text;

  private Where(String text) {
    this.text = text;
  }

  /** Where {@code text} says; whether it says something is seen when it is gone to. */
  public static Where of(String text) {
    return new Where(text);
  }

  /**
   * The first fault that ends a process, or the first end of one.
   *
   * @param pid only of this process, whose tables are asked about
   */
  public static Where unlessSaid(OptionalInt pid) {
    return new Where(pid.isEmpty() ? "" : ":" + pid.getAsInt());
  }

  /**
   * Goes there. Breakpoints and watches that are set stop it on the way as well.
   *
   * @throws InspectionFailure if it is no place, or the run never comes there
   */
  @CanIgnoreReturnValue
  public Stop go(DebugSession session) throws InspectionFailure {
    final int colon = text.indexOf(':');
    final String kind = colon < 0 ? text : text.substring(0, colon);
    final String what = colon < 0 ? "" : text.substring(colon + 1);
    return switch (kind) {
      case "" -> event(session, what, Event.FATAL_FAULT, Event.PROCESS_END);
      case "start" -> session.goTo(RunPlace.START);
      case "fault" -> event(session, what, Event.FATAL_FAULT);
      case "end" -> event(session, what, Event.PROCESS_END);
      case "call" -> call(session, Event.BEFORE_CALL, what);
      case "after" -> call(session, Event.AFTER_CALL, what);
      case "break" -> breakpoint(session, what);
      case "read" -> access(session, Watch.Kind.READ, what);
      case "write" -> access(session, Watch.Kind.WRITE, what);
      case "access" -> access(session, Watch.Kind.ANY, what);
      default -> place(session);
    };
  }

  private Stop event(DebugSession session, String pid, Event... events) throws InspectionFailure {
    final Goal goal = Goal.at(events);
    try {
      return reached(session.resume(pid.isEmpty() ? goal : goal.of(Integer.parseInt(pid))));
    } catch (NumberFormatException e) {
      throw new InspectionFailure("not the number of a process: " + Printable.of(pid));
    }
  }

  private Stop place(DebugSession session) throws InspectionFailure {
    final RunPlace place;
    try {
      place = RunPlace.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InspectionFailure("nowhere in a run: " + Printable.of(text) + "; give " + FORMS);
    }
    final Stop stop = session.goTo(place);
    return stop instanceof Stop.Over && stop.place().equals(place) ? stop : reached(stop);
  }

  private Stop call(DebugSession session, Event event, String what) throws InspectionFailure {
    final int hash = what.indexOf('#');
    final String name = hash < 0 ? what : what.substring(0, hash);
    int times = 1;
    try {
      times = hash < 0 ? 1 : Integer.parseInt(what.substring(hash + 1));
    } catch (NumberFormatException e) {
      times = 0;
    }
    if (times < 1) {
      throw new InspectionFailure(
          "not which call of them: " + Printable.of(what) + "; give a number from 1 on: mmap#2");
    }
    final Goal goal = Goal.at(event).ofCall(number(session, name));
    Stop stop = reached(session.resume(goal));
    for (int i = 1; i < times && stop instanceof Stop.AtCall; i++) {
      stop = reached(session.resume(goal));
    }
    return stop;
  }

  /**
   * The number of the system call {@code name}.
   *
   * @throws InspectionFailure if guests have none of that name
   */
  static long number(DebugSession session, String name) throws InspectionFailure {
    final List<SyscallRow> rows = session.machine().syscalls().rows();
    for (final SyscallRow row : rows) {
      if (row.name().equals(name)) {
        return row.number();
      }
    }
    final List<String> near = Suggestions.near(name, rows.stream().map(SyscallRow::name).toList());
    throw new InspectionFailure(
        "no system call "
            + Printable.of(name)
            + (near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)")
            + "; framewalk calls lists them");
  }

  /** An address of a program, the one that runs now if none is named. */
  private record Target(OptionalInt named, int pid, long address) {
    static Target of(DebugSession session, String what) throws InspectionFailure {
      final int at = what.lastIndexOf('@');
      final OptionalInt named =
          at < 0 ? OptionalInt.empty() : OptionalInt.of(Where.pid(session, what.substring(at + 1)));
      final Addresses addresses = new Addresses(Scene.of(session), named);
      final int pid = addresses.process();
      return new Target(named, pid, addresses.address(pid, at < 0 ? what : what.substring(0, at)));
    }
  }

  /** The next access to the 8 bytes at an address, or to an object, which may be made only then. */
  private Stop access(DebugSession session, Watch.Kind kind, String what) throws InspectionFailure {
    final Watch set;
    if (what.startsWith("/")) {
      Optional<ObjectFrames> object = object(session, what);
      while (object.isEmpty()) {
        final Stop stop = reached(session.resume(Goal.at(Event.AFTER_CALL)));
        if (!(stop instanceof Stop.AtCall)) {
          return stop;
        }
        object = object(session, what);
      }
      set = session.watchObject(kind, object.get().id());
    } else {
      final Target target = Target.of(session, what);
      try {
        set = session.watch(kind, target.pid(), target.address(), Long.BYTES);
      } catch (IllegalArgumentException e) {
        throw new InspectionFailure(String.valueOf(e.getMessage()));
      }
    }
    try {
      return reached(session.resume(Goal.END));
    } finally {
      final boolean ignored = session.remove(set.id());
    }
  }

  private static Optional<ObjectFrames> object(DebugSession session, String name) {
    return session.view().objects().stream()
        .filter(object -> object.linked() && object.name().equals(name))
        .findFirst();
  }

  private Stop breakpoint(DebugSession session, String what) throws InspectionFailure {
    final Target target = Target.of(session, what);
    final Breakpoint set = set(session, target.named(), target.address());
    try {
      return reached(session.resume(Goal.END));
    } finally {
      final boolean ignored = session.remove(set.id());
    }
  }

  static Breakpoint set(DebugSession session, OptionalInt pid, long address)
      throws InspectionFailure {
    try {
      return session.breakAt(pid, address);
    } catch (IllegalArgumentException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }

  private static int pid(DebugSession session, String program) throws InspectionFailure {
    final List<Process> processes = session.machine().kernel().processes();
    final Optional<Process> found =
        processes.stream()
            .filter(
                process ->
                    process.name().equals(program)
                        || Integer.toString(process.pid()).equals(program))
            .findFirst();
    if (found.isEmpty()) {
      throw new InspectionFailure(
          "no process runs "
              + Printable.of(program)
              + "; there are: "
              + Printable.of(
                  String.join(", ", processes.stream().map(Process::toString).toList())));
    }
    return found.get().pid();
  }

  private String words() {
    if (!text.isEmpty() && text.charAt(0) != ':') {
      return Printable.of(text);
    }
    return "a fault or the end of " + (text.isEmpty() ? "a process" : "pid " + text.substring(1));
  }

  private Stop reached(Stop stop) throws InspectionFailure {
    if (stop instanceof Stop.Over over && !text.isEmpty() && text.charAt(0) == ':') {
      throw new InspectionFailure(
          "no process "
              + text.substring(1)
              + " in this run; there were: "
              + Printable.of(
                  over.result().summary().processes().stream()
                      .map(process -> process.name() + " (pid " + process.pid() + ")")
                      .collect(Collectors.joining(", "))));
    }
    if (stop instanceof Stop.Over) {
      throw new InspectionFailure(
          "never reached: "
              + words()
              + "; the run is over at place "
              + stop.place()
              + ": "
              + StopWords.how((Stop.Over) stop));
    }
    if (stop instanceof Stop.Interrupted) {
      throw new InspectionFailure("interrupted at place " + stop.place() + " before " + words());
    }
    return stop;
  }
}
