package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.ProgramMaker;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.WrongSolution;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Tries a lab itself: the model gets all points, each wrong solution fails the parts that it must
 * fail and gets its hint, and all of it is the same twice.
 */
public final class LabTrial {
  private final Lab lab;
  private final List<Long> seeds;

  /**
   * @param seeds those to try under, at least one
   */
  public LabTrial(Lab lab, List<Long> seeds) {
    this.lab = lab;
    this.seeds = List.copyOf(seeds);
  }

  /**
   * What came of one solution.
   *
   * @param name {@code model}, or the wrong solution's name
   * @param checks how often it was checked
   * @param problems what is not as it must be; empty if all is
   */
  public record Tried(String name, int checks, List<String> problems) {
    public Tried {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Tries everything.
   *
   * @param jobs how many threads check
   * @param heard hears of each solution when it has been tried, in order
   * @throws LabException if the lab's tests cannot be assembled
   */
  public List<Tried> run(int jobs, Consumer<Tried> heard) throws LabException {
    final ExecutorService threads = Executors.newFixedThreadPool(jobs);
    final Path directory = Scratches.create("framewalk-try-");
    try {
      final Bench bench = Bench.of(lab, lab.parts(), directory);
      final List<Future<Tried>> running = new ArrayList<>();
      running.add(threads.submit(() -> tried(bench, directory, Optional.empty())));
      for (final WrongSolution wrong : lab.wrong()) {
        running.add(threads.submit(() -> tried(bench, directory, Optional.of(wrong))));
      }
      final List<Tried> all = new ArrayList<>();
      for (final Future<Tried> each : running) {
        all.add(each.get());
        heard.accept(all.get(all.size() - 1));
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    } catch (ExecutionException e) {
      throw failure(e);
    } finally {
      threads.shutdownNow();
      Scratches.remove(directory);
    }
  }

  private static LabException failure(ExecutionException e) {
    if (e.getCause() instanceof LabException known) {
      return known;
    }
    throw new IllegalStateException(e.getCause());
  }

  private Tried tried(Bench bench, Path directory, Optional<WrongSolution> wrong)
      throws LabException, IOException {
    final String name = wrong.map(WrongSolution::name).orElse("model");
    final List<String> problems = new ArrayList<>();
    final Path own = Files.createDirectory(directory.resolve("try-" + name));
    Optional<Workplace> fixed = Optional.empty();
    Optional<ProgramMaker> maker = Optional.empty();
    int checks = 0;
    for (final long seed : seeds) {
      if (fixed.isEmpty() || lab.answers().isPresent()) {
        final Path place = Files.createDirectory(own.resolve("seed-" + seed));
        fixed = Optional.of(Workplace.lay(place, bench, solution(wrong, seed)));
        maker =
            Optional.of(SubmittedPrograms.maker(fixed.get(), bench, own.resolve("made-" + seed)));
      }
      final LabCheck check =
          new LabCheck(
              lab,
              fixed.get(),
              new Settings(seed, seed, OptionalLong.empty()),
              maker.orElseThrow());
      final List<PartResult> results = check.check(lab.parts());
      checks++;
      judge(seed, wrong, results, problems);
      if (!check.check(lab.parts()).equals(results)) {
        problems.add("seed " + seed + ": two checks came to different results");
      }
      if (problems.size() > 5) {
        break;
      }
    }
    return new Tried(name, checks, problems);
  }

  /** The files of the model, or of a wrong solution. */
  private Map<String, byte[]> solution(Optional<WrongSolution> wrong, long seed)
      throws LabException {
    final Map<String, byte[]> files = new HashMap<>();
    final Optional<AnswerLab> answers = lab.answers();
    if (answers.isPresent()) {
      final Optional<Map<String, String>> texts =
          wrong.isEmpty()
              ? Optional.of(answers.get().solve(seed))
              : Optional.ofNullable(answers.get().wrong(seed).get(wrong.get().name()));
      if (texts.isEmpty()) {
        throw new LabException(
            "the lab's class makes no wrong solution " + wrong.orElseThrow().name());
      }
      texts.get().forEach((file, text) -> files.put(file, text.getBytes(StandardCharsets.UTF_8)));
      return files;
    }
    final String directory = wrong.map(each -> Lab.WRONG + each.name() + "/").orElse(Lab.MODEL);
    for (final String file : lab.submit()) {
      files.put(file, lab.bytes(directory + file));
    }
    return files;
  }

  private void judge(
      long seed, Optional<WrongSolution> wrong, List<PartResult> results, List<String> problems) {
    for (final PartResult result : results) {
      final boolean mustFail =
          wrong.filter(each -> each.fails().contains(result.part())).isPresent();
      final boolean failed =
          result.verdict() == Verdict.FAILED || result.verdict() == Verdict.NO_VERDICT;
      if (result.verdict() == Verdict.GRADER_ERROR || mustFail != failed) {
        problems.add(
            "seed "
                + seed
                + ": "
                + result.part()
                + ": "
                + result.verdict().words()
                + (mustFail ? ", and must fail" : ", and must pass")
                + (result.text().isEmpty() ? "" : ": " + result.text()));
      }
    }
    if (wrong.isPresent()
        && results.stream()
            .flatMap(result -> result.hint().stream())
            .noneMatch(hint -> hint.contains(wrong.get().hint()))) {
      problems.add(
          "seed " + seed + ": not among its hints: " + wrong.get().hint() + hints(results));
    }
  }

  private String hints(List<PartResult> results) {
    final StringBuilder text = new StringBuilder();
    for (final PartResult result : results) {
      final Part part = lab.part(result.part());
      if (result.verdict() != Verdict.PASSED) {
        text.append("\n").append(part.id()).append(": ").append(result.text());
        text.append("\n  hint: ").append(result.hint().orElse("none"));
      }
    }
    return text.toString();
  }
}
