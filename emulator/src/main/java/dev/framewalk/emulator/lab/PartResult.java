package dev.framewalk.emulator.lab;

import java.util.Optional;

/**
 * What the check of one part came to.
 *
 * @param part the part's id in lab.json
 * @param fraction of the part's points, 0 to 1
 * @param text why it did not pass; empty if it did and there is nothing to say
 * @param hint what helps the student
 */
record PartResult(
    String part, Verdict verdict, double fraction, String text, Optional<String> hint) {
  /** A result without hint and evidence, and without points. */
  static PartResult of(String part, Verdict verdict, String text) {
    return new PartResult(part, verdict, 0, text, Optional.empty());
  }
}
