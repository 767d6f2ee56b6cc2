package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.FaultReason;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the fault that ended a process. */
public final class FaultAssert extends AbstractAssert<FaultAssert, FaultFacts> {
  private final GuestProcess process;

  FaultAssert(GuestProcess process, FaultFacts fault) {
    super(fault, FaultAssert.class);
    this.process = process;
  }

  /** The instruction was at this place. */
  @CanIgnoreReturnValue
  public FaultAssert at(CodePlace place) {
    return check(place.holds(process, actual), "at " + place);
  }

  /** The instruction read memory. */
  @CanIgnoreReturnValue
  public FaultAssert reading() {
    return accessing(Access.READ);
  }

  /** The instruction wrote memory. */
  @CanIgnoreReturnValue
  public FaultAssert writing() {
    return accessing(Access.WRITE);
  }

  /** The instruction itself was to be fetched. */
  @CanIgnoreReturnValue
  public FaultAssert fetching() {
    return accessing(Access.FETCH);
  }

  @CanIgnoreReturnValue
  private FaultAssert accessing(Access access) {
    return check(
        actual.access().equals(Optional.of(access)),
        "in a " + access.name().toLowerCase(Locale.ROOT));
  }

  /** The access was to this address. */
  @CanIgnoreReturnValue
  public FaultAssert of(long address) {
    return check(
        actual.address().isPresent() && actual.address().getAsLong() == address,
        "of 0x" + Long.toHexString(address));
  }

  /** The access was refused for this reason. */
  @CanIgnoreReturnValue
  public FaultAssert because(FaultReason reason) {
    return check(actual.reason() == reason, "because " + reason.text());
  }

  /** The entry that forbade the access is of this level. */
  @CanIgnoreReturnValue
  public FaultAssert atLevel(PageTableLevel level) {
    return check(actual.level().equals(Optional.of(level)), "at the level " + level);
  }

  /** The process got this signal for it. */
  @CanIgnoreReturnValue
  public FaultAssert with(Signal signal) {
    return check(actual.signal() == signal, "with " + signal);
  }

  @CanIgnoreReturnValue
  private FaultAssert check(boolean holds, String expected) {
    if (!holds) {
      throw failure(
          "%s",
          Printable.of(process.toString())
              + " was to fault "
              + Printable.of(expected)
              + ", but "
              + StateText.of(process)
              + StateText.details(process));
    }
    return this;
  }
}
