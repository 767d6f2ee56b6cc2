package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Checks a student's directory with all that the student may see: public tests, and questions. */
public final class PublicCheck {
  private final Lab lab;
  private final Student student;
  private final Submission submission;

  private PublicCheck(Lab lab, Student student, Submission submission) {
    this.lab = lab;
    this.student = student;
    this.submission = submission;
  }

  /** What came of the check of a part. */
  public record Checked(
      String title,
      Points points,
      Points of,
      Verdict verdict,
      String text,
      Optional<String> hint) {}

  /**
   * Looks at a student's directory.
   *
   * @param named the lab, if it was named
   * @throws LabException if it is none
   */
  public static PublicCheck of(Path directory, Optional<Lab> named) throws LabException {
    if (!Files.isDirectory(directory)) {
      throw new LabException(
          Names.printable(directory.toString())
              + ": no directory; give the one that framewalk lab new has written");
    }
    final Student student;
    final Path json = directory.resolve(Student.FILE);
    if (Files.isRegularFile(json)) {
      try {
        student = Student.read(Files.readAllBytes(json));
      } catch (IOException e) {
        throw new LabException(json + ": cannot be read: " + e.getMessage());
      }
    } else if (named.isPresent()) {
      student = Student.named(named.get().name(), "student");
    } else {
      throw new LabException(
          Names.printable(directory.toString())
              + ": no "
              + Student.FILE
              + " here; go to the directory that framewalk lab new has written, or give --lab LAB");
    }
    final Lab lab = named.isPresent() ? named.get() : Lab.named(student.lab());
    try {
      return new PublicCheck(lab, student, Submission.read(lab, directory));
    } catch (Submission.Refused e) {
      throw new LabException(Names.printable(directory.toString()) + ": " + e.getMessage());
    }
  }

  public Lab lab() {
    return lab;
  }

  /** The parts that only the grader checks. */
  public List<Part> hidden() {
    return lab.parts().stream().filter(part -> !part.isPublic()).toList();
  }

  /** Files that are missing or unfit, each with what is wrong with it. */
  public Map<String, String> flaws() {
    return submission.flaws();
  }

  /**
   * Checks.
   *
   * @throws LabException if the tests cannot be laid out
   */
  public List<Checked> run() throws LabException {
    final List<Part> parts = lab.parts().stream().filter(Part::isPublic).toList();
    final Path directory = Scratches.create("framewalk-check-");
    try {
      final Bench bench = Bench.of(lab, parts, directory);
      final Workplace place =
          Workplace.lay(
              Files.createDirectory(directory.resolve("work")), bench, submission.files());
      final List<PartResult> results =
          new LabCheck(
                  lab,
                  place,
                  new Settings(0, student.seed(), OptionalLong.empty()),
                  SubmittedPrograms.maker(place, bench, directory.resolve("made")))
              .check(parts);
      return results.stream().map(this::checked).toList();
    } catch (IOException e) {
      throw new LabException(directory + ": cannot be written: " + e.getMessage());
    } finally {
      Scratches.remove(directory);
    }
  }

  private Checked checked(PartResult result) {
    final Part part = lab.part(result.part());
    return new Checked(
        part.title(),
        part.points().share(result.fraction()),
        part.points(),
        result.verdict(),
        result.text(),
        result.hint());
  }
}
