package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.inspection.Inspection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the help of {@link InspectCommand} says around the options. */
final class InspectHelp {
  private static final Map<String, List<String>> EXAMPLES =
      Map.of(
          "walk",
          List.of(
              "walk 0x401000 -- hello.S",
              "walk 101 store+4 --bits --at call:mmap -- writer.S -- reader.S"),
          "why",
          List.of(
              "why 0x7ffff6f00000 w -- crash.S",
              "why 101 0x7ffff6f00000 w --at fault:101 -- writer.S -- reader.S"),
          "dump",
          List.of(
              "dump --where 'w && shared && !dirty' -- writer.S",
              "dump 101 --tree --at after:mmap#2 -- writer.S -- reader.S"),
          "find",
          List.of(
              "find /ring --at end:101 -- writer.S -- reader.S", "find 0x23000 --snapshot saved"),
          "frames",
          List.of("frames -- hello.S", "frames --list --at 17 -- writer.S -- reader.S"),
          "diff",
          List.of(
              "diff --from call:mmap --to after:mmap -- writer.S", "diff saved-before saved-after"),
          "audit",
          List.of("audit -- hello.S", "audit 101 --snapshot saved"),
          "tlb",
          List.of("tlb 100 --at after:munmap -- writer.S"),
          "snapshot",
          List.of("snapshot -o saved --at fault -- crash.S", "snapshot -o saved --at 17 -- a.S"));

  private static final List<String> WHERE =
      List.of(
          "",
          "WHERE is one of:",
          "  start                    before the first instruction",
          "  fault[:PID]  end[:PID]   the first fatal fault, or end, of any process or of this one",
          "  17  17+300               a place: instructions behind the 17th exit to the kernel",
          "  call:NAME[#N]            before the first, or Nth, system call of this name",
          "  after:NAME[#N]           behind it",
          "  break:ADDRESS[@PROGRAM]  before an instruction: break:0x401000, break:store@writer",
          "  write:OBJECT             behind the next store to an object (/ring), whoever makes it;",
          "                           read: and access: likewise; or 8 bytes: write:store@writer",
          "");

  private InspectHelp() {}

  /** The form of the line: with programs, and with a saved machine where there may be one. */
  static String synopsis(String name, Optional<Inspection> inspection) {
    final String programs = " [OPTIONS] -- PROG [ARGS]... [-- PROG [ARGS]...]...";
    if (inspection.isEmpty()) {
      return "framewalk " + name + " -o FILE" + programs;
    }
    if (name.equals("diff")) {
      return "framewalk diff [--pid PID] [--no-use] [--from WHERE] [--to WHERE]"
          + programs
          + "\n       framewalk diff SNAPSHOT SNAPSHOT [--pid PID] [--no-use]";
    }
    final StringBuilder forms = new StringBuilder();
    for (final String form : inspection.get().synopsis().split(" \\| (?=" + name + " )", -1)) {
      forms
          .append(forms.length() == 0 ? "" : "\n       ")
          .append("framewalk ")
          .append(form)
          .append(programs);
    }
    return forms + "\n       ... --snapshot FILE";
  }

  /** What stands below the options. */
  static List<String> footer(String name, Optional<Inspection> inspection) {
    final List<String> lines = new ArrayList<>();
    lines.add("");
    final String form = inspection.map(Inspection::synopsis).orElse("");
    if (name.equals("diff")) {
      lines.add("--pid PID   this process alone");
      lines.add("--no-use    leave out pages of which the CPU has only set A and D");
      lines.add("");
    } else if (inspection.isPresent() && !inspection.get().details().isEmpty()) {
      lines.addAll(inspection.get().details());
      lines.add("");
    }
    if (form.contains(name + " PID")) {
      lines.add("PID may be left out: then it is the process that is stopped there.");
    }
    if (form.contains(" ADDRESS")) {
      lines.add("ADDRESS may be a symbol of the program or a register: store, store+4, $rsp-8.");
    }
    lines.addAll(WHERE);
    lines.add("What the programs print goes to standard error.");
    lines.add("");
    lines.add("Exit status:");
    lines.add("  0    " + (inspection.isPresent() ? "answered" : "saved"));
    if (name.equals("audit")) {
      lines.add("  1    the audit found an error, or the budget was used up");
    } else if (name.equals("tlb")) {
      lines.add("  1    CPU and tables differ, or the budget was used up");
    } else {
      lines.add("  1    the budget was used up");
    }
    lines.add("  2    the command line is wrong, a file cannot be read, or WHERE is never reached");
    lines.add("  3    the machine could not be made");
    lines.add("");
    lines.add("Examples:");
    for (final String example : EXAMPLES.getOrDefault(name, List.of())) {
      lines.add("  framewalk " + example);
    }
    return lines;
  }
}
