package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project of somebody else's, which knows Framewalk as artifacts in its local repository only.
 */
class OutsideProjectTest {
  private static final List<String> BESIDE_THE_TESTS =
      List.of("MailboxTest.java", "writer.S", "reader.S");

  @TempDir private Path directory;

  private void write(String name, Path target) throws IOException {
    Files.createDirectories(Objects.requireNonNull(target.getParent()));
    try (InputStream in =
        Objects.requireNonNull(OutsideProjectTest.class.getResourceAsStream("/outside/" + name))) {
      Files.copy(in, target);
    }
  }

  @Test
  void aProjectOutsideThisOneUsesTheArtifacts() throws Exception {
    final OutsideMaven maven = OutsideMaven.in(directory.resolve("maven"));
    final Path project = directory.resolve("mailbox");
    write("pom.xml", project.resolve("pom.xml"));
    final Path tests = project.resolve("src/test/java/com/example");
    for (final String file : BESIDE_THE_TESTS) {
      write(file, tests.resolve(file));
    }

    final OutsideMaven.Outcome passed = maven.run(project, "test");
    assertThat(passed.status()).as(passed.text()).isZero();
    assertThat(passed.text()).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");

    write("BrokenTest.java", tests.resolve("BrokenTest.java"));
    write("marking-reader.S", tests.resolve("marking-reader.S"));
    final OutsideMaven.Outcome failed = maven.run(project, "test");
    assertThat(failed.status()).as(failed.text()).isNotZero();
    assertThat(failed.text())
        .contains("Tests run: 3, Failures: 1, Errors: 0, Skipped: 0")
        .contains("marking-reader (pid 101) was to exit with status 0, but died of SIGSEGV: write")
        .contains("at take+0x")
        .contains("marking-reader.S:27  mov qword ptr [r12 + FULL], 0")
        .contains("to succeed program: mprotect(");
    for (final ReadmeBlocks.Block shown : ReadmeBlocks.outputs()) {
      assertThat(failed.text())
          .as("what the README shows of %s", shown.name())
          .contains(shown.text());
    }
    final Path evidence =
        project.resolve("target/framewalk/com.example.BrokenTest/theReaderEmptiesTheMailbox");
    assertThat(failed.text()).contains("see " + evidence.resolve("report.html"));
    assertThat(Files.readString(evidence.resolve("tables.txt"), StandardCharsets.UTF_8))
        .contains("page tables of marking-reader (pid 101), before SIGSEGV ends it:");
  }
}
