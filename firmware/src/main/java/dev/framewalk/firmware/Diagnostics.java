package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what as, ld and gcc print about one source.
 *
 * <p>GNU as says {@code FILE:LINE: Error: TEXT}; for an error inside a macro, FILE:LINE is the
 * macro's and lines {@code FILE:LINE: Info: macro invoked from here} lead out to the source's own.
 * gcc puts a column behind the line. ld says {@code FILE:LINE: TEXT} where there is debug
 * information and {@code ld: TEXT} where there is none.
 */
final class Diagnostics {
  private static final Pattern ERROR =
      Pattern.compile(
          "(?<file>.+?):(?<line>\\d+):(\\d+:)? *(?<text>(Fatal error|fatal error|Error|error): .*)");
  private static final Pattern INVOKED =
      Pattern.compile("(?<file>.+?):(?<line>\\d+): *Info: macro invoked from here");
  private static final Pattern LINKER = Pattern.compile("(?<file>.+?):(?<line>\\d+): (?<text>.*)");

  private final String source;
  private final Path directory;
  private final List<String> lines;

  /**
   * @param source the source as the user named it
   * @param directory the directory that the tools ran in, which they put before its name at times
   */
  Diagnostics(Path source, Path directory, List<String> lines) {
    this.source = source.toString();
    this.directory = directory;
    this.lines = lines;
  }

  AssemblerException ofAssembler() {
    for (int i = 0; i < lines.size(); i++) {
      Matcher error = ERROR.matcher(lines.get(i));
      if (error.matches()) {
        SourceLine where = outermost(i + 1, lineOf(error));
        return failure(Kind.SOURCE_ERROR, where, error.group("text"));
      }
    }
    return unexplained(Kind.TOOL_FAILURE, "the assembler");
  }

  AssemblerException ofLinker(Path object) {
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      Matcher located = LINKER.matcher(line);
      if (located.matches()) {
        return failure(Kind.LINK_ERROR, lineOf(located), "Error: " + located.group("text"));
      }
      if (!line.contains(": warning: ") && !line.contains(": in function ")) {
        texts.add(line.replaceFirst("^[^ ]*ld(\\.[a-z]+)?: ", "").replace(object + ":", ""));
      }
    }
    if (texts.isEmpty()) {
      return unexplained(Kind.LINK_ERROR, "ld");
    }
    return new AssemblerException(
        Kind.LINK_ERROR, source + ": Error: " + texts.get(0), Optional.empty(), lines);
  }

  /** Follows the way out of nested macros: the last line of the chain is the source's own. */
  private SourceLine outermost(int from, SourceLine error) {
    SourceLine where = error;
    for (int i = from; i < lines.size(); i++) {
      Matcher invoked = INVOKED.matcher(lines.get(i));
      if (!invoked.matches()) {
        break;
      }
      where = lineOf(invoked);
    }
    return where;
  }

  private SourceLine lineOf(Matcher matcher) {
    String file = matcher.group("file");
    Path path = directory.resolve(file).normalize();
    boolean own = path.equals(directory.resolve(Path.of(source).getFileName()));
    // as counts lines in an int; a number that does not fit is none of its lines.
    int line = Integer.parseInt(matcher.group("line"));
    return new SourceLine(own ? source : file, Math.max(line, 1));
  }

  private AssemblerException failure(Kind kind, SourceLine where, String text) {
    return new AssemblerException(kind, where + ": " + text, Optional.of(where), lines);
  }

  private AssemblerException unexplained(Kind kind, String tool) {
    String said = lines.isEmpty() ? "it said nothing" : lines.get(0);
    return new AssemblerException(
        kind, source + ": " + tool + " failed: " + said, Optional.empty(), lines);
  }
}
