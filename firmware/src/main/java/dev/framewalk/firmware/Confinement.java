package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import dev.framewalk.firmware.Toolchain.Limits;
import dev.framewalk.firmware.Toolchain.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How sources of strangers are assembled, and what is said of those that try for more.
 *
 * @param own files that they may include
 */
record Confinement(Set<Path> own) {
  private static final int SECONDS = 10;
  private static final long ADDRESS_SPACE = 512L << 20;
  private static final long FILE = 16L << 20;

  /** Standard input, output and error, the object, the source: no descriptor for one file more. */
  static final Limits ASSEMBLING = new Limits(SECONDS, ADDRESS_SPACE, FILE, 5);

  /** The linker reads objects, which name no files, and a script of its own. */
  static final Limits LINKING = new Limits(SECONDS, ADDRESS_SPACE, FILE, 64);

  /** 128 + SIGXCPU and 128 + SIGXFSZ, as of a program that the signal ends. */
  private static final int TIME_USED_UP = 152;

  private static final int FILE_TOO_LARGE = 153;
  private static final int KILLED = 137;
  private static final int ABORTED = 134;
  private static final int BUS_ERROR = 135;
  private static final int SEGMENT_VIOLATION = 139;

  private static final Pattern OPENED =
      Pattern.compile(
          "(?:can't open (.*) for reading: .*|(?:unable to include|file not found:) (.*))");
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("(?i).*(out of memory|memory exhausted|cannot allocate).*");
  private static final Pattern DISK_FULL = Pattern.compile(".*No space left on device.*");
  private static final Pattern OUT_OF_ROOM =
      Pattern.compile("(?i).*(file too large|can't (fill|write)|error writing).*");

  /** What is wrong with a source that as did not take. */
  AssemblerException refusal(Path source, Path directory, Outcome outcome) {
    Optional<AssemblerException> excess = excess(source, "assembler", outcome);
    if (excess.isPresent()) {
      return excess.get();
    }
    AssemblerException error = new Diagnostics(source, directory, outcome.lines()).ofAssembler();
    String message = String.valueOf(error.getMessage());
    Matcher opened = OPENED.matcher(message);
    if (!opened.find()) {
      return error;
    }
    String name = opened.group(1) == null ? opened.group(2) : opened.group(1);
    return new AssemblerException(
        Kind.SOURCE_ERROR,
        message.substring(0, opened.start())
            + "cannot include "
            + name
            + ": only Framewalk's files ("
            + GuestIncludes.NAMES.get(0)
            + ") and those that are handed in with it can be, each on a line .include \"NAME\"",
        error.where(),
        List.of());
  }

  /** What is wrong with a source whose object ld did not take. */
  AssemblerException refusalToLink(Path source, Path directory, Path object, Outcome outcome) {
    Optional<AssemblerException> excess = excess(source, "linker", outcome);
    if (excess.isEmpty() && outcome.lines().isEmpty()) {
      return new AssemblerException(
          Kind.TOOL_FAILURE,
          "ld failed and could not say why: status="
              + outcome.status()
              + "; see that there is room for temporary files");
    }
    return excess.orElseGet(
        () -> new Diagnostics(source, directory, outcome.lines()).ofLinker(object));
  }

  private static Optional<AssemblerException> excess(Path source, String tool, Outcome outcome) {
    // ld writes through a mapping: a full disk is a bus error to it, which it says nothing of.
    if (said(outcome, DISK_FULL) || outcome.status() == BUS_ERROR) {
      return Optional.of(
          new AssemblerException(
              Kind.TOOL_FAILURE,
              "no space left for the " + tool + " in the directory for temporary files"));
    }
    if (outcome.status() == TIME_USED_UP) {
      return tooMuch(source, tool, SECONDS + " seconds of the processor's time");
    }
    if (outcome.status() == FILE_TOO_LARGE || said(outcome, OUT_OF_ROOM)) {
      return tooMuch(source, tool, (FILE >> 20) + " MiB for what is written");
    }
    if (said(outcome, OUT_OF_MEMORY)
        || outcome.status() == KILLED
        || outcome.status() == ABORTED
        || outcome.status() == SEGMENT_VIOLATION) {
      return tooMuch(source, tool, (ADDRESS_SPACE >> 20) + " MiB of memory");
    }
    return Optional.empty();
  }

  private static boolean said(Outcome outcome, Pattern pattern) {
    return outcome.lines().stream().limit(100).anyMatch(line -> pattern.matcher(line).matches());
  }

  private static Optional<AssemblerException> tooMuch(Path source, String tool, String what) {
    return Optional.of(
        new AssemblerException(
            Kind.SOURCE_ERROR,
            source
                + ": Error: the "
                + tool
                + " has used up "
                + what
                + "; make the program smaller"));
  }
}
