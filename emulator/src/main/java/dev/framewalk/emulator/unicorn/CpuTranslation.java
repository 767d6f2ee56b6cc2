package dev.framewalk.emulator.unicorn;

/** What the CPU's own MMU makes of a virtual address. */
public sealed interface CpuTranslation {
  /** The access is allowed and reaches the byte at {@code physical}. */
  record Mapped(long physical) implements CpuTranslation {}

  /**
   * The access would raise {@code vector}: 14 with the architectural error code (Intel SDM 3A 4.7
   * "Page-Fault Exceptions"), or 13 with error code 0 for an address that is not canonical.
   */
  record Refused(int vector, int errorCode) implements CpuTranslation {}
}
