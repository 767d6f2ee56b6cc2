package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What was handed in, taken into memory: only the files that the lab asks for, and only if they are
 * plain files. Nothing is followed, listed or opened that might lead elsewhere or never end.
 *
 * @param files the files that are there, by the lab's name for each
 * @param flaws why others are not, by name
 * @param student what {@code student.json} says
 * @param note what is wrong with {@code student.json}
 */
record Submission(
    Map<String, byte[]> files,
    Map<String, String> flaws,
    Optional<Student> student,
    Optional<String> note) {
  /** Ample for what a person writes. */
  private static final int MAX_SOURCE = 1 << 20;

  private static final int MAX_PROGRAM = 32 << 20;

  /** A submission that cannot be looked at. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    Refused(Verdict verdict, String message) {
      super(message, null, false, false);
      this.verdict = verdict;
    }

    /** FAILED if the student is to blame, GRADER_ERROR if nobody can tell. */
    Verdict verdict() {
      return verdict;
    }
  }

  /** A file that is not there as it should be; the message goes behind its name. */
  private static final class Flaw extends Exception {
    private static final long serialVersionUID = 1L;

    Flaw(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Takes in a submission.
   *
   * @param path a directory or, for a lab that asks for one file, a file
   * @throws Refused if it is none, or cannot be read
   */
  static Submission read(Lab lab, Path path) throws Refused {
    final BasicFileAttributes attributes;
    try {
      attributes = attributes(path);
    } catch (NoSuchFileException e) {
      throw new Refused(Verdict.GRADER_ERROR, "no such file or directory; was it handed in?");
    } catch (IOException e) {
      throw unreadable("the submission", e);
    }
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<String, String> flaws = new LinkedHashMap<>();
    if (attributes.isDirectory()) {
      for (final String name : lab.submit()) {
        take(path, name, files, flaws);
      }
      return withStudent(path, files, flaws);
    }
    if (attributes.isRegularFile() && lab.submit().size() > 1) {
      throw new Refused(
          Verdict.FAILED,
          "a file, where the lab asks for a directory with " + String.join(", ", lab.submit()));
    }
    final String name = lab.submit().get(0);
    try {
      files.put(name, contents(path, name, attributes));
    } catch (Flaw e) {
      throw new Refused(Verdict.FAILED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unreadable("the submission", e);
    }
    return new Submission(files, flaws, Optional.empty(), Optional.empty());
  }

  private static Submission withStudent(
      Path directory, Map<String, byte[]> files, Map<String, String> flaws) throws Refused {
    final Map<String, byte[]> json = new LinkedHashMap<>();
    final Map<String, String> flaw = new LinkedHashMap<>();
    take(directory, Student.FILE, json, flaw);
    if (json.isEmpty()) {
      return new Submission(files, flaws, Optional.empty(), Optional.empty());
    }
    try {
      return new Submission(
          files,
          flaws,
          Optional.of(Student.read(json.getOrDefault(Student.FILE, new byte[0]))),
          Optional.empty());
    } catch (LabException e) {
      return new Submission(files, flaws, Optional.empty(), Optional.of(e.getMessage() + ""));
    }
  }

  private static void take(
      Path directory, String name, Map<String, byte[]> files, Map<String, String> flaws)
      throws Refused {
    try {
      // A directory on the way that is a link leads out as well as one at the end.
      Path at = directory;
      final String[] parts = name.split("/");
      for (int i = 0; i < parts.length; i++) {
        at = at.resolve(parts[i]);
        final BasicFileAttributes attributes = attributes(at);
        if (i == parts.length - 1) {
          files.put(name, contents(at, name, attributes));
        } else if (!attributes.isDirectory()) {
          throw new Flaw(parts[i] + " is no directory");
        }
      }
    } catch (NoSuchFileException e) {
      flaws.put(name, "is missing");
    } catch (Flaw e) {
      flaws.put(name, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static byte[] contents(Path file, String name, BasicFileAttributes attributes)
      throws IOException, Flaw {
    if (attributes.isSymbolicLink()) {
      throw new Flaw("is a symbolic link; hand in the file itself");
    }
    if (attributes.isDirectory()) {
      throw new Flaw("is a directory, not a file");
    }
    if (!attributes.isRegularFile()) {
      throw new Flaw("is a pipe, socket or device, not a file");
    }
    final int most = name.endsWith(".S") || name.contains(".") ? MAX_SOURCE : MAX_PROGRAM;
    if (attributes.size() > most) {
      throw new Flaw("has " + attributes.size() + " bytes; at most " + most + " are read");
    }
    // Between the look and this it may have become a link, or have grown.
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      final byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new Flaw("has more than " + most + " bytes, which are the most that are read");
      }
      if (bytes.length == 0) {
        throw new Flaw("is empty");
      }
      return bytes;
    }
  }

  private static Refused unreadable(String what, IOException e) {
    return new Refused(
        Verdict.GRADER_ERROR,
        what
            + " cannot be read ("
            + e.getClass().getSimpleName().replace("Exception", "")
            + "); see its permissions (ls -l)");
  }
}
