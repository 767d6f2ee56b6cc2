package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the README tells writers of tests is what {@link OutsideProjectTest} tries. */
class ReadmeTest {
  @Test
  void theReadmeShowsTheFilesThatAreTried() throws Exception {
    for (final ReadmeBlocks.Block block : ReadmeBlocks.files()) {
      try (InputStream in =
          Objects.requireNonNull(
              ReadmeTest.class.getResourceAsStream("/outside/" + block.name()), block.name())) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
            .as("the README's block of %s", block.name())
            .contains(block.text());
      }
    }
    assertThat(ReadmeBlocks.files())
        .extracting(ReadmeBlocks.Block::name)
        .contains("pom.xml", "MailboxTest.java", "writer.S", "reader.S");
  }
}
