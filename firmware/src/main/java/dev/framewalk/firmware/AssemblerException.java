package dev.framewalk.firmware;

import java.util.List;
import java.util.Optional;

/**
 * A source that could not be made into a program. The message is one line that says what and, where
 * something can be done, what to do: fit for a command line's standard error as it is.
 */
public final class AssemblerException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it is. */
  public enum Kind {
    /** The source is no readable regular file. */
    UNREADABLE_SOURCE,
    /** The assembler or the C preprocessor found an error in the source. */
    SOURCE_ERROR,
    /** The linker found an error: an undefined symbol, no {@code _start}. */
    LINK_ERROR,
    /** A program that is needed is not installed. */
    MISSING_TOOL,
    /** A tool could not be run, took too long, or ended as it never should. */
    TOOL_FAILURE,
    /** The output directory cannot be written. */
    UNWRITABLE_OUTPUT
  }

  private final Kind kind;
  private final Optional<SourceLine> where;
  private final List<String> diagnostics;

  AssemblerException(Kind kind, String message) {
    this(kind, message, Optional.empty(), List.of());
  }

  AssemblerException(
      Kind kind, String message, Optional<SourceLine> where, List<String> diagnostics) {
    super(message, null, false, false);
    this.kind = kind;
    this.where = where;
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** Returns what kind of failure it is. */
  public Kind kind() {
    return kind;
  }

  /** Returns the line of the user's own source that is to blame, where the tool names one. */
  public Optional<SourceLine> where() {
    return where;
  }

  /** Returns all lines that the tool printed, in order; empty where no tool printed any. */
  public List<String> diagnostics() {
    return diagnostics;
  }
}
