package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.inspection.Style;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The forms in which results are written. */
public enum ResultFormat {
  /** For people: what did not pass, and a count. */
  TEXT {
    @Override
    public String of(SuiteResult suite) {
      return new TextResults(Style.PLAIN, TextResults.Detail.FAILURES).text(suite);
    }
  },
  /** The XML that JUnit's runners write, and that continuous integration reads. */
  JUNIT {
    @Override
    public String of(SuiteResult suite) {
      return JunitXml.of(suite);
    }
  },
  /** The Test Anything Protocol, version 14. */
  TAP {
    @Override
    public String of(SuiteResult suite) {
      return Tap.of(suite);
    }
  },
  /** One JSON document of the schema {@code framewalk.tests/1}. */
  JSON {
    @Override
    public String of(SuiteResult suite) {
      return ResultJson.of(suite) + "\n";
    }
  };

  /** The results in this form, with a line feed at the end. */
  public abstract String of(SuiteResult suite);

  /** The format that people call so. */
  public static Optional<ResultFormat> named(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }

  /** What people call them. */
  public static List<String> words() {
    return Arrays.stream(values()).map(ResultFormat::word).toList();
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
