package dev.framewalk.emulator.shm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The name of an object, well formed: not empty, neither {@code .} nor {@code ..}, without slash
 * and NUL (POSIX.1-2017 shm_open, DESCRIPTION; Linux shm_open(3)).
 *
 * <p>How long a name may be is the registry's affair: {@link ShmLimits#nameBytes()}.
 *
 * @param value the name without its leading slash
 */
public record ShmName(String value) {
  /** The lone surrogate that stands for byte 0; only those of bytes 0x80 to 0xff are used. */
  private static final char ESCAPE = '\udc00';

  /**
   * @param value the name without a leading slash
   * @throws IllegalArgumentException if it is not well formed; {@link #of} is for names that others
   *     chose
   */
  public ShmName {
    final String flaw = flaw(value);
    if (!flaw.isEmpty()) {
      throw new IllegalArgumentException(message(flaw, value));
    }
  }

  /**
   * The name that {@code path} gives: {@code /ring} and {@code ring} are the same.
   *
   * @throws ShmException {@link ShmError#INVALID_NAME} if, one leading slash taken off, it is
   *     empty, {@code .} or {@code ..}, or holds a slash, a NUL or half a surrogate pair
   */
  public static ShmName of(String path) throws ShmException {
    final String value = path.startsWith("/") ? path.substring(1) : path;
    final String flaw = flaw(value);
    if (!flaw.isEmpty()) {
      throw ShmException.of(ShmError.INVALID_NAME, message(flaw, path));
    }
    return new ShmName(value);
  }

  /**
   * The name that the bytes of {@code path} give, without its ending NUL. Linux compares names byte
   * by byte, so a byte that is not part of any UTF-8 sequence is kept as the lone surrogate U+DC00
   * + byte: two names never become one.
   *
   * @throws ShmException {@link ShmError#INVALID_NAME} as {@link #of(String)} does
   */
  public static ShmName ofBytes(byte[] path) throws ShmException {
    final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    final ByteBuffer in = ByteBuffer.wrap(path);
    final CharBuffer out = CharBuffer.allocate(path.length);
    CoderResult result = decoder.decode(in, out, true);
    while (result.isMalformed()) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE | in.get() & 0xff));
      }
      decoder.reset();
      result = decoder.decode(in, out, true);
    }
    return of(out.flip().toString());
  }

  /** Length in bytes, as Linux counts them, without the leading slash. */
  public int bytes() {
    int bytes = 0;
    for (int i = 0; i < value.length(); i++) {
      final char c = value.charAt(i);
      if (Character.isHighSurrogate(c)) {
        // A pair of surrogates stands for four bytes.
        bytes += 4;
        i++;
      } else {
        bytes += c < 0x80 || isEscape(c) ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    return bytes;
  }

  /** Whether a char that is not the second of a pair stands for a byte that is not UTF-8. */
  private static boolean isEscape(char c) {
    return c >= (ESCAPE | 0x80) && c <= (ESCAPE | 0xff);
  }

  /** What is wrong with a name; empty when nothing is. */
  private static String flaw(String value) {
    if (value.isEmpty()) {
      return "name is empty";
    }
    if (value.equals(".") || value.equals("..")) {
      return "name is a directory's";
    }
    for (int i = 0; i < value.length(); i++) {
      final char c = value.charAt(i);
      if (c == '/') {
        return "slash inside the name";
      }
      if (c == 0) {
        return "NUL inside the name";
      }
      if (Character.isHighSurrogate(c)) {
        if (i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))) {
          return "half a surrogate pair in the name";
        }
        i++;
      } else if (Character.isLowSurrogate(c) && !isEscape(c)) {
        return "half a surrogate pair in the name";
      }
    }
    return "";
  }

  private static String message(String flaw, String name) {
    return flaw + ": name=\"" + name.replace("\0", "\\0") + "\"";
  }

  /** The name with its leading slash. */
  @Override
  public String toString() {
    return "/" + value;
  }

  // A record's own equals and hashCode make method handles when they are first called, which takes
  // a third of a short run's time; these are called when an object is opened.

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ShmName name && name.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
