package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.harness.TestedProcess;
import java.util.List;
import java.util.Map;

/** The symbols of a test's programs. */
final class Symbols {
  private static final int MOST_SHOWN = 12;

  private Symbols() {}

  /** A program that has not the symbol that its test names. The message says which it has. */
  static final class Missing extends Exception {
    private static final long serialVersionUID = 1L;

    Missing(String message) {
      super(message, null, false, false);
    }

    String text() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * The address of a symbol of the process's program.
   *
   * @throws Missing if it has none of that name
   */
  static long address(TestedProcess process, String symbol) throws Missing {
    final Map<String, Long> symbols = process.program().image().symbols();
    final Long address = symbols.get(symbol);
    if (address == null) {
      // What the linker and our include files define is nobody's to name.
      final List<String> own =
          symbols.keySet().stream().filter(name -> !name.matches("(fw|FW)?_.*")).sorted().toList();
      final List<String> meant = Suggestions.near(symbol, own);
      throw new Missing(
          process.name()
              + " has no symbol "
              + symbol
              + (meant.isEmpty() && !own.isEmpty()
                  ? "; it has "
                      + String.join(", ", own.subList(0, Math.min(own.size(), MOST_SHOWN)))
                      + (own.size() > MOST_SHOWN ? ", ..." : "")
                  : DirectiveScanner.didYouMean(meant)));
    }
    return address;
  }
}
