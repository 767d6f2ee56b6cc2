package dev.framewalk.emulator.debug;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import java.util.Comparator;
import java.util.List;

/** The table of the system calls that a kernel has, for people and programs. */
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

  /** The table as one JSON document. */
  public static ObjectNode json(List<SyscallRow> rows) {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.calls/1");
    final ArrayNode calls = json.putArray("calls");
    for (final SyscallRow row : sorted(rows)) {
      calls
          .addObject()
          .put("number", row.number())
          .put("call", row.name())
          .put("supported", row.support());
    }
    return json;
  }

  private static List<SyscallRow> sorted(List<SyscallRow> rows) {
    return rows.stream().sorted(Comparator.comparingInt(SyscallRow::number)).toList();
  }
}
