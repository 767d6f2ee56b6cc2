package dev.framewalk.emulator.debug.strace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named values that an argument can have: one of them, or several bits. */
final class ConstantSet {
  /** What stands for the comment of a set that has none. */
  private static final String NO_COMMENT = "-";

  /** How the values of a set go together. */
  enum Form {
    ENUM,
    BITS
  }

  /** A name and what it stands for. */
  record Constant(String name, long value) {}

  private final String name;
  private final Form form;
  private final String unknown;
  private final List<Constant> constants;

  private ConstantSet(String name, Form form, String unknown, List<Constant> constants) {
    this.name = name;
    this.form = form;
    this.unknown = unknown;
    this.constants = constants;
  }

  private static final Map<String, ConstantSet> ALL = load();

  /** Every set, by name. */
  static Map<String, ConstantSet> all() {
    return ALL;
  }

  /**
   * The set of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static ConstantSet of(String name) {
    final ConstantSet set = ALL.get(name);
    if (set == null) {
      throw new IllegalArgumentException("no set of constants: " + name);
    }
    return set;
  }

  private static Map<String, ConstantSet> load() {
    final Map<String, ConstantSet> sets = new LinkedHashMap<>();
    List<Constant> constants = new ArrayList<>();
    for (final String line : Tables.lines("constants.txt")) {
      final String[] words = Tables.words(line);
      if (line.charAt(0) != ' ') {
        constants = new ArrayList<>();
        final Form form = words[0].equals("enum") ? Form.ENUM : Form.BITS;
        sets.put(words[1], new ConstantSet(words[1], form, words[2], constants));
        continue;
      }
      for (final String word : words) {
        final int equals = word.indexOf('=');
        constants.add(
            new Constant(word.substring(0, equals), Long.decode(word.substring(equals + 1))));
      }
    }
    return sets;
  }

  List<Constant> constants() {
    return constants;
  }

  /** The name of exactly this value. */
  Optional<String> nameOf(long value) {
    for (final Constant constant : constants) {
      if (constant.value() == value) {
        return Optional.of(constant.name());
      }
    }
    return Optional.empty();
  }

  /** The value of this name; empty if it is none of ours. */
  Optional<Long> valueOf(String constantName) {
    for (final Constant constant : constants) {
      if (constant.name().equals(constantName)) {
        return Optional.of(constant.value());
      }
    }
    return Optional.empty();
  }

  /** Writes a value of 32 bits; a negative one can be a constant as it stands. */
  void print32(StringBuilder out, long value) {
    if (form == Form.ENUM && nameOf((int) value).isPresent()) {
      out.append(nameOf((int) value).get());
    } else {
      print(out, value & 0xffff_ffffL);
    }
  }

  /** Writes a value by its names. */
  void print(StringBuilder out, long value) {
    final Optional<String> exact =
        form == Form.ENUM || value == 0 ? nameOf(value) : Optional.empty();
    if (exact.isPresent()) {
      out.append(exact.get());
      return;
    }
    if (form == Form.BITS && value == 0) {
      out.append('0');
      return;
    }
    final long left = form == Form.BITS ? printBits(out, value) : value;
    if (left == value) {
      Texts.hex(out, value);
      out.append(unknown.equals(NO_COMMENT) ? "" : " /* " + unknown + " */");
    } else if (left != 0) {
      out.append('|');
      Texts.hex(out, left);
    }
  }

  /** Writes the bits that have names, and returns those that have none. */
  long printBits(StringBuilder out, long value) {
    long left = value;
    boolean first = true;
    for (final Constant constant : constants) {
      if (constant.value() != 0 && (left & constant.value()) == constant.value()) {
        out.append(first ? "" : "|").append(constant.name());
        first = false;
        left &= ~constant.value();
      }
    }
    return left;
  }

  @Override
  public String toString() {
    return name;
  }
}
