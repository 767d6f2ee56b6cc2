package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A source with the files that it may include put in place of its {@code .include} lines, so that
 * nothing is left for the assembler to open.
 *
 * <p>Lines {@code # LINE "FILE"} keep every line's name and number (GNU as, "Preprocessing"). Bytes
 * are kept as they are.
 *
 * <p>An included file of a stranger's could end the assembly with {@code .end}, or begin a comment
 * that never ends, and so leave out whatever the source does with it. Its assembler therefore
 * prints at the end of the source a word that nobody can know before.
 */
final class Flattened {
  private static final Pattern INCLUDE =
      Pattern.compile("\\s*\\.include\\s+\"([^\"\\\\]*)\"\\s*(?:#.*)?");

  /** What PlacedAssertions and the C preprocessor write: the next line's number. */
  private static final Pattern MARK = Pattern.compile("# (\\d{1,9}) \".*");

  /**
   * A directive that takes away what others defined, or one whose name is made by a macro and may
   * be that: a stranger's file could give its includer's macros another meaning by it. Labels such
   * as {@code .Lwait\\@:} are none.
   */
  private static final Pattern REDEFINITION =
      Pattern.compile(
          ".*purgem.*|.*\\.(?!L)\\w*\\\\(?!@).*|(?:.*[;:])?\\s*\\\\\\w.*",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern END = Pattern.compile("\\s*\\.end\\s*(?:#.*)?");
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final int MOST_BYTES = 8 << 20;
  private static final int MOST_LEVELS = 8;

  private final Path directory;
  private final Set<Path> own;
  private final StringBuilder text = new StringBuilder();
  private final String lastWord;
  private boolean includesOwn;

  private Flattened(Path directory, Set<Path> own) {
    this.directory = directory;
    this.own = own;
    byte[] word = new byte[16];
    RANDOM.nextBytes(word);
    this.lastWord = "end-" + HexFormat.of().formatHex(word);
  }

  /**
   * Flattens a source.
   *
   * @param source its text, a character a byte
   * @param name what the lines are to be called
   * @param directory where it lies
   * @param own the files, real paths, that it may include beside {@link GuestIncludes}
   * @throws AssemblerException SOURCE_ERROR if it grows beyond all measure
   */
  static Flattened of(String source, String name, Path directory, Set<Path> own)
      throws AssemblerException, IOException {
    Flattened flattened = new Flattened(directory, own);
    flattened.add(source, name, 0, Author.OF_SOURCE);
    flattened.lastWord();
    return flattened;
  }

  /** What the assembler is to read. */
  byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** What the assembler prints if it comes to the end of the source; empty if nobody minds. */
  Optional<String> printedAtTheEnd() {
    return includesOwn ? Optional.of(lastWord) : Optional.empty();
  }

  private void lastWord() {
    if (includesOwn) {
      text.append(".print \"").append(lastWord).append("\"\n");
    }
  }

  /** Who wrote lines: whoever is trusted with the source, or somebody whose file it includes. */
  private enum Author {
    OF_SOURCE,
    OF_INCLUDED
  }

  private void add(String source, String name, int level, Author author)
      throws AssemblerException, IOException {
    if (text.length() + source.length() > MOST_BYTES || level > MOST_LEVELS) {
      throw new AssemblerException(
          Kind.SOURCE_ERROR, name + ": Error: it includes too much, or itself; include less");
    }
    mark(1, name);
    int number = 0;
    for (String line : source.split("\n", -1)) {
      number++;
      Matcher marked = MARK.matcher(line);
      if (marked.matches()) {
        number = Integer.parseInt(marked.group(1)) - 1;
      }
      if (level == 0 && END.matcher(line).matches()) {
        lastWord();
        mark(number, name);
      }
      Matcher include = INCLUDE.matcher(line);
      Optional<String> included = include.matches() ? known(include.group(1)) : Optional.empty();
      if (included.isPresent()) {
        add(
            included.get(),
            include.group(1),
            level + 1,
            GuestIncludes.NAMES.contains(include.group(1)) ? Author.OF_SOURCE : Author.OF_INCLUDED);
        mark(number + 1, name);
      } else if (include.matches()) {
        // As GNU as would say, which after an .include has lost the line's number.
        text.append(".error \"can't open ")
            .append(include.group(1))
            .append(" for reading: No such file or directory\"\n");
      } else if (author == Author.OF_INCLUDED && REDEFINITION.matcher(line).matches()) {
        text.append(
            ".error \"an included file may not take macros away (.purgem), nor make the names of"
                + " directives by macros\"\n");
      } else {
        text.append(line).append('\n');
      }
    }
  }

  private void mark(int line, String name) {
    text.append("# ").append(line).append(" \"").append(name).append("\"\n");
  }

  private Optional<String> known(String name) throws IOException {
    if (GuestIncludes.NAMES.contains(name)) {
      return Optional.of(new String(GuestIncludes.contents(name), StandardCharsets.ISO_8859_1));
    }
    Path file = directory.resolve(name).normalize();
    if (!own.contains(file)) {
      return Optional.empty();
    }
    includesOwn = true;
    return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }
}
