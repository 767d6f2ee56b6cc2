package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.inspect.PageFilter.Test;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Compiles the text of a filter to tests that need no text any more. */
final class FilterParser {
  static final int MAX_LENGTH = 4096;
  static final int MAX_DEPTH = 64;

  /** Terms of one word. */
  private static final Map<String, Test> WORDS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("r", facts -> true),
              Map.entry("w", PageFacts::writable),
              Map.entry("x", PageFacts::executable),
              Map.entry("user", PageFacts::user),
              Map.entry("kernel", facts -> !facts.user()),
              Map.entry("shared", PageFacts::shared),
              Map.entry("private", PageFacts::privately),
              Map.entry("dirty", facts -> facts.has(EntryFlags.DIRTY)),
              Map.entry("accessed", facts -> facts.has(EntryFlags.ACCESSED)),
              Map.entry("global", facts -> facts.has(EntryFlags.GLOBAL)),
              Map.entry("huge", facts -> facts.size != PageSize.SIZE_4K),
              Map.entry("cow", facts -> facts.copyOnWrite),
              Map.entry("object", facts -> facts.object != null),
              Map.entry("copy", facts -> facts.kind == PageBacking.Kind.COPY),
              Map.entry("astray", facts -> facts.kind == PageBacking.Kind.ASTRAY)));

  /** Terms that compare a number. */
  private static final Map<String, ToLongFunction<PageFacts>> NUMBERS =
      new TreeMap<>(
          Map.of(
              "size", facts -> facts.size.bytes(),
              "pkey", facts -> new PageTableEntry(facts.entry).protectionKey(),
              "refs", facts -> facts.sharers));

  private final String text;
  private int at;
  private int depth;

  FilterParser(String text) {
    this.text = text;
  }

  Test parse() throws FilterException {
    if (text.length() > MAX_LENGTH) {
      throw new FilterException(
          "filter too long: " + text.length() + " characters, at most " + MAX_LENGTH);
    }
    final Test test = either();
    if (at < text.length()) {
      throw wrong(at, "expected && or || or the end");
    }
    return test;
  }

  private Test either() throws FilterException {
    final List<Test> tests = new ArrayList<>(List.of(both()));
    while (take("||")) {
      tests.add(both());
    }
    if (tests.size() == 1) {
      return tests.get(0);
    }
    final Test[] any = tests.toArray(Test[]::new);
    return facts -> {
      for (final Test test : any) {
        if (test.test(facts)) {
          return true;
        }
      }
      return false;
    };
  }

  private Test both() throws FilterException {
    final List<Test> tests = new ArrayList<>(List.of(not()));
    while (take("&&")) {
      tests.add(not());
    }
    if (tests.size() == 1) {
      return tests.get(0);
    }
    final Test[] all = tests.toArray(Test[]::new);
    return facts -> {
      for (final Test test : all) {
        if (!test.test(facts)) {
          return false;
        }
      }
      return true;
    };
  }

  private Test not() throws FilterException {
    boolean negated = false;
    while (take("!")) {
      negated = !negated;
    }
    final Test test = single();
    return negated ? facts -> !test.test(facts) : test;
  }

  private Test single() throws FilterException {
    if (!take("(")) {
      return term();
    }
    final int open = at - 1;
    if (++depth > MAX_DEPTH) {
      throw wrong(open, "nested too deep: at most " + MAX_DEPTH + " parentheses in one another");
    }
    final Test test = either();
    if (!take(")")) {
      throw wrong(at, "expected && or || or )");
    }
    depth--;
    return test;
  }

  private Test term() throws FilterException {
    skipBlanks();
    final int start = at;
    final String name = word();
    if (name.isEmpty()) {
      throw wrong(start, at == text.length() ? "expected a term at the end" : "expected a term");
    }
    final String word = name.toLowerCase(Locale.ROOT);
    final boolean ranged = word.equals("virt") || word.equals("phys");
    final boolean known = ranged || WORDS.containsKey(word) || NUMBERS.containsKey(word);
    if (!known) {
      throw wrong(start, "unknown term: expected " + terms());
    }
    skipBlanks();
    final int operatorAt = at;
    final Comparison comparison = comparison();
    if (comparison == Comparison.NONE) {
      final Test test = WORDS.get(word);
      if (test == null) {
        throw wrong(operatorAt, "expected = != < <= > or >= behind " + word);
      }
      return test;
    }
    if (word.equals("object")) {
      return object(comparison, operatorAt);
    }
    if (ranged) {
      return range(word.equals("virt"), comparison);
    }
    final ToLongFunction<PageFacts> number = NUMBERS.get(word);
    if (number == null) {
      throw wrong(operatorAt, word + " is compared with nothing: expected && or || or the end");
    }
    final int valueAt = blanksUpTo();
    final long value = number();
    if (word.equals("size") && value != 1 << 12 && value != 1 << 21 && value != 1 << 30) {
      throw wrong(valueAt, "expected a page size: 4k, 2m or 1g");
    }
    if (word.equals("pkey") && (value < 0 || value > 15)) {
      throw wrong(valueAt, "expected a protection key: 0 to 15");
    }
    return facts -> comparison.holds(Long.compare(number.applyAsLong(facts), value));
  }

  private Test object(Comparison comparison, int operatorAt) throws FilterException {
    if (comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL) {
      throw wrong(operatorAt, "an object is compared by = or != only");
    }
    final int start = blanksUpTo();
    final boolean quoted = at < text.length() && text.charAt(at) == '"';
    final String name = quoted ? quoted(start) : word();
    if (name.isEmpty()) {
      throw wrong(start, "expected the name or number of an object");
    }
    final boolean equal = comparison == Comparison.EQUAL;
    return facts ->
        equal
            == (facts.object != null
                && (facts.object.name().equals(name)
                    || Long.toString(facts.object.id()).equals(name)));
  }

  /** Addresses compare as numbers without a sign; of a large page any byte counts. */
  private Test range(boolean virtual, Comparison comparison) throws FilterException {
    final int lowAt = blanksUpTo();
    final long low = number();
    if (take("..")) {
      if (comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL) {
        throw wrong(lowAt, "a range LO..HI is compared by = or != only");
      }
      final int highAt = blanksUpTo();
      final long high = number();
      if (Long.compareUnsigned(high, low) <= 0) {
        throw wrong(highAt, "expected an end above the start: LO..HI does not include HI");
      }
      final boolean equal = comparison == Comparison.EQUAL;
      return facts -> {
        final long start = virtual ? facts.virtual : facts.physical;
        return equal
            == (Long.compareUnsigned(start, high) < 0
                && Long.compareUnsigned(start + (facts.size.bytes() - 1), low) >= 0);
      };
    }
    if (comparison == Comparison.EQUAL || comparison == Comparison.UNEQUAL) {
      final boolean equal = comparison == Comparison.EQUAL;
      return facts -> {
        final long start = virtual ? facts.virtual : facts.physical;
        return equal == ((low & -facts.size.bytes()) == start);
      };
    }
    // What lies above is there if the page's last byte does, what lies below if its first one does.
    final boolean above = comparison == Comparison.MORE || comparison == Comparison.AT_LEAST;
    return facts ->
        comparison.holds(
            Long.compareUnsigned(
                (virtual ? facts.virtual : facts.physical) + (above ? facts.size.bytes() - 1 : 0),
                low));
  }

  private enum Comparison {
    NONE(""),
    UNEQUAL("!="),
    AT_MOST("<="),
    AT_LEAST(">="),
    EQUAL("="),
    LESS("<"),
    MORE(">");

    final String sign;

    Comparison(String sign) {
      this.sign = sign;
    }

    boolean holds(int order) {
      return switch (this) {
        case NONE -> true;
        case UNEQUAL -> order != 0;
        case AT_MOST -> order <= 0;
        case AT_LEAST -> order >= 0;
        case EQUAL -> order == 0;
        case LESS -> order < 0;
        case MORE -> order > 0;
      };
    }
  }

  private Comparison comparison() {
    for (final Comparison each : Comparison.values()) {
      if (each != Comparison.NONE && take(each.sign)) {
        // == is meant as =.
        if (each == Comparison.EQUAL && text.startsWith("=", at)) {
          at++;
        }
        return each;
      }
    }
    return Comparison.NONE;
  }

  private long number() throws FilterException {
    final int start = blanksUpTo();
    while (at < text.length() && isNumeral(text.charAt(at))) {
      at++;
    }
    final String digits = text.substring(start, at).toLowerCase(Locale.ROOT).replace("_", "");
    try {
      if (digits.startsWith("0x")) {
        return Long.parseUnsignedLong(digits.substring(2), 16);
      }
      final int shift =
          digits.endsWith("k") ? 10 : digits.endsWith("m") ? 20 : digits.endsWith("g") ? 30 : 0;
      final long value =
          Long.parseUnsignedLong(shift == 0 ? digits : digits.substring(0, digits.length() - 1));
      if (shift != 0 && value >>> (Long.SIZE - shift) != 0) {
        throw wrong(start, "number too large: it has more than 64 bits");
      }
      return value << shift;
    } catch (NumberFormatException e) {
      throw wrong(start, "expected a number: 0x1000, 4096 or 4k");
    }
  }

  private static boolean isNumeral(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private String word() {
    final int start = at;
    while (at < text.length() && " \t\n()!&|<>=\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(start, at);
  }

  private String quoted(int start) throws FilterException {
    final int end = text.indexOf('"', start + 1);
    if (end < 0) {
      throw wrong(start, "expected another \" behind the name");
    }
    at = end + 1;
    return text.substring(start + 1, end);
  }

  private boolean take(String sign) {
    skipBlanks();
    if (text.startsWith(sign, at)) {
      at += sign.length();
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private int blanksUpTo() {
    skipBlanks();
    return at;
  }

  private static String terms() {
    return String.join(" ", WORDS.keySet())
        + ", or "
        + String.join("= ", NUMBERS.keySet())
        + "= object= virt= phys=";
  }

  /** The filter, with what stays on its line only, and a caret under {@code place}. */
  private FilterException wrong(int place, String why) {
    final int from = Math.max(0, place - 60);
    final int to = Math.min(text.length(), place + 30);
    final StringBuilder shown = new StringBuilder("bad filter: ").append(why).append("\n  ");
    shown.append(from > 0 ? "..." : "");
    for (int i = from; i < to; i++) {
      final char c = text.charAt(i);
      shown.append(c < ' ' || c > '~' ? '?' : c);
    }
    shown.append(to < text.length() ? "..." : "").append("\n  ");
    shown.append(" ".repeat(place - from + (from > 0 ? 3 : 0))).append('^');
    return new FilterException(shown.toString());
  }
}
