package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.HarnessException;
import dev.framewalk.emulator.lab.FaultProgram.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lab "who faulted": a program that faults, questions about the fault, and the program mended. The
 * right answers are what the machine says when it runs the program.
 */
final class FaultLab implements AnswerLab {
  private static final String TASK = "task.txt";
  private static final String FAULTY = "faulty.S";
  private static final String MENDED = "mended.S";

  /** The slips in answers that every variant has room for. */
  private static final List<String> SLIPS =
      List.of(
          "blames-the-caller",
          "wrong-access",
          "wrong-signal",
          "whole-address",
          "wrong-level",
          "wrong-rule",
          "no-user-bit",
          "wrong-present-bit");

  /** What the machine said already: a seed's program faults in one way only. */
  private final Map<Long, FaultFacts> told = new ConcurrentHashMap<>();

  @Override
  public Map<String, String> files(long seed) {
    final FaultProgram program = new FaultProgram(seed);
    final String source = faulty(program);
    final Map<String, String> files = new LinkedHashMap<>();
    files.put(TASK, task(seed, program));
    files.put(FAULTY, source);
    files.put(MENDED, source);
    files.put(Questionnaire.FILE, questionnaire(seed, FaultQuestions.unanswered(program)).blank());
    return files;
  }

  @Override
  public List<Answered> check(long seed, Map<String, String> submission) {
    final FaultProgram program = new FaultProgram(seed);
    try (FaultRuns runs = new FaultRuns()) {
      final List<Answered> answered = new ArrayList<>(answers(seed, runs).check(submission));
      answered.addAll(new FaultMend(program, runs).check(TextFile.of(submission, MENDED)));
      return answered;
    } catch (HarnessException e) {
      final String message = String.valueOf(e.getMessage());
      final List<String> parts = new ArrayList<>();
      FaultQuestions.unanswered(program).forEach(asked -> parts.add(asked.part()));
      parts.add(FaultMend.MENDED);
      parts.add(FaultMend.OBJECT);
      return parts.stream()
          .map(part -> new Answered(part, Verdict.GRADER_ERROR, 0, message, Optional.empty()))
          .toList();
    }
  }

  @Override
  public Map<String, String> solve(long seed) {
    final FaultProgram program = new FaultProgram(seed);
    return handedIn(answers(seed).solved(), program.source(Version.MENDED));
  }

  @Override
  public Map<String, Map<String, String>> wrong(long seed) {
    final FaultProgram program = new FaultProgram(seed);
    final Questionnaire answers = answers(seed);
    final String mended = program.source(Version.MENDED);
    final Map<String, Map<String, String>> wrong = new LinkedHashMap<>();
    for (final String slip : SLIPS) {
      wrong.put(slip, handedIn(answers.slipped(slip), mended));
    }
    wrong.put("not-mended", handedIn(answers.solved(), faulty(program)));
    wrong.put("access-removed", handedIn(answers.solved(), program.source(Version.REMOVED)));
    wrong.put(
        "prints-the-example",
        handedIn(
            answers.solved(),
            ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n  print_line \""
                + program.expected(program.defaultNumber()).output().strip()
                + "\"\n  exit\n"));
    return wrong;
  }

  private static Map<String, String> handedIn(String answers, String mended) {
    return Map.of(Questionnaire.FILE, answers, MENDED, mended);
  }

  private static String faulty(FaultProgram program) {
    return program.source(Version.FAULTY);
  }

  private static Questionnaire questionnaire(long seed, List<Asked> questions) {
    return new Questionnaire("who faulted: answers", seed, questions);
  }

  /** The questions with what the machine says to them. */
  Questionnaire answers(long seed) {
    try (FaultRuns runs = new FaultRuns()) {
      return answers(seed, runs);
    } catch (HarnessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Questionnaire answers(long seed, FaultRuns runs) throws HarnessException {
    final FaultProgram program = new FaultProgram(seed);
    FaultFacts facts = told.get(seed);
    if (facts == null) {
      facts = facts(program, runs);
      told.put(seed, facts);
    }
    return questionnaire(seed, FaultQuestions.of(program, facts));
  }

  /** What the machine says when it runs the program as it was handed out. */
  static FaultFacts facts(FaultProgram program, FaultRuns runs) throws HarnessException {
    final FaultRuns.Ran ran =
        runs.run(runs.make("faulty", faulty(program)), List.of(), program.path());
    return ran.fault()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the program of the family member "
                        + program.member()
                        + " does not fault: "
                        + ran.ending()));
  }

  private static String task(long seed, FaultProgram program) {
    return "seed: "
        + seed
        + "\n\nThe program faulty.S faults. Run it with\n\n    framewalk run faulty.S\n\n"
        + "read the report, and answer the questions in answers.txt. Then mend it in mended.S.\n\n"
        + "Mended, it does what the comment at its beginning says. Run as it is, with N = "
        + program.defaultNumber()
        + ", it prints\n\n    "
        + program.expected(program.defaultNumber()).output()
        + "\nand leaves the object "
        + program.path()
        + " of "
        + program.size()
        + " bytes with the entries and their\nsum in it. It is checked with other numbers"
        + " N, of two and more, and with what another process\nreads in the object.\n";
  }
}
