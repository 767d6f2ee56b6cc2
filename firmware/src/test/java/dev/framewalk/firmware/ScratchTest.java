package dev.framewalk.firmware;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void closingRemovesTheDirectoryWithAllThatIsInIt() throws Exception {
    Path path;
    try (Scratch scratch = Scratch.create(Optional.empty())) {
      path = scratch.path();
      GuestIncludes.extractTo(scratch.directory("include"));
      assertThat(path.resolve("include/guest.inc")).exists();
    }
    assertThat(Files.exists(path)).isFalse();
  }
}
