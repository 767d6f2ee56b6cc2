package dev.framewalk.emulator.suite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a source, with the charset that its bytes are text in: UTF-8, or ISO 8859-1 where
 * they are not.
 */
record SourceText(List<String> lines, Charset charset) {
  /** Nobody writes more of a test by hand, and nothing larger is held in memory. */
  private static final int MOST_BYTES = 16 << 20;

  static SourceText of(String text) {
    return new SourceText(lines(text), StandardCharsets.UTF_8);
  }

  static SourceText read(Path file) throws TestFormatException {
    final byte[] bytes;
    try {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw unreadable(
            file, Files.isDirectory(file) ? "a directory, not a test" : "no regular file");
      }
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      throw unreadable(file, "no such file");
    } catch (AccessDeniedException e) {
      throw unreadable(file, "not readable; see its permissions (ls -l)");
    } catch (IOException e) {
      throw unreadable(file, "cannot be read: " + e.getMessage());
    }
    if (bytes.length > MOST_BYTES) {
      throw unreadable(file, "more than " + (MOST_BYTES >> 20) + " MiB; no source of a test");
    }
    return decoded(bytes);
  }

  private static SourceText decoded(byte[] bytes) {
    try {
      final String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return of(text);
    } catch (CharacterCodingException e) {
      return new SourceText(
          lines(new String(bytes, StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }
  }

  /** Lines as the assembler counts them: a lone carriage return ends none. */
  private static List<String> lines(String text) {
    return List.of(text.split("\r?\n", -1));
  }

  static TestFormatException unreadable(Path file, String why) {
    return new TestFormatException(
        List.of(new Problem(file.toString(), Optional.empty(), why, "")));
  }

  /** The bytes of {@code line}, a character each. */
  String bytesOf(String line) {
    return new String(line.getBytes(charset), StandardCharsets.ISO_8859_1);
  }
}
