package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.lab.AnswerLab.Answered;
import dev.framewalk.emulator.lab.MapTask.Need;
import dev.framewalk.emulator.machine.MarkedLine;
import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.Right;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Permissions;
import dev.framewalk.pagetable.table.Translation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks tables that somebody wrote against a task of the lab "map it". */
final class MapCheck {
  private static final String NOTHING_ELSE = "nothing-else";
  private static final String TABLES = "tables";

  private final MapTask task;
  private final TableLines written;
  private final HeapMemory memory = new HeapMemory(MapTask.memoryBytes());
  private final PagingMode mode;

  /** A page that does not come out as it must. */
  private record Wrong(String message, Optional<String> hint) {}

  private MapCheck(MapTask task, TableLines written) {
    this.task = task;
    this.written = written;
    this.mode = PagingMode.longMode(PhysFrame.of(written.root() >>> 12));
    written.entries().forEach(memory::writeWord);
  }

  /** One verdict for each part. */
  static List<Answered> check(MapTask task, TableLines written) {
    final Optional<String> refusal = written.refusal();
    if (refusal.isEmpty()) {
      return new MapCheck(task, written).parts();
    }
    final List<String> ids = new ArrayList<>();
    task.needs().stream().map(Need::part).distinct().forEach(ids::add);
    ids.add(NOTHING_ELSE);
    ids.add(TABLES);
    final String all = refusal.get();
    final String first = all.lines().findFirst().orElse(all);
    final List<Answered> answered = new ArrayList<>();
    for (final String id : ids) {
      // One error is the matter of all parts: it is shown whole once.
      answered.add(
          answered.isEmpty()
              ? new Answered(id, Verdict.FAILED, 0, all, written.hint())
              : new Answered(id, Verdict.FAILED, 0, first, Optional.empty()));
    }
    return answered;
  }

  private List<Answered> parts() {
    final Map<String, List<Need>> byPart = new LinkedHashMap<>();
    int translated = 0;
    for (final Need need : task.needs()) {
      byPart.computeIfAbsent(need.part(), part -> new ArrayList<>()).add(need);
      translated += translates(need) ? 1 : 0;
    }
    final List<Answered> answered = new ArrayList<>();
    byPart.forEach((part, needs) -> answered.add(part(part, needs)));
    final MapExtras extras = new MapExtras(task, written, memory, mode);
    final double share = translated / (double) task.needs().size();
    answered.add(whole(NOTHING_ELSE, extras.otherPages(), share));
    answered.add(whole(TABLES, extras.tables(), share));
    return answered;
  }

  private Answered part(String part, List<Need> needs) {
    final List<String> messages = new ArrayList<>();
    Optional<String> hint = Optional.empty();
    int right = 0;
    for (final Need need : needs) {
      final Optional<Wrong> wrong = wrong(need);
      if (wrong.isPresent()) {
        messages.add(wrong.get().message());
        hint = hint.isPresent() ? hint : wrong.get().hint();
      } else {
        right++;
      }
    }
    return right == needs.size()
        ? new Answered(part, Verdict.PASSED, 1, "", Optional.empty())
        : new Answered(
            part, Verdict.FAILED, right / (double) needs.size(), String.join("\n", messages), hint);
  }

  /**
   * A part about the tables as a whole. Who maps nothing maps nothing wrong: it counts as far as
   * the pages that are wanted are there.
   */
  private static Answered whole(String part, MapExtras.Findings findings, double share) {
    if (!findings.messages().isEmpty()) {
      return new Answered(
          part, Verdict.FAILED, 0, String.join("\n", findings.messages()), findings.hint());
    }
    if (share == 1) {
      return new Answered(part, Verdict.PASSED, 1, "", Optional.empty());
    }
    return new Answered(
        part,
        Verdict.FAILED,
        share,
        "nothing wrong as far as it goes, but not all pages are where they must be",
        Optional.empty());
  }

  private boolean translates(Need need) {
    return trace(need)
        .mapped()
        .filter(page -> page.size() == need.size() && page.physical().value() == need.physical())
        .isPresent();
  }

  private WalkTrace trace(Need need) {
    return WalkTrace.of(memory, mode, need.address());
  }

  private Optional<Wrong> wrong(Need need) {
    final WalkTrace trace = trace(need);
    if (trace.mapped().isEmpty()) {
      return Optional.of(notMapped(need, trace));
    }
    final Translation.Mapped page = trace.mapped().get();
    final PageTableLevel leaf = page.leaf().level();
    if (page.size() != need.size()) {
      return said(
          need,
          trace,
          leaf,
          "is a page of " + WalkText.size(page.size()) + ", not of " + WalkText.size(need.size()),
          Optional.of(
              "a page of "
                  + WalkText.size(need.size())
                  + " is mapped by an entry of the "
                  + need.level()));
    }
    if (page.physical().value() != need.physical()) {
      return said(
          need,
          trace,
          leaf,
          "leads to " + page.physical() + ", not to " + hex(need.physical()),
          Optional.empty());
    }
    if (!page.permissions().equals(need.permissions())) {
      return rights(need, trace, page.permissions());
    }
    return Optional.empty();
  }

  private Wrong notMapped(Need need, WalkTrace trace) {
    final WalkLevel last = trace.last().orElseThrow();
    final PageTableLevel level = last.level();
    String what = "is not mapped: the " + level + " entry is not present";
    Optional<String> hint =
        Optional.of(
            level == need.level()
                ? "the entry that maps the page is missing: check the index of " + level
                : "no entry leads to a table here: check the index of " + level);
    if (last.leads() instanceof WalkLevel.Reserved reserved) {
      what =
          "faults: reserved bits of the "
              + level
              + " entry: "
              + String.join(", ", reserved.names());
      hint =
          Optional.of(
              level == PageTableLevel.PT
                  ? "a reserved bit must be clear: check the address"
                  : "a large page starts at a multiple of its own size");
    } else if (last.step().entry().bits() != 0) {
      hint = Optional.of("the entry is not empty but its P is clear: nothing else in it counts");
    } else if (level.compareTo(need.level()) < 0) {
      hint =
          Optional.of(
              "the "
                  + need.level()
                  + " entry has no PS: its address is taken for a table, not for a"
                  + " page of "
                  + WalkText.size(need.size()));
    } else if (last.leads() instanceof WalkLevel.OutsideMemory) {
      hint = Optional.of("the table would lie behind the end of memory: check the entry above");
    } else if (need.address() < 0 && level == PageTableLevel.PML4) {
      hint =
          Optional.of(
              "an upper-half address: its PML4 index is bits 47 to 39, and bit 47 is set, so it is"
                  + " over 255");
    }
    return said(need, trace, level, what, hint).orElseThrow();
  }

  /** Rights that are missing first: then somebody cannot work; then those that are too many. */
  private static Optional<Wrong> rights(Need need, WalkTrace trace, Permissions has) {
    final Permissions wants = need.permissions();
    final List<String> what = new ArrayList<>();
    Optional<PageTableLevel> at = Optional.empty();
    Optional<String> hint = Optional.empty();
    for (final Right right : Right.values()) {
      if (grants(wants, right) && !grants(has, right)) {
        final WalkLevel taker = trace.takerOf(right).orElseThrow();
        what.add(words(right) + " is taken away by the " + taker.level() + " entry");
        at = at.isPresent() ? at : Optional.of(taker.level());
        hint = hint.isPresent() ? hint : Optional.of(missing(right, taker.level(), need.level()));
      }
    }
    for (final Right right : Right.values()) {
      if (!grants(wants, right) && grants(has, right)) {
        what.add(words(right) + " is allowed by every entry, and must not be");
        hint = hint.isPresent() ? hint : Optional.of(tooMany(right));
      }
    }
    return said(
        need,
        trace,
        at.orElse(need.level()),
        "has the rights " + has + ", not " + wants + ": " + String.join("; ", what),
        hint);
  }

  private static boolean grants(Permissions permissions, Right right) {
    return switch (right) {
      case WRITE -> permissions.writable();
      case USER -> permissions.user();
      case EXECUTE -> permissions.executable();
    };
  }

  private static String words(Right right) {
    return switch (right) {
      case WRITE -> "writing";
      case USER -> "ring 3";
      case EXECUTE -> "execution";
    };
  }

  private static String missing(Right right, PageTableLevel at, PageTableLevel leaf) {
    if (at == leaf) {
      return switch (right) {
        case WRITE -> "the entry that maps the page needs R/W (W)";
        case USER -> "the entry that maps the page needs U/S (U)";
        case EXECUTE -> "the entry that maps the page must not have XD";
      };
    }
    return switch (right) {
      case WRITE ->
          "R/W is ANDed over all levels: a table entry without W makes everything below it"
              + " read-only";
      case USER ->
          "U/S is ANDed over all levels: the entries that lead to the page's table need U too";
      case EXECUTE ->
          "XD in an entry that leads to a table forbids execution of everything below it";
    };
  }

  private static String tooMany(Right right) {
    return switch (right) {
      case WRITE -> "more rights than asked: leave W out where a page must be read-only";
      case USER -> "ring 3 must not get there: leave U out of the entry that maps a kernel page";
      case EXECUTE -> "more rights than asked: a page that is not for code needs XD";
    };
  }

  private static Optional<Wrong> said(
      Need need, WalkTrace trace, PageTableLevel marked, String what, Optional<String> hint) {
    return Optional.of(
        new Wrong(
            need.name()
                + " at "
                + hex(need.address())
                + " "
                + what
                + "\n"
                + MarkedLine.text(WalkText.levels(trace, Optional.of(marked), "  "))
                    .stripTrailing(),
            hint));
  }
}
