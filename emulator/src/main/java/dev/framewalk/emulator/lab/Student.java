package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Whose directory it is, as {@code student.json} says.
 *
 * @param lab the lab's name
 * @param name the student's
 * @param seed which questions he has
 */
public record Student(String lab, String name, long seed) {
  static final String FILE = "student.json";
  private static final String SCHEMA = "framewalk.student/1";
  private static final int MOST_CHARACTERS = 100;

  /** The student of this name, with the seed that belongs to the name: the same everywhere. */
  public static Student named(String lab, String name) {
    try {
      final byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((lab + "\n" + name).getBytes(StandardCharsets.UTF_8));
      long seed = 0;
      for (int i = 0; i < 4; i++) {
        seed = seed << 8 | (digest[i] & 0xff);
      }
      return new Student(lab, name, seed % 1_000_000_000 + 1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The same with a seed that was chosen. */
  public Student withSeed(long other) {
    return new Student(lab, name, other);
  }

  /**
   * Reads what {@code student.json} says.
   *
   * @throws LabException if it is no such file
   */
  static Student read(byte[] json) throws LabException {
    final JsonField top = JsonField.parse(FILE, json);
    top.only("schema", "lab", "student", "seed");
    if (!top.field("schema").text().equals(SCHEMA)) {
      throw top.field("schema").wrong("must be \"" + SCHEMA + "\"");
    }
    final JsonField seed = top.field("seed");
    if (!seed.node().canConvertToLong() || !seed.node().isIntegralNumber()) {
      throw seed.wrong("must be a whole number");
    }
    final String name = top.field("student").line();
    if (name.length() > MOST_CHARACTERS) {
      throw top.field("student").wrong("must have at most " + MOST_CHARACTERS + " characters");
    }
    return new Student(top.field("lab").line(), name, seed.node().longValue());
  }

  /** The text of {@code student.json}. */
  String json() {
    return JsonNodeFactory.instance
            .objectNode()
            .put("schema", SCHEMA)
            .put("lab", lab)
            .put("student", name)
            .put("seed", seed)
            .toPrettyString()
        + "\n";
  }
}
