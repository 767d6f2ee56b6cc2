package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceSearchTest {
  private static final String CLASS = "dev/framewalk/guest/junit/Archived.class";

  @TempDir private Path directory;

  private SourceSearch search(Class<?> testClass) {
    return new SourceSearch(testClass, directory.resolve("copies"));
  }

  @Test
  void aFileBesideTheTestClassIsFoundBeforeOthers() {
    assertThat(search(SourceSearchTest.class).find("x", "echo.S"))
        .isEqualTo(
            SourceSearch.moduleOf(SourceSearchTest.class)
                .resolve("src/test/resources/dev/framewalk/guest/junit/echo.S"));
  }

  @Test
  void aFileMayBeNamedFromTheModule() {
    assertThat(search(SourceSearchTest.class).find("x", "asm/ipc/turns.S")).isRegularFile();
  }

  @Test
  void aFileThatAClassInheritsStandsBesideTheOneThatSaysIt() {
    class Inheriting extends SourceSearchTest {}
    assertThat(search(Inheriting.class).find("x", "each/first.S")).isRegularFile();
  }

  @Test
  void whatIsNoFileNameIsRefused() {
    assertThatExceptionOfType(GuestConfigurationException.class)
        .isThrownBy(() -> search(SourceSearchTest.class).find("@GuestProgram", "a\0b"))
        .withMessageStartingWith("@GuestProgram: not a file name: ");
  }

  @Test
  void aSourceInAnArchiveIsCopiedOutOfItOnce() throws Exception {
    final Path archive = directory.resolve("tests.jar");
    try (OutputStream out = Files.newOutputStream(archive);
        JarOutputStream jar = new JarOutputStream(out);
        InputStream code =
            Objects.requireNonNull(
                SourceSearchTest.class.getClassLoader().getResourceAsStream(CLASS))) {
      jar.putNextEntry(new JarEntry(CLASS));
      code.transferTo(jar);
      jar.putNextEntry(new JarEntry("dev/framewalk/guest/junit/archived.S"));
      jar.write("# in an archive\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {archive.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      final Class<?> archived = loader.loadClass(Archived.class.getName());
      final Path first = search(archived).find("x", "archived.S");
      assertThat(first).hasContent("# in an archive\n").startsWith(directory.resolve("copies"));
      assertThat(first.getFileName()).hasToString("archived.S");
      assertThat(search(archived).find("x", "archived.S")).isEqualTo(first);
      assertThat(search(archived).find("x", "/" + first.subpath(0, first.getNameCount())))
          .isEqualTo(first);
    }
  }
}
