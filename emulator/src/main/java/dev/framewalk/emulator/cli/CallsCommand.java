package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.CallTableText;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import java.util.List;

/** {@code framewalk calls}: which system calls guests have, and what departs from Linux. */
final class CallsCommand {
  private CallsCommand() {}

  /** The form of the command line. */
  static Syntax syntax() {
    final Syntax syntax =
        new Syntax(
            "framewalk calls",
            new Syntax.Help(
                "framewalk calls [--markdown | --json]",
                "Lists the system calls that guests have, and what departs from Linux.",
                List.of()));
    syntax.flag("--markdown", "The table of the README.");
    syntax.flag("--json", "Print one JSON document instead.");
    return syntax;
  }

  static ExitCode execute(StandardStreams streams, ParsedLine line) throws CommandFailure {
    final boolean markdown = line.has("--markdown");
    final boolean json = line.has("--json");
    if (markdown && json) {
      throw CommandFailure.usage("--markdown and --json are two forms; give one of them");
    }
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      final List<SyscallRow> rows = machine.syscalls().rows();
      if (json) {
        streams.print(CallTableText.json(rows) + "\n");
      } else {
        streams.print(markdown ? CallTableText.markdown(rows) : CallTableText.plain(rows));
      }
      return ExitCode.GOOD;
    } catch (LoadException e) {
      throw new CommandFailure(ExitCode.MACHINE_ERROR, String.valueOf(e.getMessage()));
    }
  }
}
