package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.machine.MarkedLine.Mark;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.inspect.Attempt;
import dev.framewalk.pagetable.inspect.EntryField;
import dev.framewalk.pagetable.inspect.Right;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Translation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The levels of a walk as lines for a person. */
public final class WalkText {
  private static final String[] FLAGS = {
    "P", "R/W", "U/S", "PWT", "PCD", "A", "D", "PS", "G", "PAT", "XD"
  };

  private WalkText() {}

  /**
   * One line a level, its columns aligned; the level that fails begins with {@code =>} and is
   * marked.
   *
   * @param indent what every line begins with
   */
  public static List<MarkedLine> levels(
      WalkTrace trace, Optional<PageTableLevel> failing, String indent) {
    final List<String[]> rows = new ArrayList<>();
    for (final WalkLevel level : trace.levels()) {
      rows.add(row(level));
    }
    final int[] widths = new int[5];
    for (final String[] row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    final List<MarkedLine> lines = new ArrayList<>();
    for (int at = 0; at < rows.size(); at++) {
      final WalkLevel level = trace.levels().get(at);
      final boolean bad = failing.filter(each -> each == level.level()).isPresent();
      final StringBuilder line = new StringBuilder(indent).append(bad ? "=> " : "   ");
      for (int i = 0; i < widths.length; i++) {
        pad(line, rows.get(at)[i], widths[i] + 1);
      }
      line.append(rows.get(at)[5]);
      lines.add(new MarkedLine(line.toString().stripTrailing(), bad ? Mark.BAD : Mark.PLAIN));
    }
    return lines;
  }

  private static String[] row(WalkLevel level) {
    final String rights = level.usable() ? rights(level) : "";
    return new String[] {
      level.level() + "[0x" + Integer.toHexString(level.step().index()) + "]",
      "at " + level.step().entryAddress(),
      "= " + hex(level.step().entry().bits()),
      "[" + flags(level) + "]",
      leads(level),
      rights
    };
  }

  private static String rights(WalkLevel level) {
    final StringBuilder text = new StringBuilder(level.step().permissions().toString());
    if (!level.takesAway().isEmpty()) {
      String comma = ": ";
      for (final Right right : Right.values()) {
        if (level.takesAway().contains(right)) {
          text.append(comma).append(word(right));
          comma = ", ";
        }
      }
    }
    return text.toString();
  }

  private static String word(Right right) {
    return switch (right) {
      case WRITE -> "no w (R/W=0)";
      case USER -> "no ring 3 (U/S=0)";
      case EXECUTE -> "no x (XD=1)";
    };
  }

  /** The flags that are set, by name, then the key and the bits that are software's or reserved. */
  private static String flags(WalkLevel level) {
    final StringBuilder text = new StringBuilder();
    for (final String flag : FLAGS) {
      for (final EntryField field : level.fields()) {
        if (field.name().equals(flag) && field.set()) {
          append(text, flag);
        }
      }
    }
    for (final EntryField field : level.fields()) {
      if (field.set()) {
        switch (field.kind()) {
          case KEY -> append(text, "PK=" + field.value());
          case IGNORED, RESERVED ->
              append(text, field.name() + " " + field.bits() + "=" + hex(field.value()));
          case FLAG, ADDRESS -> {}
        }
      }
    }
    return text.length() == 0 ? "none" : text.toString();
  }

  private static void append(StringBuilder text, String word) {
    text.append(text.length() == 0 ? "" : " ").append(word);
  }

  private static String leads(WalkLevel level) {
    final WalkLevel.Leads leads = level.leads();
    if (leads instanceof WalkLevel.ToTable to) {
      return "table " + to.table().start();
    }
    if (leads instanceof WalkLevel.ToPage to) {
      return "page " + to.start() + " (" + size(to.size()) + ")";
    }
    if (leads instanceof WalkLevel.Reserved reserved) {
      return "reserved: " + String.join(", ", reserved.names());
    }
    return leads instanceof WalkLevel.OutsideMemory ? "behind the end of memory" : "not present";
  }

  /** As {@code 2 MiB}. */
  public static String size(PageSize size) {
    return switch (size) {
      case SIZE_4K -> "4 KiB";
      case SIZE_2M -> "2 MiB";
      case SIZE_1G -> "1 GiB";
    };
  }

  /** The registers that decide: {@code 4-level paging, root 0xc000, CR0.WP EFER.NXE}. */
  public static String mode(PagingMode mode) {
    final StringBuilder text = new StringBuilder();
    text.append(mode.levels()).append("-level paging, root ").append(mode.root().start());
    String comma = ", ";
    for (final PagingMode.Feature feature : PagingMode.Feature.values()) {
      if (mode.has(feature)) {
        text.append(comma).append(bit(feature));
        comma = " ";
      }
    }
    if (mode.protectionKeys()) {
      text.append(", PKRU=").append(hex(mode.pkru() & 0xffff_ffffL));
    }
    return text.append(", MAXPHYADDR=").append(mode.physicalAddressBits()).toString();
  }

  private static String bit(PagingMode.Feature feature) {
    return switch (feature) {
      case WRITE_PROTECT -> "CR0.WP";
      case GLOBAL_PAGES -> "CR4.PGE";
      case FIVE_LEVELS -> "CR4.LA57";
      case SMEP -> "CR4.SMEP";
      case SMAP -> "CR4.SMAP";
      case PROTECTION_KEYS -> "CR4.PKE";
      case NO_EXECUTE -> "EFER.NXE";
    };
  }

  /** How a walk ends, one sentence. */
  public static String ending(WalkTrace trace) {
    if (trace.translation() instanceof Translation.Mapped mapped) {
      return "a page of " + size(mapped.size()) + "; the address is physical " + mapped.physical();
    }
    if (trace.last().isEmpty()) {
      return "before the first table: the address is not canonical, bits 63.."
          + (trace.mode().virtualAddressBits() - 1)
          + " are not all equal";
    }
    final WalkLevel last = trace.last().get();
    return "at the " + last.level() + " entry: " + leads(last);
  }

  /** Every field of every entry, a line each. */
  public static List<MarkedLine> fields(WalkTrace trace) {
    final List<MarkedLine> lines = new ArrayList<>();
    for (final WalkLevel level : trace.levels()) {
      lines.add(
          new MarkedLine(
              "  " + level.level() + " entry at " + level.step().entryAddress(), Mark.STRONG));
      for (final EntryField field : level.fields()) {
        final StringBuilder line = new StringBuilder("    ");
        pad(line, field.bits(), 6);
        pad(line, field.name(), 9);
        pad(line, hex(field.value()), 13);
        line.append(field.meaning());
        lines.add(
            new MarkedLine(
                line.toString(),
                field.kind() == EntryField.Kind.RESERVED && field.set()
                    ? Mark.BAD
                    : field.set() ? Mark.PLAIN : Mark.FAINT));
      }
    }
    return lines;
  }

  /** In few characters: {@code allowed}, {@code #GP(0)}, {@code #PF 0x7: R/W=0 at PT}. */
  public static String outcome(Attempt attempt) {
    if (attempt.allowed()) {
      return "allowed";
    }
    if (attempt.fault().isEmpty()) {
      return "#GP(0)";
    }
    final PageFault fault = attempt.fault().get();
    return "#PF 0x"
        + Integer.toHexString(fault.errorCode().bits())
        + ": "
        + shortRule(fault.rule())
        + " at "
        + fault.level();
  }

  private static String shortRule(FaultRule rule) {
    return switch (rule) {
      case NOT_PRESENT -> "P=0";
      case RESERVED_BIT -> "reserved bit";
      case SUPERVISOR_ONLY -> "U/S=0";
      case SMEP -> "SMEP, U/S=1";
      case SMAP -> "SMAP, U/S=1";
      case NO_EXECUTE -> "XD=1";
      case WRITE_PROTECTED -> "R/W=0";
      case SUPERVISOR_WRITE_PROTECTED -> "R/W=0, WP=1";
      case PROTECTION_KEY -> "protection key";
    };
  }

  static void pad(StringBuilder line, String text, int width) {
    line.append(text).append(" ".repeat(Math.max(0, width - text.length())));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
