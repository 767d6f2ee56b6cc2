package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Commands that show registers, memory, code, processes and objects. */
final class LookCommands {
  private static final int DEFAULT_LINES = 10;
  private static final int MOST_LINES = 1_000;
  private static final int REGISTERS_A_LINE = 4;

  private final Debugger debugger;

  LookCommands(Debugger debugger) {
    this.debugger = debugger;
  }

  List<PromptCommand> commands() {
    return List.of(
        PromptCommand.of(
            "regs [PID]", "registers of a process", this::registers, "info registers", "r"),
        PromptCommand.of("x[/FORMAT] [PID:]ADDRESS", "memory of a process", this::memory)
            .explained("FORMAT  [COUNT][x|d|u|o|t|c|s][b|h|w|g], as x/4xg"),
        PromptCommand.of("xp[/FORMAT] PHYSICAL", "physical memory", this::physical)
            .explained("FORMAT  [COUNT][x|d|u|o|t|c|s][b|h|w|g], as xp/4xg"),
        PromptCommand.of(
            "disas [ADDRESS [N]]", "code of a process", this::code, "u", "disassemble"),
        PromptCommand.of(
            "ps", "the processes, and what each does", this::processes, "info threads"),
        PromptCommand.of("shm", "the shared objects", this::objects, "shm list"),
        PromptCommand.of(
            "use [PID]",
            "which process is meant where none is named; without one, the current",
            this::use));
  }

  private Shown registers(List<String> words) throws InspectionFailure {
    final Addresses addresses = debugger.addresses();
    final int pid =
        words.isEmpty()
            ? addresses.process()
            : addresses.process(MovingCommands.one("regs [PID]", words));
    final ObjectNode json = Answer.schema("regs").put("pid", pid);
    final StringBuilder text = new StringBuilder();
    int column = 0;
    for (final Register register : Register.values()) {
      final String name = register.name().toLowerCase(Locale.ROOT);
      final long value = debugger.scene().register(pid, name).orElse(0);
      json.put(name, Answer.hex(value));
      column = column % REGISTERS_A_LINE + 1;
      text.append(String.format("%-8s%-20s", name, Answer.hex(value)));
      if (column == REGISTERS_A_LINE) {
        text.append('\n');
      }
    }
    final String lines = text.append('\n').toString().replaceAll(" +\n", "\n");
    return Answer.of(lines.replaceAll("\n+$", "\n"), json);
  }

  /** The words behind an optional format. */
  private static String operand(String synopsis, List<String> words) throws InspectionFailure {
    final int formats = !words.isEmpty() && words.get(0).startsWith("/") ? 1 : 0;
    return MovingCommands.one(synopsis, words.subList(formats, words.size()));
  }

  private static MemoryForms form(List<String> words) throws InspectionFailure {
    return MemoryForms.of(!words.isEmpty() && words.get(0).startsWith("/") ? words.get(0) : "/1xg");
  }

  private Shown memory(List<String> words) throws InspectionFailure {
    final String word = operand("x[/FORMAT] [PID:]ADDRESS", words);
    final MemoryForms form = form(words);
    final Addresses addresses = debugger.addresses();
    final int colon = word.indexOf(':');
    final int pid = colon < 0 ? addresses.process() : addresses.process(word.substring(0, colon));
    final long address = addresses.address(pid, word.substring(colon + 1));
    final SpaceView space = addresses.space(Integer.toString(pid));
    final byte[] bytes = Code.read(debugger.session().view(), space, address, form.bytes());
    if (bytes.length == 0) {
      throw new InspectionFailure(
          "nothing is mapped at 0x"
              + Long.toHexString(address)
              + " in process "
              + pid
              + "; why 0x"
              + Long.toHexString(address)
              + " r says more");
    }
    return form.show("x", address, bytes, at -> addresses.name(pid, at));
  }

  private Shown physical(List<String> words) throws InspectionFailure {
    final long address = Addresses.number(operand("xp[/FORMAT] PHYSICAL", words));
    final MemoryForms form = form(words);
    final PhysicalMemory memory = debugger.session().view().memory();
    if (address < 0 || address >= memory.size()) {
      throw new InspectionFailure(
          "no physical memory at 0x"
              + Long.toHexString(address)
              + ": it ends at 0x"
              + Long.toHexString(memory.size()));
    }
    final byte[] bytes = new byte[(int) Math.min(form.bytes(), memory.size() - address)];
    memory.read(address, bytes, 0, bytes.length);
    return form.show("xp", address, bytes, at -> Optional.empty());
  }

  private Shown code(List<String> words) throws InspectionFailure {
    if (words.size() > 2) {
      throw new InspectionFailure(
          "a word too many: " + words.get(2) + "; usage: disas [ADDRESS [N]]");
    }
    final Addresses addresses = debugger.addresses();
    final int pid = addresses.process();
    final long address = addresses.address(pid, words.isEmpty() ? "$rip" : words.get(0));
    final long lines = words.size() > 1 ? Addresses.number(words.get(1)) : DEFAULT_LINES;
    if (lines < 1 || lines > MOST_LINES) {
      throw new InspectionFailure("not a number of instructions: " + lines + "; give 1 to 1000");
    }
    return Code.listing(
        debugger.scene(), addresses, debugger.disassembler(), pid, address, (int) lines);
  }

  private Shown processes(List<String> words) throws InspectionFailure {
    MovingCommands.none("ps", words);
    final ObjectNode json = Answer.schema("ps");
    final ArrayNode array = json.putArray("tasks");
    final OptionalInt current = debugger.scene().current();
    final OptionalInt used = OptionalInt.of(debugger.addresses().process());
    final StringBuilder text = new StringBuilder();
    final List<Process> processes = debugger.session().machine().kernel().processes();
    final int width =
        processes.stream()
            .mapToInt(process -> Printable.of(process.name()).length())
            .reduce("program".length(), Math::max);
    for (final Process process : processes) {
      for (final Task task : process.tasks()) {
        final String state = state(process, task);
        final boolean meant = used.equals(OptionalInt.of(process.pid()));
        array
            .addObject()
            .put("pid", process.pid())
            .put("tid", task.tid())
            .put("process", process.name())
            .put("state", state)
            .put("current", current.equals(OptionalInt.of(process.pid())))
            .put("used", meant)
            .put("parent", process.parent().map(Process::pid).orElse(0));
        text.append(meant ? "* " : "  ")
            .append(
                String.format(
                    "%-6d %-6d %-" + width + "s  %s",
                    process.pid(),
                    task.tid(),
                    Printable.of(process.name()),
                    Printable.of(state)))
            .append('\n');
      }
    }
    return new Answer(
        style ->
            style.faint(String.format("  pid    task   %-" + width + "s  state", "program"))
                + "\n"
                + text,
        json);
  }

  private static String state(Process process, Task task) {
    if (!process.alive()) {
      return "ended, nobody has waited for it";
    }
    if (process.stopped()) {
      return "stopped by a signal";
    }
    return task.waitsFor().map(wait -> "waits for " + wait.describe()).orElse("can run");
  }

  private Shown objects(List<String> words) throws InspectionFailure {
    MovingCommands.none("shm", words);
    final ObjectNode json = Answer.schema("shm");
    final ArrayNode array = json.putArray("objects");
    final List<SpaceView> spaces = debugger.session().view().spaces();
    final List<ShmStat> stats = debugger.session().machine().registry().list();
    final StringBuilder text = new StringBuilder();
    final List<ObjectFrames> objects = debugger.session().view().objects();
    final int width = objects.stream().mapToInt(each -> objectName(each).length()).max().orElse(0);
    final String form = "%-4s %-" + Math.max(width, 4) + "s  %-9s %-4s %12s %8s\n";
    for (final ObjectFrames object : objects) {
      final Optional<ShmStat> stat =
          stats.stream().filter(each -> each.id() == object.id()).findFirst();
      final String owner =
          stat.map(each -> each.owner().uid() + ":" + each.owner().gid()).orElse("-");
      final String mode = stat.map(each -> String.format("%04o", each.mode())).orElse("-");
      final ObjectNode node =
          array
              .addObject()
              .put("id", object.id())
              .put("name", object.name())
              .put("linked", object.linked())
              .put("owner", owner)
              .put("mode", mode)
              .put("size", object.size())
              .put("frames", object.frames().size());
      final ArrayNode mappings = node.putArray("mappings");
      text.append(
          String.format(
              Locale.ROOT,
              form,
              object.id(),
              objectName(object),
              owner,
              mode,
              object.size(),
              object.frames().size()));
      for (final SpaceView space : spaces) {
        for (final Area area : space.areas()) {
          if (area.object().filter(part -> part.id() == object.id()).isPresent()) {
            mappings
                .addObject()
                .put("pid", space.pid())
                .put("start", Answer.hex(area.range().start().value()))
                .put("end", Answer.hex(area.range().endExclusive()))
                .put("rights", area.rights().toString())
                .put("shared", area.shared())
                .put("firstPage", area.object().get().firstPage());
            text.append("       ")
                .append(Printable.of(space.toString()))
                .append("  ")
                .append(Printable.of(area.toString()))
                .append('\n');
          }
        }
      }
    }
    final String lines = text.toString();
    return new Answer(
        style ->
            lines.isEmpty()
                ? "no object is there\n"
                : style.faint(
                        String.format(
                                Locale.ROOT, form, "id", "name", "owner", "mode", "bytes", "frames")
                            .stripTrailing())
                    + "\n"
                    + lines,
        json);
  }

  private static String objectName(ObjectFrames object) {
    return Printable.of(object.name()) + (object.linked() ? "" : " (unlinked)");
  }

  private Shown use(List<String> words) throws InspectionFailure {
    if (words.isEmpty()) {
      debugger.use(OptionalInt.empty());
    } else {
      debugger.use(
          OptionalInt.of(debugger.addresses().process(MovingCommands.one("use [PID]", words))));
    }
    final int pid = debugger.addresses().process();
    return Answer.of("process " + pid + "\n", Answer.schema("use").put("pid", pid));
  }
}
