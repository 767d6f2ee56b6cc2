package dev.framewalk.emulator.debug.strace;

import java.util.List;

/**
 * What a value is: {@code bytes(count)} is the kind {@code bytes} with the operand {@code count}.
 *
 * @param name a row of {@link ArgumentKinds}
 * @param operands names of parameters, {@code ret}, numbers, or other kinds' names
 */
record ArgumentKind(String name, List<String> operands) {

  /** The kind that a table's word means; {@code @SET} and {@code @@SET} are short forms. */
  static ArgumentKind parse(String word) {
    if (word.startsWith("@@")) {
      return new ArgumentKind("set64", List.of(word.substring(2)));
    }
    if (word.startsWith("@")) {
      return new ArgumentKind("set", List.of(word.substring(1)));
    }
    final int open = word.indexOf('(');
    if (open < 0) {
      return new ArgumentKind(word, List.of());
    }
    return new ArgumentKind(
        word.substring(0, open),
        List.of(word.substring(open + 1, word.length() - 1).split(",", -1)));
  }

  String operand(int index) {
    return operands.get(index);
  }

  @Override
  public String toString() {
    return operands.isEmpty() ? name : name + "(" + String.join(",", operands) + ")";
  }
}
