package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.RunResult;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a process. */
public final class GuestProcessAssert extends AbstractAssert<GuestProcessAssert, GuestProcess> {
  GuestProcessAssert(GuestProcess process) {
    super(process, GuestProcessAssert.class);
  }

  /** Runs the programs to their end; then the process has exited with this status. */
  @CanIgnoreReturnValue
  public GuestProcessAssert exitedWith(int status) {
    runToLookedAtEnd();
    if (!actual.tested().end().map(new ProcessEnd.Exited(status)::equals).orElse(false)) {
      throw isNot("exit with status " + status);
    }
    return this;
  }

  /**
   * Runs the programs to their end; then a signal has ended the process, whether it was sent or
   * came of a fault.
   */
  @CanIgnoreReturnValue
  public GuestProcessAssert wasKilledBy(Signal signal) {
    runToLookedAtEnd();
    if (!actual.tested().end().map(new ProcessEnd.Killed(signal)::equals).orElse(false)) {
      throw isNot("be killed by " + signal);
    }
    return this;
  }

  /** Runs the programs to their end; then a fault has ended the process. */
  @CanIgnoreReturnValue
  public FaultAssert faulted() {
    runToLookedAtEnd();
    return new FaultAssert(actual, actual.tested().faultFacts().orElseThrow(() -> isNot("fault")));
  }

  /** Runs the programs to their end; then a fault has ended the process, at this place. */
  @CanIgnoreReturnValue
  public FaultAssert faultedAt(CodePlace place) {
    if (place instanceof CodePlace.AtSymbol at) {
      requireSymbol(at.name());
    }
    runToLookedAtEnd();
    final FaultAssert fault =
        new FaultAssert(
            actual,
            actual
                .tested()
                .faultFacts()
                .orElseThrow(() -> isNot("fault at " + Printable.of(place.toString()))));
    return fault.at(place);
  }

  /**
   * Runs the programs to their end; then a fault has ended the process, at any instruction from
   * this symbol of its program up to the next one.
   */
  @CanIgnoreReturnValue
  public FaultAssert faultedIn(String symbol) {
    requireSymbol(symbol);
    return faultedAt(new CodePlace.InSymbol(symbol));
  }

  /** A name that there is not is a mistake, and not a fault elsewhere. */
  private void requireSymbol(String name) {
    isNotNull();
    final long unused = actual.address(name);
  }

  /** So far the process has neither exited nor been killed; nothing is run. */
  @CanIgnoreReturnValue
  public GuestProcessAssert isAlive() {
    isNotNull();
    if (actual.tested().end().isPresent()) {
      throw isNot("be alive");
    }
    return this;
  }

  /** Runs the programs to their end; then exactly this is what it wrote to standard output. */
  @CanIgnoreReturnValue
  public GuestProcessAssert printed(String text) {
    runToEnd();
    compare("standard output", text, actual.output());
    return this;
  }

  /** Runs the programs to their end; then it has written nothing to standard output. */
  @CanIgnoreReturnValue
  public GuestProcessAssert printedNothing() {
    return printed("");
  }

  /** Runs the programs to their end; then it has written this to standard output, among others. */
  @CanIgnoreReturnValue
  public GuestProcessAssert printedLine(String line) {
    runToEnd();
    if (actual.output().lines().noneMatch(line::equals)) {
      throw failure(
          "%s",
          actual
              + " was to print a line "
              + StateText.shortened(line)
              + ", but printed "
              + StateText.shortened(actual.output())
              + state());
    }
    return this;
  }

  /** Runs the programs to their end; then exactly this is what it wrote to standard error. */
  @CanIgnoreReturnValue
  public GuestProcessAssert printedToStandardError(String text) {
    runToEnd();
    compare("standard error", text, actual.errors());
    return this;
  }

  /** What it has printed so far, to be compared; nothing is run. */
  @CanIgnoreReturnValue
  public GuestProcessAssert hasPrinted(String text) {
    compare("standard output", text, actual.output());
    return this;
  }

  private void compare(String stream, String expected, String printed) {
    if (!printed.equals(expected)) {
      // Expected and actual come along for development environments that show the difference.
      throw failureWithActualExpected(
          printed,
          expected,
          "%s",
          Printable.of(actual.toString())
              + ": "
              + stream
              + " is not as expected"
              + Difference.text(expected, printed)
              + state());
    }
  }

  private void runToEnd() {
    isNotNull();
    final GuestRun run = actual.run();
    // A process that has ended is asserted about even if others go on for ever.
    final RunResult result = run.complete();
    if (actual.tested().end().isEmpty()) {
      throw failure(
          "%s", Printable.of(actual.toString()) + " has not ended: " + StateText.of(run, result));
    }
  }

  private void runToLookedAtEnd() {
    isNotNull();
    actual.looksAtEnd();
    runToEnd();
  }

  private AssertionError isNot(String expected) {
    return failure(
        "%s",
        Printable.of(actual.toString())
            + " was to "
            + expected
            + ", but "
            + StateText.of(actual)
            + StateText.details(actual));
  }

  private String state() {
    return "\n  it " + StateText.of(actual) + StateText.details(actual);
  }
}
