package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import java.util.Comparator;
import java.util.List;

/** The table of the system calls that a kernel has, for people. */
public final class CallTableText {
  private CallTableText() {}

  /** The table in Markdown, as the README has it. */
  public static String markdown(List<SyscallRow> rows) {
    final StringBuilder text =
        new StringBuilder(
            "| number | call | supported, and what departs from Linux |\n|---|---|---|\n");
    for (final SyscallRow row : sorted(rows)) {
      text.append("| ").append(row.number()).append(" | `").append(row.name()).append("` | ");
      text.append(row.support()).append(" |\n");
    }
    return text.toString();
  }

  /** The table as lines of text. */
  public static String plain(List<SyscallRow> rows) {
    final StringBuilder text = new StringBuilder();
    for (final SyscallRow row : sorted(rows)) {
      text.append(String.format("%4d  %-18s  ", row.number(), row.name()));
      text.append(row.support().replace("`", "")).append('\n');
    }
    return text.toString();
  }

  private static List<SyscallRow> sorted(List<SyscallRow> rows) {
    return rows.stream().sorted(Comparator.comparingInt(SyscallRow::number)).toList();
  }
}
