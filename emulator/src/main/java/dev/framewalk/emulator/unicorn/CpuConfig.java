package dev.framewalk.emulator.unicorn;

/** What an engine is for its whole life. */
public record CpuConfig(CpuModel model, Counting counting) {
  /** {@link CpuModel#SKYLAKE_SERVER} at full speed. */
  public static final CpuConfig FREE = new CpuConfig(CpuModel.SKYLAKE_SERVER, Counting.FREE);

  /** {@link CpuModel#SKYLAKE_SERVER} with exact budgets. */
  public static final CpuConfig COUNTED = new CpuConfig(CpuModel.SKYLAKE_SERVER, Counting.COUNTED);
}
