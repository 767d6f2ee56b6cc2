package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {
  @Test
  void theFirstLineThatDiffersIsShown() {
    assertThat(Difference.text("a\nb\nc\n", "a\nx\nc\n"))
        .isEqualTo(" from line 2 on:\n    expected: \"b\\n\"\n    printed:  \"x\\n\"");
  }

  @Test
  void whatIsMissingAndWhatIsTooMuchIsToldSo() {
    assertThat(Difference.text("a\n", ""))
        .isEqualTo(" from line 1 on:\n    expected: \"a\\n\"\n    printed:  nothing more");
    assertThat(Difference.text("a\n", "a\nb\n"))
        .isEqualTo(" from line 2 on:\n    expected: nothing more\n    printed:  \"b\\n\"");
    assertThat(Difference.text("a\n", "a"))
        .isEqualTo(" from line 1 on:\n    expected: \"a\\n\"\n    printed:  \"a\"");
  }

  @Test
  void ofALongLineThePlaceIsShown() {
    final String same = "0123456789".repeat(200);
    assertThat(Difference.text(same + "end", same + "END"))
        .isEqualTo(
            " from line 1, character 2001, on:\n"
                + "    expected: ...\"01234567890123456789end\"\n"
                + "    printed:  ...\"01234567890123456789END\"");
  }

  @Test
  void whatIsNoTextIsShownAsNumbers() {
    assertThat(Difference.text("a", "\u0000\u001b[31m")).contains("\"\\u0000\\u001b[31m\"");
  }
}
