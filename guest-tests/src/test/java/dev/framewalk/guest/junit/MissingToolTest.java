package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host without binutils: a test that needs it fails, and says what to install. */
class MissingToolTest {
  private static final String PASSES =
      PassingScenarios.class.getName() + "#passes(" + GuestProcess.class.getName() + ")";

  @TempDir private Path directory;

  /** The one of this JVM, with what a launcher's own loader may have beside it. */
  private static String classPath() throws URISyntaxException {
    final StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    if (MissingToolTest.class.getClassLoader() instanceof URLClassLoader loader) {
      for (final URL url : loader.getURLs()) {
        path.append(File.pathSeparator).append(Path.of(url.toURI()));
      }
    }
    return path.toString();
  }

  private String run(String searchPath)
      throws IOException, InterruptedException, URISyntaxException {
    final Path printed = directory.resolve("printed");
    final ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(),
                "-XX:+UseSerialGC",
                OwnJvm.class.getName(),
                PASSES,
                directory.resolve("output").toString())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("PATH", searchPath);
    final Process java = builder.start();
    assertThat(java.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return Files.readString(printed, StandardCharsets.UTF_8);
  }

  @Test
  void aTestWithoutAnAssemblerFailsAndSaysWhatToInstall() throws Exception {
    assertThat(run(directory.toString()))
        .contains("passed: 0")
        .contains("failed: program echo: Framewalk needs GNU binutils: apt-get install binutils");
    assertThat(run(System.getenv("PATH"))).contains("passed: 1");
    // What is made already needs no assembler.
    assertThat(run(directory.toString())).contains("passed: 1");
  }
}
