package dev.framewalk.emulator.debug.strace;

/**
 * What a {@link Strace} shows and how.
 *
 * @param form text, JSON, or counts alone
 * @param filter which calls
 * @param stringLimit bytes of a string that are shown
 */
public record StraceOptions(Form form, CallFilter filter, int stringLimit) {
  /** What the lines look like. */
  public enum Form {
    /** strace's. */
    TEXT,
    /** An object a line. */
    JSON,
    /** No lines: calls are counted only. */
    NONE
  }

  /** Every call as text, strings cut as strace cuts them. */
  public static StraceOptions defaults() {
    return new StraceOptions(Form.TEXT, CallFilter.ALL, Decoding.SHOWN);
  }
}
