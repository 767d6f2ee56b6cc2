package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.machine.MarkedLine.Mark;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.ErrorBit;
import dev.framewalk.pagetable.inspect.Explanation;
import dev.framewalk.pagetable.inspect.Meant;
import dev.framewalk.pagetable.inspect.Meant.PageOwner;
import dev.framewalk.pagetable.inspect.Meant.Position;
import dev.framewalk.pagetable.inspect.Remedy;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.table.AccessVerdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Why an access goes through or not, as lines for a person: what {@code why} says, and a report.
 */
public final class ExplanationText {
  private static final int LABEL = 11;
  private static final String UNTIL_WRITTEN =
      ", until this process writes: then it gets a copy that no other one sees (MAP_PRIVATE)";
  private static final String UNDER = "  " + " ".repeat(LABEL);

  private final Explanation why;
  private final List<MarkedLine> lines = new ArrayList<>();

  private ExplanationText(Explanation why) {
    this.why = why;
  }

  /** The lines of {@code why}. */
  public static List<MarkedLine> lines(Explanation why) {
    final ExplanationText text = new ExplanationText(why);
    text.all();
    return List.copyOf(text.lines);
  }

  private void all() {
    lines.add(new MarkedLine(why.sentence(), why.attempt().allowed() ? Mark.GOOD : Mark.BAD));
    why.cause()
        .ifPresent(cause -> lines.add(new MarkedLine(labelled("cause", cause), Mark.STRONG)));
    why.attempt()
        .fault()
        .ifPresent(
            fault -> {
              label("cr2", fault.address().toString());
              label("error code", fault.errorCode().toString());
              bits(why.errorBits());
            });
    if (!why.attempt().allowed()) {
      label(
          "rule",
          (why.failing().isPresent() ? "at the " + why.failing().get().level() + " entry, " : "")
              + why.rule());
    }
    mapping(why.meant(), why.address());
    why.meant().position().ifPresent(position -> under(position(position)));
    why.meant().page().ifPresent(owner -> label("page", owner(owner)));
    walk();
    label("kernel", why.kernel().words());
    why.decisive().ifPresent(entry -> label("writer", writer(entry.toString())));
    String label = "to succeed";
    for (final Remedy remedy : why.remedies()) {
      label(label, where(remedy) + remedy.action());
      label = "";
    }
  }

  private void walk() {
    String label = "walk";
    for (final MarkedLine line :
        WalkText.levels(why.trace(), why.failing().map(WalkLevel::level), "")) {
      final StringBuilder text = new StringBuilder("  ");
      // The marker of the failing level stands in the margin.
      WalkText.pad(text, label, LABEL - 3);
      lines.add(new MarkedLine(text.append(line.text()).toString(), line.mark()));
      label = "";
    }
  }

  private void bits(List<ErrorBit> bits) {
    final StringBuilder line = new StringBuilder();
    for (int i = 0; i < bits.size(); i++) {
      final ErrorBit bit = bits.get(i);
      line.append(line.length() == 0 ? "" : "; ")
          .append(bit.name())
          .append(bit.set() ? "=1 " : "=0 ")
          .append(bit.words());
      if (i % 3 == 2) {
        under(line.toString());
        line.setLength(0);
      }
    }
  }

  private static String where(Remedy remedy) {
    return switch (remedy.where()) {
      case PROGRAM -> "program: ";
      case TABLES -> "tables: ";
      case REGISTERS -> "registers: ";
    };
  }

  private String writer(String entry) {
    return why.writer()
        .map(writer -> entry + ": " + writer)
        .orElse(entry + ": nobody, as far as was recorded");
  }

  private void mapping(Meant meant, long address) {
    final String label = "mapping";
    if (meant.area().isPresent()) {
      label(label, meant.area().get().toString());
    } else if (why.attempt().verdict() instanceof AccessVerdict.NotCanonical) {
      label(label, "none; there can be none at such an address");
    } else if (address < 0) {
      label(label, "none; the kernel half");
    } else {
      label(label, "none");
      meant
          .below()
          .ifPresent(
              below ->
                  neighbour(address - below.range().endExclusive(), "above the end of ", below));
      meant
          .above()
          .ifPresent(above -> neighbour(above.range().start().value() - address, "below ", above));
    }
  }

  private void neighbour(long distance, String side, Area area) {
    under((distance == 0 ? "just " : "0x" + Long.toHexString(distance) + " ") + side + area);
  }

  private static String position(Position position) {
    return (position.behindEnd() ? "behind the end of the object: page " : "page ")
        + position.page()
        + " (byte 0x"
        + Long.toHexString(position.offset())
        + ") of "
        + position.object().name()
        + ", which has "
        + position.object().size()
        + " bytes";
  }

  private String owner(PageOwner owner) {
    if (owner.purpose().isEmpty()) {
      return "in no frame that is in use";
    }
    return switch (owner.purpose().get()) {
      case PRIVATE ->
          (owner.references() == 1
                  ? "the process's own"
                  : "shared by " + owner.references() + " processes until one writes to it")
              + copied();
      case SHARED_OBJECT -> "the object's" + (isPrivateMapping() ? UNTIL_WRITTEN : "");
      case PAGE_TABLE -> "a page table";
      case KERNEL -> "the kernel's";
    };
  }

  private boolean isPrivateMapping() {
    return why.meant().area().filter(area -> !area.shared()).isPresent();
  }

  /** What nobody sees who has forgotten MAP_SHARED. */
  private String copied() {
    return why.meant()
        .position()
        .filter(position -> isPrivateMapping())
        .map(
            position ->
                ", a copy of page "
                    + position.page()
                    + " of "
                    + position.object().name()
                    + ": what is stored here, no other process sees (MAP_PRIVATE)")
        .orElse("");
  }

  private static String labelled(String label, String text) {
    final StringBuilder line = new StringBuilder("  ");
    WalkText.pad(line, label, LABEL);
    return line.append(text).toString();
  }

  private void label(String label, String text) {
    lines.add(new MarkedLine(labelled(label, text), Mark.PLAIN));
  }

  private void under(String text) {
    lines.add(new MarkedLine(UNDER + text, Mark.FAINT));
  }
}
