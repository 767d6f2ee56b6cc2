package dev.framewalk.pagetable.inspect;

/**
 * Chooses mapped pages by what is known of them: {@code w && shared && !dirty}.
 *
 * <pre>
 *   either = both { "||" both }
 *   both   = not { "&&" not }
 *   not    = "!" not | "(" either ")" | term
 *   term   = word | word compare value | word "=" low ".." high
 * </pre>
 */
public final class PageFilter {
  /** Every page. */
  public static final PageFilter ALL = new PageFilter(facts -> true, "");

  /** A compiled part of a filter. */
  @FunctionalInterface
  interface Test {
    boolean test(PageFacts facts);
  }

  private final Test test;
  private final String text;

  PageFilter(Test test, String text) {
    this.test = test;
    this.text = text;
  }

  /**
   * Compiles a filter.
   *
   * @throws FilterException if it cannot be understood, is longer than {@value
   *     FilterParser#MAX_LENGTH} characters or nested deeper than {@value FilterParser#MAX_DEPTH}
   */
  public static PageFilter parse(String text) throws FilterException {
    return new PageFilter(new FilterParser(text).parse(), text);
  }

  boolean matches(PageFacts facts) {
    return test.test(facts);
  }

  /** Whether every page passes. */
  public boolean isAll() {
    return this == ALL;
  }

  /** The filter as it was written. */
  @Override
  public String toString() {
    return text;
  }
}
