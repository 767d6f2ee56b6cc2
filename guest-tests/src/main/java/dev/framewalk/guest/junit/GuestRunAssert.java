package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import org.assertj.core.api.AbstractAssert;

/** Assertions about how a run ends. */
public final class GuestRunAssert extends AbstractAssert<GuestRunAssert, GuestRun> {
  GuestRunAssert(GuestRun run) {
    super(run, GuestRunAssert.class);
  }

  /** It runs to its end, and every process ends. */
  @CanIgnoreReturnValue
  public GuestRunAssert finishes() {
    return check(actual.goOn() instanceof RunResult.Finished, "that every process ends");
  }

  /** It runs to its end, and that is a deadlock: every process waits, and nothing can wake one. */
  @CanIgnoreReturnValue
  public GuestRunAssert deadlocks() {
    return check(actual.goOn() instanceof RunResult.Deadlocked, "a deadlock");
  }

  /** It runs until its budget of guest instructions is used up. */
  @CanIgnoreReturnValue
  public GuestRunAssert usesUpItsBudget() {
    return check(
        actual.goOn() instanceof BudgetExhausted exhausted
            && exhausted.kind() == BudgetExhausted.Kind.INSTRUCTIONS,
        "that the budget is used up");
  }

  @CanIgnoreReturnValue
  private GuestRunAssert check(boolean holds, String expected) {
    if (!holds) {
      throw failure(
          "%s",
          "expected " + expected + ", but " + StateText.of(actual, actual.result().orElseThrow()));
    }
    return this;
  }
}
