package dev.framewalk.emulator.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of an answer sheet: what is asked and what the answer is.
 *
 * @param key what the line begins with
 * @param kind what the answer is
 * @param expected the right answer, in its normal form
 * @param slips wrong answers that are recognised, each value once
 */
record Item(String key, AnswerKind kind, String expected, List<Slip> slips) {
  Item {
    slips = List.copyOf(slips);
  }

  static Item number(String key, long expected) {
    return new Item(key, AnswerKind.NUMBER, WrittenNumber.hex(expected), List.of());
  }

  static Item of(String key, AnswerKind kind, String expected) {
    return new Item(key, kind, expected, List.of());
  }

  /**
   * This item with one more slip; the same if the slip leads to an answer that is known already.
   */
  Item slip(String name, String value, String hint) {
    if (value.equals(expected) || slips.stream().anyMatch(slip -> slip.value().equals(value))) {
      return this;
    }
    final List<Slip> more = new ArrayList<>(slips);
    more.add(new Slip(name, value, hint));
    return new Item(key, kind, expected, more);
  }

  Item slip(String name, long value, String hint) {
    return slip(name, WrittenNumber.hex(value), hint);
  }

  /** The slip that leads to {@code normal}. */
  Optional<Slip> slipTo(String normal) {
    return slips.stream().filter(slip -> slip.value().equals(normal)).findFirst();
  }

  /** The answer of somebody who makes the slip {@code name} wherever there is room for it. */
  String answerWith(String name) {
    return slips.stream()
        .filter(slip -> slip.name().equals(name))
        .map(Slip::value)
        .findFirst()
        .orElse(expected);
  }
}
