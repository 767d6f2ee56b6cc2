package dev.framewalk.emulator.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A lab, checked: every file that it names is there.
 *
 * @param files where its files lie
 * @param kind {@code programs}, or the kind of questions that {@link AnswerLabs} makes
 * @param submit the files that a submission holds
 * @param student what a student is given, out of {@code student/}
 * @param support what lies beside the tests when they run, out of {@code support/}
 * @param parts what points are given for
 * @param wrong submissions that students really write, out of {@code wrong/}
 */
public record Lab(
    LabFiles files,
    String name,
    String title,
    String summary,
    String kind,
    List<String> submit,
    List<String> student,
    List<String> support,
    List<Part> parts,
    List<WrongSolution> wrong) {
  static final String PROGRAMS = "programs";
  static final String STUDENT = "student/";
  static final String SUPPORT = "support/";
  static final String MODEL = "model/";
  static final String WRONG = "wrong/";

  /** Names of labs that come with Framewalk, in the order that a course takes them. */
  private static final List<String> BUILT_IN =
      List.of("walk", "map", "share", "ring", "fault", "lifetimes");

  /**
   * Something that points are given for.
   *
   * @param check what decides
   * @param hints the first whose pattern is found in the failure's text is given
   */
  public record Part(String id, String title, Points points, Check check, List<HintRule> hints) {
    /** Whether students can check it themselves: they have the test, or the question. */
    boolean isPublic() {
      return !(check instanceof Test test) || test.file().startsWith(STUDENT);
    }
  }

  /** What decides about a part. */
  public sealed interface Check {}

  /** An assembly test. */
  public record Test(String file) implements Check {
    /** Its name without directories. */
    String base() {
      return file.substring(file.lastIndexOf('/') + 1);
    }
  }

  /** A question, which the lab's {@link AnswerLab} puts and checks. */
  public record Question(String text) implements Check {}

  /** A hint and when it is given. */
  public record HintRule(Pattern pattern, String say) {}

  /**
   * A wrong submission.
   *
   * @param why what is wrong with it
   * @param fails the parts that it must not pass
   * @param hint a text that must be among the hints that it gets
   */
  public record WrongSolution(String name, String why, List<String> fails, String hint) {}

  /** The labs that come with Framewalk. */
  public static List<Lab> builtIn() throws LabException {
    final List<Lab> labs = new ArrayList<>();
    for (final String name : BUILT_IN) {
      final LabFiles files = new LabFiles.BuiltIn(name);
      if (files.has(LabLoader.FILE)) {
        labs.add(LabLoader.load(files));
      }
    }
    return labs;
  }

  /**
   * The lab that {@code name} names: one of Framewalk's, or a directory that holds a {@code
   * lab.json}.
   *
   * @throws LabException if there is none, or something is wrong with it
   */
  public static Lab named(String name) throws LabException {
    final LabFiles known = new LabFiles.BuiltIn(name);
    if (BUILT_IN.contains(name) && known.has(LabLoader.FILE)) {
      return LabLoader.load(known);
    }
    final Path directory = Names.path(name);
    final LabFiles files = new LabFiles.OnDisk(directory);
    if (!files.has(LabLoader.FILE)) {
      throw new LabException(
          "no lab "
              + Names.printable(name)
              + "; give one of "
              + String.join(", ", BUILT_IN)
              + ", or a directory that holds a "
              + LabLoader.FILE);
    }
    return LabLoader.load(files);
  }

  /** The part of this id, which there is. */
  Part part(String id) {
    for (final Part part : parts) {
      if (part.id().equals(id)) {
        return part;
      }
    }
    throw new IllegalArgumentException("no such part: lab=" + name + ", id=" + id);
  }

  /** All points together. */
  public Points points() {
    return parts.stream().map(Part::points).reduce(Points.NONE, Points::plus);
  }

  /** What puts and checks this lab's questions, if it has any. */
  Optional<AnswerLab> answers() {
    return AnswerLabs.of(kind);
  }

  /**
   * A file's bytes.
   *
   * @throws LabException if it cannot be read
   */
  byte[] bytes(String file) throws LabException {
    try {
      return files.read(file);
    } catch (IOException e) {
      throw new LabException(files.place(file) + ": cannot be read: " + e.getMessage());
    }
  }

  /** A file's text, in UTF-8. */
  String text(String file) throws LabException {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }
}
