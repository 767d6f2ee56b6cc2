package dev.framewalk.emulator.debug.strace;

import java.util.Optional;

/** Results as they are shown behind the equals sign. */
final class CallResult {
  private CallResult() {}

  /** Writes a result of this kind. */
  static void print(StringBuilder out, ArgumentKind kind, long result, Decoding d) {
    final Optional<ErrnoText.Row> restart = ErrnoText.restart(result);
    if (restart.isPresent()) {
      out.append("? ").append(restart.get().name());
      out.append(" (").append(restart.get().words()).append(')');
      return;
    }
    if (ErrnoText.isRefusal(result)) {
      final Optional<ErrnoText.Row> row = ErrnoText.of(result);
      out.append("-1 ");
      if (row.isPresent()) {
        out.append(row.get().name()).append(" (").append(row.get().words()).append(')');
      } else {
        out.append("(errno ").append(-result).append(')');
      }
      return;
    }
    switch (kind.name()) {
      case "none" -> out.append('?');
      case "addr", "x32" -> Texts.hex(out, result);
      case "octal" -> Texts.permissions(out, result);
      case "uid" -> out.append((int) result);
      case "flags" -> flags(out, result, kind.operand(0));
      case "enum" -> {
        Texts.hex(out, result);
        ConstantSet.of(kind.operand(0))
            .nameOf(result)
            .ifPresent(name -> out.append(" (").append(name).append(')'));
      }
      case "openflags" -> {
        Texts.hex(out, result);
        out.append(" (flags ");
        FlagText.open(out, result);
        out.append(')');
      }
      case "signal" -> {
        out.append(result);
        out.append(result == 0 ? "" : " (" + SignalText.name(result) + ")");
      }
      case "poll" -> poll(out, kind, result, d);
      case "select" -> select(out, kind, result, d);
      default -> out.append(result);
    }
  }

  private static void flags(StringBuilder out, long result, String set) {
    Texts.hex(out, result);
    if (result != 0) {
      out.append(" (flags ");
      ConstantSet.of(set).print(out, result);
      out.append(')');
    }
  }

  /** poll(FDS,COUNT) and poll(FDS,COUNT,TIMEOUT): what happened, and the time that is left. */
  private static void poll(StringBuilder out, ArgumentKind kind, long result, Decoding d) {
    out.append(result);
    if (result == 0) {
      out.append(" (Timeout)");
      return;
    }
    out.append(" (");
    if (!FileText.poll(
        out, d.argument(kind.operand(0)), d.argument(kind.operand(1)), "revents", d)) {
      Texts.address(out, d.argument(kind.operand(0)));
    }
    if (kind.operands().size() > 2) {
      left(out, "timespec", d.argument(kind.operand(2)), ", ", d);
    }
    out.append(')');
  }

  /** select(COUNT,TIMEOUT): what is left of each set, and of the time. */
  private static void select(StringBuilder out, ArgumentKind kind, long result, Decoding d) {
    out.append(result);
    if (result == 0) {
      out.append(" (Timeout)");
      return;
    }
    final int count = (int) d.argument(kind.operand(0));
    out.append(" (");
    String separator = "";
    for (final String set : new String[] {"in:readfds", "out:writefds", "except:exceptfds"}) {
      final int colon = set.indexOf(':');
      final long address = d.argument(set.substring(colon + 1));
      final StringBuilder text = new StringBuilder();
      if (address != 0
          && FileText.descriptors(text, address, count, d)
          && !text.toString().equals("[]")) {
        out.append(separator).append(set, 0, colon).append(' ').append(text);
        separator = ", ";
      }
    }
    final boolean fine = d.has("sigmask");
    left(out, fine ? "timespec" : "timeval", d.argument(kind.operand(1)), separator, d);
    out.append(')');
  }

  private static void left(
      StringBuilder out, String layout, long address, String separator, Decoding d) {
    final StringBuilder text = new StringBuilder();
    if (address != 0 && MemoryText.struct(text, address, StructLayout.of(layout), d)) {
      out.append(separator).append("left ").append(text);
    }
  }
}
