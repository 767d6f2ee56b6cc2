package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Page tables that somebody wrote as lines of text. A line is one of
 *
 * <pre>
 *   cr3 = 0x9a4000                     the frame of the PML4
 *   0x9a4000[0x12] = 0xb31000 P W U    entry 0x12 of the table there: an address and flags
 *   0x9a4000[18] = 0xb31007            the same as the raw 64 bits
 *   seed: 7                            whose task it is
 * </pre>
 *
 * <p>Case, blanks and a colon in place of the equals sign do not matter; what follows {@code #} is
 * a comment. Every mistake is an error with its line and a caret.
 */
final class TableLines {
  private static final Pattern ENTRY =
      Pattern.compile("\\s*([^\\[\\s]+)\\s*\\[\\s*([^]\\s]*)\\s*]\\s*(?:=|:|->)(.*)");
  private static final Pattern NAMED = Pattern.compile("\\s*([A-Za-z0-9_]+)\\s*[=:](.*)");
  private static final Pattern WORD = Pattern.compile("[^\\s,|]+");
  private static final int MOST_ERRORS = 5;

  private static final Map<String, Long> FLAGS =
      Map.ofEntries(
          Map.entry("P", RawBits.P),
          Map.entry("W", RawBits.W),
          Map.entry("RW", RawBits.W),
          Map.entry("R/W", RawBits.W),
          Map.entry("U", RawBits.U),
          Map.entry("US", RawBits.U),
          Map.entry("U/S", RawBits.U),
          Map.entry("PWT", RawBits.PWT),
          Map.entry("PCD", RawBits.PCD),
          Map.entry("A", RawBits.A),
          Map.entry("D", RawBits.D),
          Map.entry("PS", RawBits.PS),
          Map.entry("G", RawBits.G),
          Map.entry("XD", RawBits.XD),
          Map.entry("NX", RawBits.XD));

  /** Bits of an entry that a flag's name stands for: not address, and not free to software. */
  private static final long NOT_ADDRESS = ~RawBits.ADDRESS;

  private final TextFile file;
  private final SortedSet<Long> free;
  private final NavigableMap<Long, Long> entries = new TreeMap<>();
  private final Map<Long, Integer> lineOf = new HashMap<>();
  private final List<String> errors = new ArrayList<>();
  private int errorCount;
  private Optional<String> hint = Optional.empty();
  private OptionalLong root = OptionalLong.empty();
  private Optional<String> otherSeed = Optional.empty();

  private TableLines(TextFile file, SortedSet<Long> free) {
    this.file = file;
    this.free = free;
  }

  /** Reads {@code file}; tables lie in {@code free} frames only. */
  static TableLines of(TextFile file, SortedSet<Long> free, long seed) {
    final TableLines tables = new TableLines(file, free);
    for (int line = 0; line < file.lines().size(); line++) {
      tables.read(line, seed);
    }
    return tables;
  }

  private void read(int line, long seed) {
    final String whole = file.lines().get(line);
    final int comment = whole.indexOf('#');
    final String text = comment < 0 ? whole : whole.substring(0, comment);
    if (text.isBlank()) {
      return;
    }
    try {
      final Matcher entry = ENTRY.matcher(text);
      if (entry.matches()) {
        entry(line, entry);
        return;
      }
      final Matcher named = NAMED.matcher(text);
      final String name = named.matches() ? named.group(1).toLowerCase(Locale.ROOT) : "";
      switch (name) {
        case "cr3" -> root(named);
        case "seed" -> seed(line, named, seed);
        default ->
            error(
                line,
                text.length() - text.stripLeading().length(),
                "neither `cr3 = FRAME` nor `TABLE[INDEX] = ADDRESS FLAGS`");
      }
    } catch (PlacedError e) {
      error(line, e.column, e.text());
      hint = hint.isPresent() ? hint : e.hint;
    }
  }

  private void seed(int line, Matcher named, long seed) {
    if (!named.group(2).strip().equals(Long.toString(seed)) && otherSeed.isEmpty()) {
      otherSeed =
          Optional.of(
              file.error(
                  line,
                  column(named, 2),
                  "tables for another seed's task: this student's seed is " + seed));
    }
  }

  private void root(Matcher named) throws PlacedError {
    final int column = column(named, 2);
    final long frame = number(named.group(2).strip(), column);
    mustBeFree(frame, column, "cr3");
    if (root.isPresent()) {
      throw new PlacedError(column(named, 1), "a second cr3; keep one of them");
    }
    root = OptionalLong.of(frame);
  }

  private void entry(int line, Matcher entry) throws PlacedError {
    final long table = number(entry.group(1), entry.start(1));
    mustBeFree(table, entry.start(1), "a table");
    final long index = number(entry.group(2), entry.start(2));
    if (Long.compareUnsigned(index, PageTableLevel.ENTRIES) >= 0) {
      throw new PlacedError(
          entry.start(2),
          "index " + entry.group(2) + " is over 511: a table has 512 entries",
          "an index counts entries, not bytes"
              + (index % 8 == 0 && index > 0 && index < 4096
                  ? ": byte 0x" + Long.toHexString(index) + " is entry " + hex(index / 8)
                  : ""));
    }
    final long value = value(entry.group(3), entry.start(3));
    final long at = table + index * PageTableLevel.ENTRY_BYTES;
    final Integer before = lineOf.putIfAbsent(at, line);
    if (before != null) {
      throw new PlacedError(
          entry.start(1),
          "this entry is written in line " + (before + 1) + " already; keep one of them");
    }
    entries.put(at, value);
  }

  /** An address with flags behind it, or all 64 bits at once. */
  private long value(String text, int start) throws PlacedError {
    final Matcher word = WORD.matcher(text);
    if (!word.find()) {
      throw new PlacedError(start, "no value: write an address and flags, as 0x5000 P W U");
    }
    final int column = start + word.start();
    final long number = number(word.group(), column);
    long flags = 0;
    boolean named = false;
    while (word.find()) {
      final String name = word.group().toUpperCase(Locale.ROOT);
      final Long bit = FLAGS.get(name);
      if (bit == null) {
        throw new PlacedError(start + word.start(), unknownFlag(word.group(), name));
      }
      flags |= bit;
      named = true;
    }
    if (named && (number & NOT_ADDRESS) != 0) {
      throw new PlacedError(
          column,
          hex(number) + " is no multiple of 4096: an address with flags behind it has none in it",
          number < 1L << 40 && free.contains(number << 12)
              ? "that is a frame's number; the address is " + hex(number << 12)
              : "write either the address and the names of the flags, or the 64 bits alone");
    }
    return number | flags;
  }

  private static String unknownFlag(String written, String name) {
    if (name.equals("PAT")) {
      return "PAT is not wanted here; the flags are P W U PWT PCD A D PS G XD";
    }
    final List<String> near = Suggestions.near(name, new TreeSet<>(FLAGS.keySet()));
    return "no flag is called "
        + BadAnswer.shown(written)
        + (near.isEmpty()
            ? "; there are P W U PWT PCD A D PS G XD"
            : "; did you mean " + String.join(" or ", near) + "?");
  }

  private void mustBeFree(long frame, int column, String what) throws PlacedError {
    if (free.contains(frame)) {
      return;
    }
    if (frame > 0 && frame < 1L << 40 && free.contains(frame << 12)) {
      throw new PlacedError(
          column,
          hex(frame) + " is a frame's number; the address is " + hex(frame << 12),
          "a table is named by its physical address: the frame's number times 4096");
    }
    throw new PlacedError(
        column,
        what + " must be one of the free frames; " + hex(frame) + " is none",
        (frame & 0xfff) != 0 && free.contains(frame & -4096)
            ? "the table is named by its own address; which entry is meant stands in brackets"
            : "take frames from the list in task.txt: the others hold data, or are not there");
  }

  private static long number(String text, int column) throws PlacedError {
    try {
      if (text.isEmpty()) {
        throw new BadAnswer("no number");
      }
      return WrittenNumber.parse(text);
    } catch (BadAnswer e) {
      throw new PlacedError(column, e.text());
    }
  }

  /** Where a group's text begins. */
  private static int column(Matcher matcher, int group) {
    final String text = matcher.group(group);
    return matcher.start(group) + text.length() - text.stripLeading().length();
  }

  private void error(int line, int column, String what) {
    errorCount++;
    if (errors.size() < MOST_ERRORS) {
      errors.add(file.error(line, column, what));
    }
  }

  /** Why these are no tables at all; empty if they are. */
  Optional<String> refusal() {
    if (file.refusal().isPresent()) {
      return file.refusal();
    }
    if (otherSeed.isPresent()) {
      return otherSeed;
    }
    if (errorCount > 0) {
      final String more =
          errorCount > errors.size()
              ? "\nand " + (errorCount - errors.size()) + " more errors"
              : "";
      return Optional.of(String.join("\n", errors) + more);
    }
    if (root.isEmpty()) {
      return Optional.of(
          file.name() + ": no line `cr3 = FRAME`: it says where the walk begins, at the PML4");
    }
    return Optional.empty();
  }

  /** What to say to somebody whose lines are refused. */
  Optional<String> hint() {
    return otherSeed.isPresent() ? Optional.empty() : hint;
  }

  /** The PML4. There is one, as nothing is refused. */
  long root() {
    return root.orElseThrow();
  }

  /** The entries: where each lies, and its 64 bits. */
  NavigableMap<Long, Long> entries() {
    return entries;
  }

  /** The line of the file, from 1, that the entry at {@code address} stands in. */
  Optional<Integer> line(long address) {
    return Optional.ofNullable(lineOf.get(address)).map(line -> line + 1);
  }

  /** A mistake in a line. */
  private static final class PlacedError extends Exception {
    private static final long serialVersionUID = 1L;
    private final int column;
    private final transient Optional<String> hint;

    PlacedError(int column, String message) {
      super(message, null, false, false);
      this.column = column;
      this.hint = Optional.empty();
    }

    PlacedError(int column, String message, String hint) {
      super(message, null, false, false);
      this.column = column;
      this.hint = Optional.of(hint);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }
}
