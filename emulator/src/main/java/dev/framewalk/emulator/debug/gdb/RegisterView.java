package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.pagetable.table.PagingMode;
import org.jspecify.annotations.Nullable;

/** The registers of one task for the time of one packet. */
final class RegisterView {
  private final CpuState state;
  private final PagingMode mode;
  private byte @Nullable [] floating;

  RegisterView(Machine machine, Task task) {
    this.state = machine.registers(task);
    // One that has not run yet has its tables, but not its CR3.
    this.mode = task.space().mode();
  }

  CpuState state() {
    return state;
  }

  /** CR0, CR3, CR4 and EFER as the task runs with them. */
  PagingMode mode() {
    return mode;
  }

  /** The FXSAVE image; to be stored by {@link #storeFloating} when it was changed. */
  byte[] floating() {
    if (floating == null) {
      floating = state.saveFpu();
    }
    return floating;
  }

  void storeFloating() {
    state.restoreFpu(floating());
    floating = null;
  }
}
