package dev.framewalk.guest.junit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of the README that are about the project {@link OutsideProjectTest} makes: those
 * behind {@code <!-- outside: FILE -->} and {@code <!-- outside-output: TEST -->}.
 */
final class ReadmeBlocks {
  private static final Pattern BLOCK =
      Pattern.compile(
          "<!-- (outside|outside-output): (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

  private ReadmeBlocks() {}

  /**
   * A block.
   *
   * @param name the file that it is, or the test whose output it is a part of
   */
  record Block(String name, String text) {}

  static List<Block> files() throws IOException {
    return all("outside");
  }

  static List<Block> outputs() throws IOException {
    return all("outside-output");
  }

  private static List<Block> all(String mark) throws IOException {
    final List<Block> blocks = new ArrayList<>();
    final Matcher matcher = BLOCK.matcher(readme());
    while (matcher.find()) {
      if (matcher.group(1).equals(mark)) {
        blocks.add(new Block(matcher.group(2), matcher.group(3)));
      }
    }
    return blocks;
  }

  private static String readme() throws IOException {
    final Path module = SourceSearch.moduleOf(ReadmeBlocks.class);
    return Files.readString(
        Objects.requireNonNull(module.getParent()).resolve("README.md"), StandardCharsets.UTF_8);
  }
}
