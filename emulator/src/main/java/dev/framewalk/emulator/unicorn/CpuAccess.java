package dev.framewalk.emulator.unicorn;

/** The three things that a CPU does with an address (Intel SDM 3A 4.6 "Access Rights"). */
public enum CpuAccess {
  READ(1),
  WRITE(2),
  FETCH(4);

  /** Unicorn's {@code uc_prot} bit. */
  private final int protection;

  CpuAccess(int protection) {
    this.protection = protection;
  }

  int protection() {
    return protection;
  }
}
