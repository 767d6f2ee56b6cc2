package dev.framewalk.guest.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the comment at the head of a C guest program says. Its first line says what the program
 * shows; lines of these forms, each where it is needed, say how it is run:
 *
 * <pre>
 * /*
 *  * What it shows.
 *  *
 *  * Arguments: one two        what follows argv[0], split at spaces
 *  * Memory: 256               the RAM of a machine that is big enough, in MiB
 *  * Builds: static-pie        is also built as a program that relocates itself
 *  * Only: musl                or glibc: why should be said in the text
 *  * Beside: ipc/reader 3      another program, with arguments, that is started at the same time
 *  * Departs: why              the machine is known not to run it as Linux does
 *  *&#47;
 * </pre>
 *
 * @param summary the first line
 * @param beside the programs started together with this one, which are no cases of their own
 * @param builds what it is built as, where the compilers are installed
 */
record CHead(
    String summary,
    List<String> arguments,
    int memoryMebibytes,
    Set<CBuild> builds,
    List<Companion> beside,
    Optional<String> departure) {

  private static final Pattern FIELD =
      Pattern.compile(" \\* (Arguments|Memory|Builds|Only|Beside|Departs): (.*)");

  /** Another program of the case. */
  record Companion(String source, List<String> arguments) {}

  /**
   * Reads the comment at the head of {@code source}.
   *
   * @throws IllegalArgumentException if there is none, or a line of it has no meaning
   */
  static CHead of(Path source) throws IOException {
    List<String> lines = Files.readAllLines(source, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).startsWith("/*")) {
      throw new IllegalArgumentException(source + ": does not begin with a comment");
    }
    List<String> arguments = List.of();
    int memory = GuestCase.DEFAULT_MEMORY_MEBIBYTES;
    Set<CBuild> builds = EnumSet.of(CBuild.MUSL, CBuild.GLIBC);
    List<Companion> beside = new ArrayList<>();
    Optional<String> departure = Optional.empty();
    List<String> comment = new ArrayList<>();
    for (String line : lines) {
      comment.add(line);
      if (line.endsWith("*/")) {
        break;
      }
    }
    for (String line : comment) {
      Matcher field = FIELD.matcher(line);
      if (!field.matches()) {
        continue;
      }
      String value = field.group(2).strip();
      switch (field.group(1)) {
        case "Arguments" -> arguments = List.of(value.split(" +"));
        case "Memory" -> memory = Integer.parseInt(value);
        case "Builds" -> builds.add(pie(source, value));
        case "Only" -> builds.retainAll(Set.of(CBuild.valueOf(value.toUpperCase(Locale.ROOT))));
        case "Beside" -> {
          List<String> words = List.of(value.split(" +"));
          beside.add(new Companion(words.get(0), words.subList(1, words.size())));
        }
        default -> departure = Optional.of(value);
      }
    }
    // "/* What it shows. */" or, below a line with nothing but "/*", " * What it shows."
    String first = lines.get(0).equals("/*") && lines.size() > 1 ? lines.get(1) : lines.get(0);
    String summary = first.replaceAll("^/?[ *]*|[ *]*/$", "");
    return new CHead(summary, arguments, memory, builds, List.copyOf(beside), departure);
  }

  private static CBuild pie(Path source, String value) {
    if (!value.equals("static-pie")) {
      throw new IllegalArgumentException(source + ": no such build: " + value);
    }
    return CBuild.GLIBC_PIE;
  }
}
