package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mistakes of our own: one line, and the stack only for who asks. */
final class FailureTest {
  @TempDir Path directory;

  private static OutputStream broken(Throwable problem) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        if (problem instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) problem;
      }
    };
  }

  @Test
  void aBugIsOneLineThatSaysHowToSeeTheStack() {
    final Result result =
        new CommandLineUser(directory)
            .withVariable("FRAMEWALK_DEBUG", "")
            .typesInto(broken(new IllegalStateException("two\nlines")), "--version");
    assertThat(result)
        .isEqualTo(
            new Result(
                3,
                "",
                "framewalk: internal error: java.lang.IllegalStateException: two lines; a bug of"
                    + " ours: run with FRAMEWALK_DEBUG=1 for the stack\n"));
  }

  @Test
  void theStackIsThereForWhoAsks() {
    final Result result =
        new CommandLineUser(directory)
            .withVariable("FRAMEWALK_DEBUG", "1")
            .typesInto(broken(new IllegalStateException("oops")), "--version");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.err()).contains("oops\n\tat ", "FailureTest");
  }

  @Test
  void aHeapThatIsTooSmallIsNoBug() {
    final Result result =
        new CommandLineUser(directory)
            .typesInto(broken(new OutOfMemoryError("Java heap space")), "--version");
    assertThat(result)
        .isEqualTo(
            new Result(
                3,
                "",
                "framewalk: the Java heap is too small for this run; give the machine less"
                    + " (--memory), or Java more (FRAMEWALK_JAVA_OPTIONS=-Xmx4g)\n"));
  }
}
