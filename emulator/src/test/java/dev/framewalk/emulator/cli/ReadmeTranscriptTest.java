package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.OptionalLibrary;
import dev.framewalk.emulator.debug.disassembly.Disassembler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The debugger's transcripts in the README are what it prints: a comment before each says by which
 * command it was made. To make one anew, put what the failing test shows in its place.
 */
final class ReadmeTranscriptTest {
  private static final Path README = Path.of("..", "README.md");
  private static final Pattern TRANSCRIPT =
      Pattern.compile(
          "<!-- transcript: (?<command>[^\n]*) -->\n```\n(?<text>.*?)```\n<!-- /transcript -->",
          Pattern.DOTALL);
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  @TempDir private Path directory;

  record Transcript(String command, String text) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Transcript> transcripts() throws Exception {
    final List<Transcript> found = new ArrayList<>();
    final Matcher matcher = TRANSCRIPT.matcher(Files.readString(README));
    while (matcher.find()) {
      found.add(new Transcript(matcher.group("command"), matcher.group("text")));
    }
    return found.stream();
  }

  @Test
  void thereAreTranscripts() throws Exception {
    assertThat(transcripts()).hasSizeGreaterThanOrEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("transcripts")
  void aTranscriptIsWhatTheCommandPrints(Transcript transcript) {
    // There are instructions in it.
    try (Disassembler disassembler = new Disassembler()) {
      OptionalLibrary.require(disassembler.available(), "libcapstone.so.4", "libcapstone4");
    }
    final List<String> words = new ArrayList<>();
    final Matcher word = WORD.matcher(transcript.command());
    while (word.find()) {
      words.add(word.group(1) != null ? word.group(1) : word.group(2).replaceFirst("^g", "../g"));
    }
    final CommandLineUser.Result result =
        new CommandLineUser(directory).types(words.toArray(new String[0]));
    assertThat(result.out()).isEqualTo(transcript.text());
    assertThat(result.status()).isZero();
  }
}
