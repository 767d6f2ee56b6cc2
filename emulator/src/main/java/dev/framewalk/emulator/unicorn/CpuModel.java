package dev.framewalk.emulator.unicorn;

/** The CPUs that an engine can be, by Unicorn's number ({@code uc_cpu_x86}). */
public enum CpuModel {
  /** SMEP, SMAP, protection keys, NX, 1 GiB pages, 40 physical address bits, 4-level paging. */
  SKYLAKE_SERVER(22),
  /** What {@link #SKYLAKE_SERVER} has, and 5-level paging. */
  ICELAKE_SERVER(26);

  private final int number;

  CpuModel(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
