package dev.framewalk.emulator.debug.inspection;

/** How text for a person is marked: with the colours of a terminal, or not at all. */
public enum Style {
  PLAIN,
  /** ECMA-48 SGR sequences, in the eight colours that every terminal's own theme defines. */
  COLOURED;

  /** What is as it should be: an access that is allowed. */
  public String good(String text) {
    return marked("32", text);
  }

  /** What is wrong: the level that fails. */
  public String bad(String text) {
    return marked("31;1", text);
  }

  /** What to look at first. */
  public String strong(String text) {
    return marked("1", text);
  }

  /** What is there for completeness. */
  public String faint(String text) {
    return marked("2", text);
  }

  /** A name that a person gave: of an object, a process, a symbol. */
  public String name(String text) {
    return marked("36", text);
  }

  /** What has been added in a comparison. */
  public String added(String text) {
    return marked("32", text);
  }

  /** What has gone in a comparison. */
  public String removed(String text) {
    return marked("31", text);
  }

  /** What has become another in a comparison, and warnings. */
  public String changed(String text) {
    return marked("33", text);
  }

  private String marked(String codes, String text) {
    return this == PLAIN || text.isEmpty() ? text : "\033[" + codes + "m" + text + "\033[0m";
  }
}
