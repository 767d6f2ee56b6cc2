package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.crafted.CraftedCase;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;

/** Does the access of a crafted case with a real instruction on the CPU. */
public final class CraftedCpu implements AutoCloseable {
  /** What the CPU did. */
  public sealed interface Outcome {}

  /** The load, store or fetch reached these bytes of memory. */
  public record Reached(long physical) implements Outcome {}

  /** It raised a page fault. */
  public record Fault(int errorCode, long cr2) implements Outcome {}

  /** It raised #GP. */
  public record ProtectionFault(int errorCode) implements Outcome {}

  private static final long KERNEL_CODE = 0x80_0000;
  private static final long LOADED = 0x1122_3344_5566_050fL; // begins with a syscall instruction
  private static final long STORED = 0x7766_5544_3322_1100L;
  private static final long ALIGNMENT_CHECK = 1 << 18;

  private final Guest guest = new Guest();

  public CraftedCpu() {
    guest.map(KERNEL_CODE, guest.newFrame(), Guest.P);
  }

  /** The access to the case's address with the tables that lie in {@code tables}. */
  public Outcome run(
      CraftedCase crafted, PhysicalMemory tables, Access access, Privilege privilege) {
    final boolean user = privilege == Privilege.USER;
    final long code = user ? Guest.CODE : KERNEL_CODE;
    guest.codeAt(
        code,
        switch (access) {
          case READ -> new String[] {"mov rbx, [rax]", "syscall"};
          case WRITE -> new String[] {"mov [rax], rbx", "syscall"};
          case FETCH -> new String[] {"jmp rax"};
        });
    lay(tables);
    registers(crafted.mode(), privilege);
    guest.set(Register.RAX, crafted.address());
    guest.set(Register.RBX, STORED);
    guest.cpu.flushTlb();
    final CpuExit exit = guest.run();
    if (exit instanceof CpuException fault && fault.vector() == 14) {
      return new Fault(fault.errorCode(), fault.faultAddress());
    }
    if (exit instanceof CpuException fault && fault.vector() == 13) {
      return new ProtectionFault(fault.errorCode());
    }
    if (exit == CpuExit.SYSCALL) {
      return new Reached(reached(crafted, code, access));
    }
    throw new IllegalStateException(crafted + ": " + exit);
  }

  /** Where the access went: the bytes are looked for, as the CPU does not say. */
  private long reached(CraftedCase crafted, long code, Access access) {
    final long rip = guest.get(Register.RIP);
    final boolean there =
        switch (access) {
          case READ -> rip == code + 3 && guest.get(Register.RBX) == LOADED;
          case WRITE -> rip == code + 3 && guest.ram.getLong((int) CraftedCase.PHYSICAL) == STORED;
          case FETCH -> rip == crafted.address();
        };
    if (!there) {
      throw new IllegalStateException(crafted + ": went elsewhere, rip=0x" + Long.toHexString(rip));
    }
    return CraftedCase.PHYSICAL;
  }

  private void lay(PhysicalMemory tables) {
    for (long at = CraftedCase.ROOT; at < CraftedCase.ROOT + 0x4000; at += 8) {
      guest.ram.putLong((int) at, tables.readWord(at));
    }
    // The firmware and the code are mapped beside what the case is about.
    for (int at = 0; at < 4096; at += 8) {
      final long entry = guest.ram.getLong(guest.root() + at);
      if (entry != 0) {
        guest.ram.putLong((int) CraftedCase.ROOT + at, entry);
      }
    }
    guest.ram.putLong((int) CraftedCase.PHYSICAL, LOADED);
    guest.cpu.flushTranslations();
  }

  private void registers(PagingMode mode, Privilege privilege) {
    final boolean user = privilege == Privilege.USER;
    guest.set(Register.CR0, mode.cr0());
    guest.set(Register.CR3, mode.cr3());
    guest.set(Register.CR4, mode.cr4());
    guest.set(Register.EFER, mode.efer());
    guest.set(Register.PKRU, mode.pkru() & 0xffff_ffffL);
    guest.cpu.state().setPrivilegeLevel(user ? 3 : 0);
    final long flags = guest.get(Register.RFLAGS) & ~ALIGNMENT_CHECK;
    guest.set(
        Register.RFLAGS, privilege == Privilege.SUPERVISOR_AC ? flags | ALIGNMENT_CHECK : flags);
  }

  @Override
  public void close() {
    guest.close();
  }
}
