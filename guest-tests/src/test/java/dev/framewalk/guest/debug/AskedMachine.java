package dev.framewalk.guest.debug;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;

/**
 * The CPU of a machine in which one process has just run, asked for its translations; the bits that
 * asking sets in the tables are put back.
 *
 * @param pid the process that has run last
 */
record AskedMachine(Machine machine, int pid) implements TlbProbe {
  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

  @Override
  public boolean holds(SpaceView space) {
    return space.pid() == pid;
  }

  @Override
  public Answer ask(SpaceView space, long virtual, Access access) {
    PhysicalMemory memory = machine.memory();
    long[] addresses = new long[4];
    long[] entries = new long[4];
    long table = space.mode().cr3() & ADDRESS;
    int read = 0;
    for (int shift = 39; shift >= 12; shift -= 9) {
      addresses[read] = table + (virtual >>> shift & 511) * 8;
      entries[read] = memory.readWord(addresses[read]);
      table = entries[read] & ADDRESS;
      read++;
      if ((entries[read - 1] & 1) == 0 || (entries[read - 1] & 0x80) != 0) {
        break;
      }
    }
    CpuTranslation answer = machine.translate(virtual, CpuAccess.valueOf(access.name()));
    for (int i = 0; i < read; i++) {
      memory.writeWord(addresses[i], entries[i]);
    }
    if (answer instanceof CpuTranslation.Mapped mapped) {
      return new Goes(PhysAddr.of(mapped.physical()));
    }
    CpuTranslation.Refused refused = (CpuTranslation.Refused) answer;
    return refused.vector() == 14
        ? new Faults(new PageFaultErrorCode((int) refused.errorCode()))
        : new Refused();
  }
}
