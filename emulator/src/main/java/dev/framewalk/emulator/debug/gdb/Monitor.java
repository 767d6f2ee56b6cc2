package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.Arguments;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.prompt.Addresses;
import dev.framewalk.emulator.debug.prompt.CommandWords;
import dev.framewalk.emulator.debug.prompt.Marks;
import dev.framewalk.emulator.debug.prompt.Questions;
import dev.framewalk.emulator.debug.prompt.Scene;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The words behind gdb's {@code monitor}: ours, and those that QEMU's users know. */
final class Monitor {
  /** What a command does with the words behind its name. */
  private interface Action {
    String run(List<String> words) throws InspectionFailure, GdbError;
  }

  /**
   * @param name one word or two
   * @param synopsis the form of its words, the name included
   */
  private record Command(String name, String synopsis, String summary, Action action) {}

  private static final String NO_TASK = "no process lives any more";

  private final DebugSession session;
  private final List<Inspection> inspections;
  private final Threads threads;
  private final Changes changes;
  private final Marks marks = new Marks();
  private final List<Command> commands;

  Monitor(DebugSession session, List<Inspection> inspections, Threads threads, Changes changes) {
    this.session = session;
    this.inspections = inspections;
    this.threads = threads;
    this.changes = changes;
    this.commands =
        List.of(
            command(
                "info mem", "", "what the selected thread's tables map, rights as urwx", this::mem),
            command(
                "info tlb", "", "each page of it, and where the CPU has another one", this::tlb),
            command("info registers", "", "the selected thread's registers", this::registers),
            command("info cpus", "", "the one CPU, and whose instruction is next", this::cpus),
            command("info version", "", "what this is", this::version),
            command("shm list", "", "the shared objects", this::objects),
            command(
                "x", "[/FMT] ADDRESS", "memory of the selected thread: x /4xg 0x401000", this::x),
            command("xp", "[/FMT] PHYSICAL", "physical memory: xp /4xg 0x14000", this::xp),
            command(
                "gva2gpa",
                "ADDRESS",
                "where an address of the selected thread lies",
                this::gva2gpa),
            command("place", "", "where in the run this is", this::place),
            command("goto", "PLACE", "goes to a place of the run, forward or back", this::go),
            command(
                "mark",
                "NAME",
                Marks.SUMMARY,
                words -> marks.mark(session, words).text(Style.PLAIN)),
            command("help", "", "this list", this::help));
  }

  private static Command command(String name, String words, String summary, Action action) {
    return new Command(name, words.isEmpty() ? name : name + " " + words, summary, action);
  }

  /** Carries out {@code line}; what is wrong with it is told like an answer. */
  String answer(String line) {
    try {
      final List<String> words = new ArrayList<>(CommandWords.words(line));
      final Optional<Action> action = find(words);
      if (action.isPresent()) {
        return ended(action.get().run(words));
      }
      return "no such command: "
          + Printable.of(line.strip())
          + "; `monitor help' lists those that there are\n";
    } catch (InspectionFailure e) {
      return ended(String.valueOf(e.getMessage()));
    } catch (GdbError e) {
      return e == GdbError.NO_THREAD
          ? NO_TASK + "\n"
          : e == GdbError.NO_MEMORY ? "no memory there\n" : e.reply() + "\n";
    } catch (IllegalStateException | IllegalArgumentException e) {
      return ended(Printable.of(String.valueOf(e.getMessage())));
    }
  }

  private static String ended(String text) {
    return text.endsWith("\n") || text.isEmpty() ? text : text + "\n";
  }

  /** The command that {@code words} begin with, whose name is taken off them. */
  private Optional<Action> find(List<String> words) {
    for (final Command command : commands) {
      final List<String> name = List.of(command.name().split(" ", -1));
      if (words.size() >= name.size() && words.subList(0, name.size()).equals(name)) {
        words.subList(0, name.size()).clear();
        return Optional.of(command.action());
      }
    }
    for (final Inspection inspection : inspections) {
      if (!words.isEmpty() && inspection.name().equals(words.get(0))) {
        words.remove(0);
        return Optional.of(rest -> inspect(inspection, rest));
      }
    }
    return Optional.empty();
  }

  /** The selected thread's process is meant where none is named. */
  private String inspect(Inspection inspection, List<String> words) throws InspectionFailure {
    if (changes.any()) {
      inspection.forget();
    }
    final Scene scene = Scene.of(session);
    final Addresses addresses = new Addresses(scene, threads.process());
    return Questions.ask(scene, addresses, marks, inspection, words).text(Style.PLAIN);
  }

  private static Arguments take(String synopsis, List<String> words, int least, int most)
      throws InspectionFailure {
    return Arguments.parse(synopsis, words, Set.of(), Set.of(), least, most);
  }

  /** Refuses more than {@code most} words. */
  private static void allow(String synopsis, List<String> words, int most)
      throws InspectionFailure {
    final Arguments unused = take(synopsis, words, 0, most);
  }

  private SpaceView space() throws GdbError {
    final int pid = threads.selected().pid();
    return session.view().space(pid).orElseThrow(() -> GdbError.NO_THREAD);
  }

  private String mem(List<String> words) throws InspectionFailure, GdbError {
    allow("info mem", words, 0);
    return QemuForms.mem(session.machine().memory(), threads.selected().space().mode());
  }

  private String tlb(List<String> words) throws InspectionFailure, GdbError {
    allow("info tlb", words, 0);
    return QemuForms.tlb(session.machine().memory(), space(), session.tlb());
  }

  private String registers(List<String> words) throws InspectionFailure, GdbError {
    // QEMU's takes -a for all CPUs: there is one.
    allow("info registers", words, 1);
    return QemuForms.registers(session.machine(), threads.selected());
  }

  private String cpus(List<String> words) throws InspectionFailure {
    allow("info cpus", words, 0);
    return session
        .current()
        .map(task -> "* CPU #0: thread_id=" + task.tid() + " " + threads.describe(task))
        .orElse("* CPU #0: (halted)");
  }

  private String version(List<String> words) throws InspectionFailure {
    allow("info version", words, 0);
    final String version = Monitor.class.getPackage().getImplementationVersion();
    return "framewalk" + (version == null ? "" : " " + version);
  }

  private String objects(List<String> words) throws InspectionFailure {
    allow("shm list", words, 0);
    final List<ShmStat> objects = session.machine().registry().list();
    if (objects.isEmpty()) {
      return "no shared objects";
    }
    final StringBuilder text =
        new StringBuilder("  id  size        frames  runs  mappings  handles  owner  name\n");
    for (final ShmStat each : objects) {
      text.append(
          String.format(
              "%4d  %-10d  %6d  %4d  %8d  %7d  %5d  %s%s\n",
              each.id(),
              each.size(),
              each.frames(),
              each.runs(),
              each.mappings(),
              each.handles(),
              each.owner().pid(),
              each.name().map(name -> Printable.of(name.toString())).orElse("(anonymous)"),
              each.linked() || each.name().isEmpty() ? "" : " (unlinked)"));
    }
    return text.toString();
  }

  private String x(List<String> words) throws InspectionFailure, GdbError {
    final Task task = threads.selected();
    return show(
        words,
        "x [/FMT] ADDRESS",
        (address, bytes) -> new GuestMemory(session.machine()).read(task, address, bytes));
  }

  private String xp(List<String> words) throws InspectionFailure, GdbError {
    return show(
        words,
        "xp [/FMT] PHYSICAL",
        (address, bytes) -> new GuestMemory(session.machine()).readPhysical(address, bytes));
  }

  private interface Source {
    byte[] read(long address, int bytes) throws GdbError;
  }

  private static String show(List<String> words, String synopsis, Source source)
      throws InspectionFailure, GdbError {
    final Arguments arguments = take(synopsis, words, 1, 2);
    final boolean formed = arguments.word(0).startsWith("/");
    if (formed == (arguments.size() == 1)) {
      throw arguments.refused(formed ? "no address" : "not a format: " + arguments.word(0));
    }
    final Xp form = formed ? Xp.parse(arguments.word(0)) : Xp.DEFAULT;
    final long address = arguments.number(formed ? 1 : 0);
    final byte[] bytes = source.read(address, form.bytes());
    return form.text(address, bytes)
        + (bytes.length < form.bytes()
            ? "no memory at 0x" + Long.toHexString(address + bytes.length) + "\n"
            : "");
  }

  private String gva2gpa(List<String> words) throws InspectionFailure, GdbError {
    final Arguments arguments = take("gva2gpa ADDRESS", words, 1, 1);
    final PageWalk walk = new PageWalk(session.machine().memory());
    return walk.find(threads.selected().space().mode(), arguments.number(0))
        ? "gpa: 0x" + Long.toHexString(walk.physical())
        : "Unmapped";
  }

  private String place(List<String> words) throws InspectionFailure {
    allow("place", words, 0);
    return session.place().toString();
  }

  private String go(List<String> words) throws InspectionFailure {
    final Arguments arguments = take("goto PLACE", words, 1, 1);
    final RunPlace target;
    try {
      target = RunPlace.parse(arguments.word(0));
    } catch (IllegalArgumentException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
    final boolean anew = changes.any() && target.compareTo(session.place()) <= 0;
    if (anew && target.equals(session.place())) {
      // Only a place that was passed is come to in a new machine.
      session.stepInstruction(OptionalInt.empty());
    }
    final Stop stop = session.goTo(target);
    if (anew && !(stop instanceof Stop.Interrupted)) {
      changes.forget();
    }
    threads.select(stop.tid());
    return "at place "
        + session.place()
        + threads.current().map(task -> ", next is " + task).orElse("")
        + "\ngdb does not know that it moved: type `maintenance flush register-cache'\n";
  }

  private String help(List<String> words) {
    final StringBuilder text = new StringBuilder();
    for (final Command command : commands) {
      appendHelp(text, command.synopsis(), command.summary());
    }
    for (final Inspection inspection : inspections) {
      appendHelp(text, inspection.synopsis(), inspection.summary());
    }
    return text.toString();
  }

  private static void appendHelp(StringBuilder text, String synopsis, String summary) {
    text.append(String.format("%-24s %s\n", synopsis, summary));
  }
}
