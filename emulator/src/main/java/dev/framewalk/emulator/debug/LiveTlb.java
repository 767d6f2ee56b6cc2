package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Optional;

/**
 * The CPU of a live machine, which stands still.
 *
 * <p>Asking about an address space that the CPU holds no translations of goes to an engine that
 * holds none, so that what the CPU does hold can be asked for afterwards.
 */
public final class LiveTlb implements TlbProbe {
  private static final int PAGE_FAULT = 14;

  private final Machine machine;
  private final PhysicalMemory memory;
  private final PageWalk walk;

  public LiveTlb(Machine machine) {
    this.machine = machine;
    this.memory = machine.memory();
    this.walk = new PageWalk(memory);
  }

  @Override
  public boolean holds(SpaceView space) {
    return process(space).filter(process -> machine.holdsTranslationsOf(process)).isPresent();
  }

  private Optional<Process> process(SpaceView space) {
    return machine
        .kernel()
        .process(space.pid())
        .filter(Process::alive)
        .filter(process -> process.space().mode().root().equals(space.mode().root()));
  }

  /**
   * @throws IllegalArgumentException if {@code space} is not one of the machine's as it is now
   */
  @Override
  public Answer ask(SpaceView space, long virtual, Access access) {
    final Process process =
        process(space)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no such address space in the machine: pid=" + space.pid()));
    final boolean unused = walk.find(process.space().mode(), virtual);
    final WalkedEntries entries = WalkedEntries.of(walk);
    final CpuTranslation answer = machine.translate(process, virtual, WalkedEntries.onCpu(access));
    if (entries.restore(memory)) {
      machine.forgetProbes();
    }
    if (answer instanceof CpuTranslation.Mapped mapped) {
      return new Goes(PhysAddr.of(mapped.physical()));
    }
    final CpuTranslation.Refused refused = (CpuTranslation.Refused) answer;
    return refused.vector() == PAGE_FAULT
        ? new Faults(new PageFaultErrorCode(refused.errorCode()))
        : new Refused();
  }
}
