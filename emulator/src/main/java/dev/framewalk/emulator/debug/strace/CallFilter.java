package dev.framewalk.emulator.debug.strace;

import java.util.HashSet;
import java.util.Set;

/** Which calls are shown: those that an expression of strace's names. */
public final class CallFilter {
  /** Every call. */
  public static final CallFilter ALL = new CallFilter(Set.of(), true);

  private final Set<String> names;
  private final boolean inverted;

  private CallFilter(Set<String> names, boolean inverted) {
    this.names = names;
    this.inverted = inverted;
  }

  /**
   * A filter from names of calls and of classes, with commas between them: {@code openat,%memory};
   * those that are not, behind a {@code !}.
   *
   * @throws IllegalArgumentException if one of them is neither; its message says which
   */
  public static CallFilter parse(String expression) {
    final boolean inverted = expression.startsWith("!");
    final Set<String> names = new HashSet<>();
    for (final String word : expression.substring(inverted ? 1 : 0).split(",", -1)) {
      if (word.equals("all")) {
        CallSignatures.all().forEach(call -> names.add(call.name()));
      } else if (word.equals("none")) {
        continue;
      } else if (!CallSignatures.members(word).isEmpty()) {
        names.addAll(CallSignatures.members(word));
      } else if (CallSignatures.named(word).isPresent()) {
        names.add(word);
      } else {
        throw new IllegalArgumentException(
            word.startsWith("%")
                ? word
                    + ": no class of calls; there are "
                    + String.join(" ", CallSignatures.classes())
                : word + ": no system call of Linux x86-64");
      }
    }
    return new CallFilter(names, inverted);
  }

  /** Whether a call of this name is shown. */
  boolean shows(String name) {
    return names.contains(name) != inverted;
  }
}
