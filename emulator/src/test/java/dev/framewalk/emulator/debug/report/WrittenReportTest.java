package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a report. */
final class WrittenReportTest {
  @TempDir Path directory;
  private Path own;
  private Report report;

  @BeforeEach
  void run() throws Exception {
    own = Files.createDirectory(directory.resolve("own"));
    report = new RecordedRun(directory).add("small", "  exit").run().report();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(own)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void anExistingFileIsReplacedAndNothingElseIsLeft() throws Exception {
    final Path file = Files.writeString(own.resolve("report.html"), "old");
    report.write(file);
    assertThat(Files.readString(file)).isEqualTo(report.html());
    assertThat(files()).containsExactly("report.html");
  }

  @Test
  void whatALinkLeadsToIsReplaced() throws Exception {
    final Path file = Files.writeString(own.resolve("real.html"), "old");
    final Path link = Files.createSymbolicLink(own.resolve("link.html"), file);
    report.write(link);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(Files.readString(file)).isEqualTo(report.html());
  }

  @Test
  void aDirectoryAndAMissingOneAreRefused() {
    assertThatThrownBy(() -> report.write(own))
        .isInstanceOf(IOException.class)
        .hasMessage("a directory; give a file in it");
    assertThatThrownBy(() -> report.write(own.resolve("none/report.html")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no directory " + own.resolve("none"));
  }

  @Test
  void thePageIsOneFileThatNamesNoOther() {
    // The name of SVG is no address to go to.
    assertThat(report.html().replace("http://www.w3.org/2000/svg", ""))
        .startsWith("<!DOCTYPE html>")
        .contains("default-src 'none'; script-src 'sha256-")
        .doesNotContain("http://", "unsafe-inline", "@DATA@", "@SCRIPT@")
        .doesNotContainPattern("(src|href)=\"(?!data:,|#)");
  }
}
