package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;

/** The instruction of a task that has been stopped at already, until it has been executed. */
final class PassedInstruction {
  private boolean known;
  private int tid;
  private long address;

  /** The instruction that {@code task} stands before. */
  void set(Task task) {
    known = true;
    tid = task.tid();
    address = task.registers().get(UserRegister.RIP);
  }

  void forget() {
    known = false;
  }

  boolean is(Task task, long instruction) {
    return known && tid == task.tid() && address == instruction;
  }
}
