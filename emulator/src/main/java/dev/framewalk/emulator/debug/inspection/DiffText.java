package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.AreaChange;
import dev.framewalk.pagetable.inspect.ObjectChange;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.PageChange;
import dev.framewalk.pagetable.inspect.PageChange.Kind;
import dev.framewalk.pagetable.inspect.PageState;
import dev.framewalk.pagetable.inspect.SpaceDiff;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TableChange;
import dev.framewalk.pagetable.inspect.ViewDiff;
import dev.framewalk.pagetable.table.EntryFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A comparison as lines for a person: {@code +} came, {@code -} went, {@code ~} changed. */
final class DiffText {
  private final Style style;
  private final StringBuilder text = new StringBuilder();

  DiffText(Style style) {
    this.style = style;
  }

  String of(ViewDiff diff) {
    line(style.strong("from place " + diff.from() + " to place " + diff.to()));
    if (diff.isEmpty()) {
      line("nothing changed");
      return text.toString();
    }
    frames(diff.frames());
    for (final ViewDiff.Passage passage : diff.came()) {
      added(name(passage.space()) + " came, with " + mapped(passage));
    }
    for (final ViewDiff.Passage passage : diff.went()) {
      removed(name(passage.space()) + " went, with " + mapped(passage));
    }
    for (final ObjectChange change : diff.objects()) {
      object(change);
    }
    for (final SpaceDiff space : diff.spaces()) {
      final String title = name(space.after().orElseThrow());
      if (space.sameAs().isPresent()) {
        line(title + ": the address space of pid " + space.sameAs().get());
      } else {
        line(title);
        space(space);
      }
    }
    if (!diff.kernel().isEmpty()) {
      line("the kernel half");
      space(diff.kernel());
    }
    return text.toString();
  }

  private void frames(Map<FramePurpose, ViewDiff.FrameCount> frames) {
    final List<String> parts = new ArrayList<>();
    frames.forEach(
        (purpose, count) -> {
          if (count.before() != count.after()) {
            parts.add(
                purpose.name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + " "
                    + count.before()
                    + " -> "
                    + count.after());
          }
        });
    if (!parts.isEmpty()) {
      changed("frames in use: " + String.join(", ", parts));
    }
  }

  private static String mapped(ViewDiff.Passage passage) {
    return passage.mapped().leaves().count()
        + " pages in "
        + passage.mapped().ranges().size()
        + " ranges, "
        + (passage.mapped().tables() + 1)
        + " tables";
  }

  private void object(ObjectChange change) {
    final ObjectFrames object = change.object();
    final String name = "object " + object.id() + " " + style.name(Printable.of(object.name()));
    final String frames = object.size() + " bytes in " + frames(object.frames().size());
    switch (change.kind()) {
      case MADE -> added(name + " made, " + frames);
      case FREED -> removed(name + " freed, " + frames);
      case RESIZED ->
          changed(
              name
                  + " resized, "
                  + change.before().orElseThrow().size()
                  + " -> "
                  + object.size()
                  + " bytes, "
                  + change.before().orElseThrow().frames().size()
                  + " -> "
                  + object.frames().size()
                  + " frames");
      case RENAMED ->
          changed(name + " renamed from " + Printable.of(change.before().orElseThrow().name()));
      case UNLINKED -> changed(name + " unlinked");
      case LINKED -> changed(name + " linked");
    }
  }

  private static String frames(long count) {
    return count + (count == 1 ? " frame" : " frames");
  }

  private void space(SpaceDiff diff) {
    for (final AreaChange change : diff.areas()) {
      area(change);
    }
    for (final PageChange change : diff.pages()) {
      pages(change);
    }
    for (final TableChange change : diff.tables()) {
      table(change);
    }
  }

  private void area(AreaChange change) {
    final String range = "  mapping " + change.range() + " ";
    if (change.before().isEmpty()) {
      added(range + promise(change.after().orElseThrow()));
    } else if (change.after().isEmpty()) {
      removed(range + promise(change.before().get()));
    } else {
      final Area before = change.before().get();
      final Area after = change.after().get();
      final boolean rightsOnly =
          before.shared() == after.shared() && before.label().equals(after.label());
      changed(
          range
              + (rightsOnly
                  ? before.rights() + " -> " + promise(after)
                  : promise(before) + " -> " + promise(after)));
    }
  }

  private static String promise(Area area) {
    return area.rights() + (area.shared() ? " shared " : " private ") + Printable.of(area.label());
  }

  private void pages(PageChange change) {
    final String range =
        "  pages [0x"
            + Long.toHexString(change.start().value())
            + ", 0x"
            + Long.toHexString(change.endExclusive())
            + ") ";
    final String by =
        change.writer().map(who -> style.faint(Printable.of("  by " + who))).orElse("");
    if (change.before().isEmpty()) {
      added(range + state(change, change.after().orElseThrow()) + by);
    } else if (change.after().isEmpty()) {
      removed(range + state(change, change.before().get()) + by);
    } else {
      changed(range + pieces(change) + " " + both(change) + by);
    }
  }

  private static String pieces(PageChange change) {
    return size(change.granule()) + " x " + change.pages();
  }

  private static String state(PageChange change, PageState state) {
    final EntryFlags attributes = state.attributes();
    return state.permissions()
        + " "
        + pieces(change)
        + " -> "
        + where(state)
        + " A="
        + state.accessed()
        + " D="
        + state.dirty()
        + (attributes.equals(EntryFlags.NONE) ? "" : " " + attributes);
  }

  private static String where(PageState state) {
    return state.physical() + (state.runs() > 1 ? " (" + state.runs() + " runs)" : "");
  }

  /** In which ways pages changed that were and are mapped. */
  private static String both(PageChange change) {
    final PageState before = change.before().orElseThrow();
    final PageState after = change.after().orElseThrow();
    final List<String> ways = new ArrayList<>();
    ways.add(
        change.kinds().contains(Kind.PERMISSIONS)
            ? before.permissions() + " -> " + after.permissions()
            : after.permissions().toString());
    for (final Kind kind : change.kinds()) {
      switch (kind) {
        case MOVED -> ways.add("moved from " + where(before) + " to " + where(after));
        case ATTRIBUTES -> ways.add(before.attributes() + " -> " + after.attributes());
        case PAGE_SIZE ->
            ways.add("by pages of " + size(before.size()) + " -> " + size(after.size()));
        case ACCESSED_SET -> ways.add("A set");
        case ACCESSED_CLEARED -> ways.add("A cleared");
        case DIRTY_SET -> ways.add("D set");
        case DIRTY_CLEARED -> ways.add("D cleared");
        case MAPPED, UNMAPPED, PERMISSIONS -> {}
      }
    }
    return String.join(", ", ways);
  }

  static String size(PageSize size) {
    return size.name().substring("SIZE_".length());
  }

  private void table(TableChange change) {
    final String what =
        "  "
            + change.count()
            + " "
            + change.level()
            + (change.count() == 1 ? "" : "s")
            + (change.kind() == TableChange.Kind.MADE ? " made" : " freed")
            + " for "
            + change.start()
            + (change.count() == 1 ? ", at " : " on, the first at ")
            + change.first().start();
    if (change.kind() == TableChange.Kind.MADE) {
      added(what);
    } else {
      removed(what);
    }
  }

  private String name(SpaceView space) {
    return style.name(Printable.of(space.name())) + " (pid " + space.pid() + ")";
  }

  private void added(String what) {
    line(style.added("+") + " " + what);
  }

  private void removed(String what) {
    line(style.removed("-") + " " + what);
  }

  private void changed(String what) {
    line(style.changed("~") + " " + what);
  }

  private void line(String what) {
    text.append(what).append('\n');
  }
}
