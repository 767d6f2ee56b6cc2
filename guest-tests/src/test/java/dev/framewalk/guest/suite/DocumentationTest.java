package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationTest {
  @TempDir Path directory;

  @Test
  void exitStatusAndLinesAreReadFromTheHeadComment() throws IOException {
    Documentation documentation =
        read(
            """
            # Shows something.
            #
            # Exit: 139 (SIGSEGV)
            # Output:
            #   | one
            #   |   two, indented
            #   |

            # Exit: 5
            nop
            """);

    assertThat(documentation.summary()).isEqualTo("Shows something.");
    assertThat(documentation.exitStatus()).isEqualTo(139);
    assertThat(documentation.output(List.of("any"))).isEqualTo("one\n  two, indented\n\n");
  }

  @Test
  void outputMayHangOnTheFirstArgument() throws IOException {
    Documentation documentation =
        read(
            "# S.\n# Exit: 0\n# Output when SELF is 0:\n#   | zero\n# Output when SELF is 1: none\n");

    assertThat(documentation.output(List.of("0", "x"))).isEqualTo("zero\n");
    assertThat(documentation.output(List.of("1"))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> documentation.output(List.of("2")));
  }

  @Test
  void aSourceThatDoesNotSayHowItEndsIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> read("# S.\n# Output: none\n"));
    assertThatIllegalArgumentException().isThrownBy(() -> read("# S.\n# Exit: 0\n"));
  }

  private Documentation read(String source) throws IOException {
    return Documentation.of(Files.writeString(directory.resolve("x.S"), source));
  }
}
