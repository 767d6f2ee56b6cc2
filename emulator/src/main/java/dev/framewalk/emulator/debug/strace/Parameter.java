package dev.framewalk.emulator.debug.strace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parameter of a system call.
 *
 * @param name as the man page has it
 * @param register which argument it is, from 0
 * @param kind what it is
 * @param filled whether the call writes to where it points, so that it says something only after
 * @param named whether it is shown with its name
 * @param when when it is looked at
 */
record Parameter(
    String name,
    int register,
    ArgumentKind kind,
    boolean filled,
    boolean named,
    Optional<Condition> when) {

  /**
   * That some bits of another parameter are set.
   *
   * @param value what they must be; empty if any will do
   */
  record Condition(String parameter, long mask, Optional<Long> value) {
    boolean holds(long argument) {
      return value.isPresent() ? (argument & mask) == value.get() : (argument & mask) != 0;
    }
  }

  private static final Pattern WORD =
      Pattern.compile("(!)?(>)?(!)?(\\w+)(#\\d)?:([^{]+)(\\{(\\w+)&(\\w+)(=(\\w+))?\\})?");

  /** The parameter of a table's word, the {@code place}-th of its call. */
  static Parameter parse(String word, int place) {
    final Matcher matcher = WORD.matcher(word);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a parameter: " + word);
    }
    final Optional<Condition> when =
        matcher.group(7) == null
            ? Optional.empty()
            : Optional.of(
                new Condition(
                    matcher.group(8),
                    Long.decode(matcher.group(9)),
                    Optional.ofNullable(matcher.group(11)).map(Long::decode)));
    return new Parameter(
        matcher.group(4),
        matcher.group(5) == null ? place : Integer.parseInt(matcher.group(5).substring(1)),
        ArgumentKind.parse(matcher.group(6)),
        matcher.group(2) != null,
        matcher.group(1) != null || matcher.group(3) != null,
        when);
  }
}
