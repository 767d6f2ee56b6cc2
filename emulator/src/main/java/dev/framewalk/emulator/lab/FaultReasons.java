package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.FaultReason;
import java.util.List;

/** The reasons that faults of the lab "who faulted" can have. */
final class FaultReasons {
  /** The words that an answer may be. */
  static final List<String> WORDS =
      List.of(
          FaultReason.NULL_POINTER.word(),
          FaultReason.NOT_MAPPED.word(),
          FaultReason.KERNEL_ADDRESS.word(),
          FaultReason.READ_ONLY.word(),
          FaultReason.NO_EXECUTE.word(),
          FaultReason.BEYOND_END.word());

  private FaultReasons() {}

  /** What tells {@code reason} from the others. */
  static String hint(FaultReason reason) {
    return switch (reason) {
      case NULL_POINTER ->
          "the address is within the first 64 KiB: a pointer was 0 and an offset was added";
      case KERNEL_ADDRESS -> "look at the address's upper bits: it lies in the kernel's half";
      case READ_ONLY, NO_EXECUTE, NO_ACCESS ->
          "a mapping is there: what does it not allow, as it was asked for?";
      case BEYOND_END ->
          "a mapping is there and allows the access, but the object is shorter than the mapping";
      case NOT_MAPPED ->
          "no mapping holds the address, and it is neither near zero nor the kernel's: the report"
              + " names the nearest ones";
      case NO_MEMORY, PROTECTION_KEY, OTHER_EXCEPTION -> "the report's cause says why";
    };
  }
}
