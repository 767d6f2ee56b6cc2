package dev.framewalk.emulator.unicorn;

/**
 * Whether an engine counts the instructions that it runs.
 *
 * <p>Fixed for an engine's life: blocks that were translated without the counting hook do not
 * count, so an engine that changed over would have to drop every translation. A machine that needs
 * both keeps two engines over one RAM and copies the {@link CpuState}.
 */
public enum Counting {
  /** Full speed; {@link Cpu#run()} only. */
  FREE,
  /** Exact budgets of instructions, at about a fifth of the speed. */
  COUNTED
}
