package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.LoadException;

/** A machine that does not note who stores to page tables, beside which the noting is measured. */
public final class UnrecordedMachine {
  private UnrecordedMachine() {}

  /**
   * As {@link Machine#open(MachineConfig)}.
   *
   * @throws LoadException as that one
   */
  public static Machine open(MachineConfig config) throws LoadException {
    return Machine.open(config, (ram, frames, journal) -> ram);
  }
}
