package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a submission came to.
 *
 * @param submission its path as it was given, fit for one line
 * @param student whose it is said to be
 * @param seed which questions he had; empty for a lab without
 * @param seedFrom who says so
 * @param parts in the lab's order
 * @param notes what an instructor should know
 */
public record Grade(
    String submission,
    Optional<String> student,
    OptionalLong seed,
    String seedFrom,
    List<PartGrade> parts,
    List<String> notes) {
  public Grade {
    parts = List.copyOf(parts);
    notes = List.copyOf(notes);
  }

  /**
   * What a part came to.
   *
   * @param text why it did not pass
   * @param evidence a file that shows the run, as a path from the results
   */
  public record PartGrade(
      Part part,
      Verdict verdict,
      Points points,
      String text,
      Optional<String> hint,
      Optional<String> evidence) {}

  /** PASSED if every part did; else the worst that came of any. */
  public Verdict verdict() {
    Verdict worst = Verdict.PASSED;
    for (final PartGrade part : parts) {
      if (part.verdict().compareTo(worst) > 0) {
        worst = part.verdict();
      }
    }
    return worst;
  }

  /** The points that it gets. */
  public Points points() {
    return parts.stream().map(PartGrade::points).reduce(Points.NONE, Points::plus);
  }

  /** The points that there are. */
  public Points of() {
    return parts.stream().map(part -> part.part().points()).reduce(Points.NONE, Points::plus);
  }

  Grade withNote(String note) {
    final List<String> more = new ArrayList<>(notes);
    more.add(note);
    return new Grade(submission, student, seed, seedFrom, parts, more);
  }
}
