package dev.framewalk.emulator.kernel.signal;

/**
 * What the CPU said of the last exception of a task, as frames of handlers show it.
 *
 * @param vector the exception's number
 * @param errorCode its error code
 * @param address CR2
 * @param resume whether RF is set in the saved flags: for a fault, not for a trap (Intel SDM 3B
 *     17.3.1.1 "Instruction-Breakpoint Exception Condition")
 */
public record Trap(int vector, int errorCode, long address, boolean resume) {
  /** None yet. */
  static final Trap NONE = new Trap(0, 0, 0, false);
}
