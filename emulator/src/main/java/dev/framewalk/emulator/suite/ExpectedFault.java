package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.harness.FaultReason;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.pagetable.table.Access;
import java.util.Locale;
import java.util.Optional;

/**
 * The fault that is to end a process.
 *
 * @param kind what fault
 * @param where the instruction; empty for any
 * @param address what it accesses; empty for anything
 */
public record ExpectedFault(Kind kind, Optional<CodePlace> where, Optional<MappedAddress> address) {
  /** What fault. */
  public sealed interface Kind {
    /** Any that sends the signal. */
    record Sends(Signal signal) implements Kind {
      @Override
      public String toString() {
        return signal.name();
      }
    }

    /** A page fault. */
    record OfPage(Access access, Optional<FaultReason> reason) implements Kind {
      @Override
      public String toString() {
        return access.name().toLowerCase(Locale.ROOT)
            + reason.map(why -> " " + why.word()).orElse("");
      }
    }
  }

  @Override
  public String toString() {
    return kind
        + where.map(place -> " " + place).orElse("")
        + address.map(of -> " of " + of).orElse("");
  }
}
