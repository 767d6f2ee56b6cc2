package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import java.util.ArrayList;
import java.util.List;

/** Lines taken apart: at white space into words, at semicolons into commands, quotes aside. */
public final class CommandWords {
  private final String line;
  private final List<String> commands = new ArrayList<>();
  private final List<String> words = new ArrayList<>();

  private CommandWords(String line) {
    this.line = line;
  }

  /**
   * The words of one command. What is quoted, by {@code '} or {@code "}, is one word or a part of
   * it. A word that begins with {@code #} and all behind it is a comment.
   *
   * @throws InspectionFailure if a quote is not closed
   */
  public static List<String> words(String line) throws InspectionFailure {
    final CommandWords scan = new CommandWords(line);
    scan.scan(false);
    return scan.words;
  }

  /**
   * The commands that semicolons separate, as they stand.
   *
   * @throws InspectionFailure if a quote is not closed
   */
  public static List<String> commands(String line) throws InspectionFailure {
    final CommandWords scan = new CommandWords(line);
    scan.scan(true);
    return scan.commands;
  }

  private void scan(boolean split) throws InspectionFailure {
    final StringBuilder word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    int from = 0;
    for (int i = 0; i < line.length(); i++) {
      final char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        inWord = true;
      } else if (split && c == ';') {
        commands.add(line.substring(from, i).strip());
        from = i + 1;
      } else if (Character.isWhitespace(c)) {
        end(word, inWord);
        inWord = false;
      } else if (!split && c == '#' && !inWord) {
        return;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (quote != 0) {
      throw new InspectionFailure("a quote is not closed: " + quote);
    }
    end(word, inWord);
    commands.add(line.substring(from).strip());
  }

  private void end(StringBuilder word, boolean inWord) {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
