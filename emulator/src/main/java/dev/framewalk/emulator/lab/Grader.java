package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Grade.PartGrade;
import dev.framewalk.emulator.lab.Lab.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Grades submissions, each in a JVM of its own; what becomes of one is nothing to the others. */
public final class Grader {
  /** What a submission may take on the host's clock. */
  public static final Duration BACKSTOP = Duration.ofMinutes(10);

  private static final int NAME_CHARACTERS = 60;

  private final Lab lab;
  private final Choices choices;
  private final WorkerProcess workers;
  private final SecureRandom random = new SecureRandom();

  /**
   * How to grade.
   *
   * @param jobs submissions at a time
   * @param seed which schedules, and which questions in place of the student's own
   * @param roster students' names by the last name of a submission's path
   * @param budget guest instructions of a run in place of the tests' own
   * @param evidence where to show runs that failed
   */
  public record Choices(
      int jobs,
      OptionalLong seed,
      Map<String, String> roster,
      OptionalLong budget,
      Optional<Path> evidence,
      Duration backstop) {
    public Choices {
      roster = Map.copyOf(roster);
    }
  }

  public Grader(Lab lab, Choices choices) {
    this(lab, choices, new WorkerProcess(choices.backstop()));
  }

  Grader(Lab lab, Choices choices, WorkerProcess workers) {
    this.lab = lab;
    this.choices = choices;
    this.workers = workers;
  }

  /**
   * Grades submissions.
   *
   * @param heard hears of each when it is done, in their order
   * @return a grade for each, in their order
   * @throws LabException if the lab's own tests cannot be assembled
   */
  public List<Grade> grade(List<Path> submissions, Consumer<Grade> heard) throws LabException {
    final ExecutorService threads = Executors.newFixedThreadPool(choices.jobs());
    final Path directory = Scratches.create("framewalk-grade-");
    try {
      final Path benches = Files.createDirectory(directory.resolve("bench"));
      final Bench bench = Bench.of(lab, lab.parts(), benches);
      final List<String> names = directoryNames(submissions);
      final List<Future<Grade>> running = new ArrayList<>();
      for (int i = 0; i < submissions.size(); i++) {
        final Path submission = submissions.get(i);
        final String name = names.get(i);
        final Path scratch = directory.resolve("submission-" + i);
        running.add(threads.submit(() -> gradeOrBlameUs(submission, name, bench, scratch)));
      }
      final List<Grade> grades = new ArrayList<>();
      for (final Future<Grade> each : running) {
        grades.add(each.get());
        heard.accept(grades.get(grades.size() - 1));
      }
      return withDuplicates(grades);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (IOException e) {
      throw new LabException(directory + ": cannot be written: " + e.getMessage());
    } finally {
      threads.shutdownNow();
      Scratches.remove(directory);
    }
  }

  /** A name for each submission's evidence that is a plain directory's, and no other's. */
  private static List<String> directoryNames(List<Path> submissions) {
    final Set<String> taken = new HashSet<>();
    final List<String> names = new ArrayList<>();
    for (final Path submission : submissions) {
      final String plain =
          String.valueOf(submission.toAbsolutePath().normalize().getFileName())
              .replaceAll("[^A-Za-z0-9._-]", "_")
              .replaceFirst("^[.-]", "_");
      final String name = plain.substring(0, Math.min(plain.length(), NAME_CHARACTERS));
      String free = name;
      for (int i = 2; !taken.add(free); i++) {
        free = name + "-" + i;
      }
      names.add(free);
    }
    return names;
  }

  /** Our own mistake with one submission is no reason to lose the grades of all others. */
  private Grade gradeOrBlameUs(Path path, String name, Bench bench, Path scratch)
      throws InterruptedException, LabException {
    try {
      return grade(path, name, bench, scratch);
    } catch (RuntimeException | StackOverflowError e) {
      return refused(
          path,
          Verdict.GRADER_ERROR,
          "internal error: " + Names.printable(e + "") + "; a bug of ours");
    }
  }

  private Grade grade(Path path, String name, Bench bench, Path scratch)
      throws InterruptedException, LabException {
    final Submission submission;
    try {
      submission = Submission.read(lab, path);
    } catch (Submission.Refused e) {
      return refused(path, e.verdict(), String.valueOf(e.getMessage()));
    }
    final Sown sown = sown(path, submission);
    if (submission.files().isEmpty()) {
      return grade(path, sown, all(Verdict.FAILED, flaws(submission)), name);
    }
    if (lab.answers().isPresent() && sown.seed().isEmpty()) {
      return grade(
          path,
          sown,
          all(
              Verdict.GRADER_ERROR,
              "nobody says which questions this student had: there is no "
                  + Student.FILE
                  + "; give --roster or --seed"),
          name);
    }
    try {
      Files.createDirectory(scratch);
      final WorkRequest request =
          new WorkRequest(
              lab,
              bench,
              Files.createDirectory(scratch.resolve("place")).toRealPath(),
              submission.files(),
              new Settings(choices.seed().orElse(0), sown.seed().orElse(0), choices.budget()),
              choices.evidence().map(directory -> directory.toAbsolutePath().resolve(name)),
              scratch.resolve("result"),
              random.nextLong());
      return grade(path, sown, blamed(workers.run(request, scratch), submission), name);
    } catch (WorkerProcess.Lost e) {
      return grade(path, sown, all(Verdict.GRADER_ERROR, String.valueOf(e.getMessage())), name);
    } catch (IOException e) {
      return grade(
          path,
          sown,
          all(Verdict.GRADER_ERROR, "no room to work in: " + Names.printable(e + "")),
          name);
    } finally {
      Scratches.remove(scratch);
    }
  }

  /** A file that was not taken in is what its parts failed for, whatever the tests make of it. */
  private static List<PartResult> blamed(List<PartResult> results, Submission submission) {
    if (submission.flaws().isEmpty()) {
      return results;
    }
    return results.stream()
        .map(
            result ->
                result.verdict() == Verdict.FAILED
                    ? new PartResult(
                        result.part(),
                        result.verdict(),
                        result.fraction(),
                        flaws(submission) + "\n" + result.text(),
                        result.hint())
                    : result)
        .toList();
  }

  private static String flaws(Submission submission) {
    final List<String> flaws = new ArrayList<>();
    submission.flaws().forEach((file, flaw) -> flaws.add(file + " " + flaw));
    return String.join("; ", flaws);
  }

  private List<PartResult> all(Verdict verdict, String text) {
    return lab.parts().stream().map(part -> PartResult.of(part.id(), verdict, text)).toList();
  }

  /** Which questions a student had, and who says so. */
  private record Sown(
      OptionalLong seed, String from, Optional<String> student, List<String> notes) {}

  private Sown sown(Path path, Submission submission) {
    final List<String> notes = new ArrayList<>();
    submission.note().ifPresent(note -> notes.add(note + "; the file was left aside"));
    final Optional<Student> says = submission.student();
    if (says.isPresent() && !says.get().lab().equals(lab.name())) {
      notes.add(Student.FILE + " is of the lab " + Names.printable(says.get().lab()));
    }
    final @Nullable String listed = choices.roster().get(String.valueOf(path.getFileName()));
    final Optional<String> student =
        listed == null ? says.map(each -> Names.printable(each.name())) : Optional.of(listed);
    if (listed != null && says.isPresent() && !says.get().name().equals(listed)) {
      notes.add(Student.FILE + " is of " + Names.printable(says.get().name()));
    }
    if (lab.answers().isEmpty()) {
      return new Sown(OptionalLong.empty(), "", student, notes);
    }
    if (choices.seed().isPresent()) {
      return new Sown(choices.seed(), "--seed", student, notes);
    }
    if (listed != null) {
      return new Sown(
          OptionalLong.of(Student.named(lab.name(), listed).seed()), "--roster", student, notes);
    }
    if (says.isEmpty()) {
      return new Sown(OptionalLong.empty(), "", student, notes);
    }
    if (Student.named(lab.name(), says.get().name()).seed() != says.get().seed()) {
      notes.add("the seed in " + Student.FILE + " is not the one that belongs to the name");
    }
    return new Sown(OptionalLong.of(says.get().seed()), Student.FILE, student, notes);
  }

  private Grade refused(Path path, Verdict verdict, String text) {
    return new Grade(
        Names.printable(path.toString()),
        Optional.empty(),
        OptionalLong.empty(),
        "",
        all(verdict, text).stream().map(result -> part(result, "")).toList(),
        List.of());
  }

  private Grade grade(Path path, Sown sown, List<PartResult> results, String name) {
    return new Grade(
        Names.printable(path.toString()),
        sown.student(),
        sown.seed(),
        sown.from(),
        results.stream().map(result -> part(result, name)).toList(),
        sown.notes());
  }

  private PartGrade part(PartResult result, String name) {
    final Part part = lab.part(result.part());
    return new PartGrade(
        part,
        result.verdict(),
        result.verdict() == Verdict.PASSED || result.verdict() == Verdict.FAILED
            ? part.points().share(result.fraction())
            : Points.NONE,
        result.text(),
        result.hint(),
        evidence(name, result.part()));
  }

  /** The report of a run that failed, if there is one. */
  private Optional<String> evidence(String name, String part) {
    return choices
        .evidence()
        .map(all -> all.resolve(name).resolve(part).resolve("report.html"))
        .filter(Files::isRegularFile)
        .map(Path::toString);
  }

  /** Notes submissions that are said to be of one student. */
  private static List<Grade> withDuplicates(List<Grade> grades) {
    final Map<String, List<String>> byStudent = new LinkedHashMap<>();
    for (final Grade grade : grades) {
      grade
          .student()
          .ifPresent(
              student ->
                  byStudent
                      .computeIfAbsent(student, key -> new ArrayList<>())
                      .add(grade.submission()));
    }
    final List<Grade> noted = new ArrayList<>();
    for (final Grade grade : grades) {
      final List<String> all = grade.student().map(byStudent::get).orElse(List.of());
      final List<String> others =
          all.stream().filter(each -> !each.equals(grade.submission())).limit(5).toList();
      noted.add(
          all.size() < 2
              ? grade
              : grade.withNote(
                  "the same student as " + String.join(", ", others.isEmpty() ? all : others)));
    }
    return noted;
  }
}
