package dev.framewalk.emulator.unicorn;

/**
 * Why {@link Cpu#run()} came back.
 *
 * <p>The CPU's registers at that moment are in {@link Cpu#state()}. Each case says where its RIP
 * is.
 */
public sealed interface CpuExit {
  /** The one {@link Syscall}. */
  CpuExit SYSCALL = new Syscall();

  /** The one {@link Sysenter}. */
  CpuExit SYSENTER = new Sysenter();

  /** The one {@link Halt}. */
  CpuExit HALT = new Halt();

  /** The one {@link BudgetSpent}. */
  CpuExit BUDGET_SPENT = new BudgetSpent();

  /** The one {@link Breakpoint}. */
  CpuExit BREAKPOINT = new Breakpoint();

  /** The one {@link Stopped}. */
  CpuExit STOPPED = new Stopped();

  /** The one {@link TripleFault}. */
  CpuExit TRIPLE_FAULT = new TripleFault();

  /**
   * The guest executed {@code syscall}, at any privilege level.
   *
   * <p>RIP is the address of the instruction itself, as for a fault: running on as it is repeats
   * the call. Whoever completes the call moves RIP on by {@link Cpu#systemCallLength()}. Nothing of
   * the jump is done (Intel SDM 2B "SYSCALL"): RCX, R11, CS and SS are as the guest left them.
   */
  record Syscall() implements CpuExit {}

  /** The guest executed {@code sysenter}; RIP and the rest as for {@link Syscall}. */
  record Sysenter() implements CpuExit {}

  /**
   * An exception or a software interrupt, not delivered (Intel SDM 3A 6.15).
   *
   * <p>RIP is the faulting instruction for a fault, the one behind it for a trap and for {@code INT
   * n}. What the guest did before that instruction has happened, and nothing of it or behind it
   * has. {@code ud2} and undefined instructions are vector 6.
   *
   * @param vector 0 to 255
   * @param errorCode as the CPU would push it; 0 where the vector has none
   * @param origin whether an instruction asked for it
   * @param faultAddress CR2 for vector 14; otherwise what CR2 held
   */
  record CpuException(int vector, int errorCode, Origin origin, long faultAddress)
      implements CpuExit {
    /** Where an exception comes from. */
    public enum Origin {
      /** The CPU found the condition. */
      HARDWARE,
      /** {@code INT n}, {@code INT3} or {@code INTO}. */
      SOFTWARE
    }
  }

  /**
   * The guest executed an {@code in} or {@code ins} of {@code size} (1, 2 or 4) bytes.
   *
   * <p>RIP is the instruction. The next run executes it with the value that was given to {@link
   * Cpu#answerPortRead}, or all ones, what a bus without a device reads as.
   */
  record PortRead(int port, int size) implements CpuExit {}

  /**
   * The guest executed an {@code out} or {@code outs} of the low {@code size} (1, 2 or 4) bytes of
   * {@code value}.
   *
   * <p>RIP is the instruction; the next run completes it without another exit.
   */
  record PortWrite(int port, int size, int value) implements CpuExit {}

  /** The guest executed {@code hlt} in ring 0; RIP is behind it. */
  record Halt() implements CpuExit {}

  /**
   * As many instructions as were asked for have run, or {@link Cpu#cutShort()} or {@link CpuTraps}
   * let them be fewer ({@link Cpu#completed()} says how many); RIP is the next one.
   */
  record BudgetSpent() implements CpuExit {}

  /** RIP is an instruction that {@link CpuTraps} stops at; it has not been begun. */
  record Breakpoint() implements CpuExit {}

  /** {@link Cpu#requestStop()}; RIP is the next instruction. */
  record Stopped() implements CpuExit {}

  /** The CPU shut down: an exception during the delivery of a double fault. */
  record TripleFault() implements CpuExit {}

  /** The guest reached past the end of RAM; RIP is the instruction that did. */
  record UnmappedPhysical(long physical, CpuAccess access) implements CpuExit {}
}
