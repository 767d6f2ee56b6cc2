package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CraftedCpu.Fault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Outcome;
import dev.framewalk.emulator.unicorn.CraftedCpu.ProtectionFault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Reached;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;

/**
 * Does accesses with real instructions on tables that somebody laid anywhere in the upper half of
 * memory, from {@link #FIRST} on. Slots 0 and 511 of the root are this class's.
 */
public final class LaidTables implements AutoCloseable {
  /** Where tables may lie, and pages that are to be touched. */
  public static final long FIRST = 0x80_0000;

  /** Where they end. */
  public static final long END = Guest.RAM_BYTES;

  private static final long KERNEL_CODE = 0x80_0000;
  private static final long LOADED = 0x1122_3344_5566_050fL; // begins with a syscall instruction

  private final Guest guest = new Guest();
  private final PagingMode mode;

  /** Lays the tables that {@code mode} selects; what else lies there comes along. */
  public LaidTables(PagingMode mode, PhysicalMemory tables) {
    this.mode = mode;
    guest.map(KERNEL_CODE, guest.newFrame(), Guest.P);
    guest.codeAt(Guest.CODE, "nop");
    for (long at = FIRST; at < END; at += 8) {
      guest.ram.putLong((int) at, tables.readWord(at));
    }
    final int root = (int) mode.root().start().value();
    for (int at = 0; at < 4096; at += 8) {
      final long entry = guest.ram.getLong(guest.root() + at);
      if (entry != 0) {
        if (guest.ram.getLong(root + at) != 0) {
          throw new IllegalArgumentException("slot is taken: " + at / 8);
        }
        guest.ram.putLong(root + at, entry);
      }
    }
  }

  /** The word at {@code physical}, as the CPU has left it. */
  public long word(long physical) {
    return guest.ram.getLong((int) physical);
  }

  /** Where the CPU's own walk leads to; the access must be allowed to ring 0. */
  public long translated(long address) {
    registers(Privilege.SUPERVISOR);
    guest.cpu.flushTlb();
    return ((CpuTranslation.Mapped) guest.cpu.translate(address, CpuAccess.READ)).physical();
  }

  /** Whether a word of this memory is that of the page that {@code physical} lies in. */
  public boolean inMemory(long physical) {
    return physical >= FIRST && physical <= END - 8;
  }

  /**
   * Does the access; whether a load or store reached {@code physical} is seen by the bytes there.
   *
   * @param physical where the access would go; a fetch's page must lie in memory
   */
  public Outcome access(long address, long physical, Access access, Privilege privilege) {
    final boolean user = privilege == Privilege.USER;
    final long code = user ? Guest.CODE : KERNEL_CODE;
    guest.codeAt(
        code,
        switch (access) {
          case READ -> new String[] {"mov rbx, [rax]", "syscall"};
          case WRITE -> new String[] {"mov [rax], rbx", "syscall"};
          case FETCH -> new String[] {"jmp rax"};
        });
    if (inMemory(physical)) {
      guest.ram.putLong((int) physical, LOADED);
    }
    guest.cpu.flushTranslations();
    registers(privilege);
    final long stored = 0x7766_5544_3322_1100L ^ address;
    guest.set(Register.RAX, address);
    guest.set(Register.RBX, stored);
    guest.cpu.flushTlb();
    final CpuExit exit = guest.run();
    if (exit instanceof CpuException fault && fault.vector() == 14) {
      return new Fault(fault.errorCode(), fault.faultAddress());
    }
    if (exit instanceof CpuException fault && fault.vector() == 13) {
      return new ProtectionFault(fault.errorCode());
    }
    final long rip = guest.get(Register.RIP);
    final boolean there =
        exit == CpuExit.SYSCALL
            && switch (access) {
              case READ -> rip == code + 3 && guest.get(Register.RBX) == LOADED;
              case WRITE -> rip == code + 3 && word(physical) == stored;
              case FETCH -> rip == address;
            };
    if (!there) {
      throw new IllegalStateException("0x" + Long.toHexString(address) + ": " + exit);
    }
    return new Reached(physical);
  }

  private void registers(Privilege privilege) {
    guest.set(Register.CR0, mode.cr0());
    guest.set(Register.CR3, mode.cr3());
    guest.set(Register.CR4, mode.cr4());
    guest.set(Register.EFER, mode.efer());
    guest.cpu.state().setPrivilegeLevel(privilege == Privilege.USER ? 3 : 0);
  }

  @Override
  public void close() {
    guest.close();
  }
}
