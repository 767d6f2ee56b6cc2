package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.emulator.unicorn.Segment;
import dev.framewalk.emulator.unicorn.SegmentRegister;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TableScan;
import java.util.List;

/**
 * Listings in the forms of QEMU's monitor, which people and their tools read already; their
 * contents are right where QEMU's are not.
 */
final class QemuForms {
  private QemuForms() {}

  /**
   * {@code info mem}: ranges of equal rights, {@code START-END SIZE urwx}. The rights are those
   * that all levels give together; QEMU has no {@code x}.
   */
  static String mem(PhysicalMemory memory, PagingMode mode) {
    final StringBuilder text = new StringBuilder();
    final boolean noExecute = mode.noExecuteEnabled();
    // What is being joined: where it starts and ends, and its rights.
    final long[] range = new long[2];
    final String[] rights = {""};
    new TableScan(memory, mode)
        .all(
            (virtual, entryAddress, entry, effective, size) -> {
              final String now = rights(new PageTableEntry(effective), noExecute);
              if (!now.equals(rights[0]) || virtual != range[1]) {
                appendRange(text, range, rights[0]);
                range[0] = virtual;
                rights[0] = now;
              }
              range[1] = virtual + size.bytes();
            });
    appendRange(text, range, rights[0]);
    return text.toString();
  }

  private static void appendRange(StringBuilder text, long[] range, String rights) {
    if (!rights.isEmpty()) {
      text.append(
          String.format("%016x-%016x %016x %s\n", range[0], range[1], range[1] - range[0], rights));
    }
  }

  private static String rights(PageTableEntry effective, boolean noExecute) {
    return (effective.isUser() ? "u" : "-")
        + "r"
        + (effective.isWritable() ? "w" : "-")
        + (noExecute && effective.isNoExecute() ? "-" : "x");
  }

  /**
   * {@code info tlb}: a line for each page, {@code VIRTUAL: PHYSICAL XGPDACTUW}, out of the tables;
   * behind it, where the CPU's own translation is another one, what that is. Only pages that have
   * been used can be in the TLB.
   */
  static String tlb(PhysicalMemory memory, SpaceView space, TlbProbe cpu) {
    final StringBuilder text = new StringBuilder();
    final boolean held = cpu.holds(space);
    new TableScan(memory, space.mode())
        .all(
            (virtual, entryAddress, entry, effective, size) -> {
              final PageTableEntry leaf = new PageTableEntry(entry);
              final long physical = leaf.pageStart(size).value();
              text.append(String.format("%016x: %016x %s", virtual, physical, flags(leaf, size)));
              if (held && leaf.isAccessed()) {
                final PageTableEntry rights = new PageTableEntry(effective);
                final String other = difference(cpu, space, virtual, physical, rights);
                text.append(other);
              }
              text.append('\n');
            });
    return text.toString();
  }

  private static String flags(PageTableEntry leaf, PageSize size) {
    return (leaf.isNoExecute() ? "X" : "-")
        + (leaf.isGlobal() ? "G" : "-")
        + (size == PageSize.SIZE_4K ? leaf.pat(PageTableLevel.PT) ? "P" : "-" : "P")
        + (leaf.isDirty() ? "D" : "-")
        + (leaf.isAccessed() ? "A" : "-")
        + (leaf.isCacheDisabled() ? "C" : "-")
        + (leaf.isWriteThrough() ? "T" : "-")
        + (leaf.isUser() ? "U" : "-")
        + (leaf.isWritable() ? "W" : "-");
  }

  private static String difference(
      TlbProbe cpu, SpaceView space, long virtual, long physical, PageTableEntry rights) {
    final boolean keys = space.mode().protectionKeys();
    for (final Access access : List.of(Access.READ, Access.WRITE)) {
      final TlbProbe.Answer answer = cpu.ask(space, virtual, access);
      final boolean allowed = rights.isUser() && (access == Access.READ || rights.isWritable());
      if (answer instanceof TlbProbe.Goes goes) {
        if (goes.physical().value() != physical) {
          return " CPU: " + goes.physical();
        }
        if (!allowed) {
          return " CPU: may be " + (access == Access.READ ? "read" : "written");
        }
      } else if (allowed && !keys) {
        return " CPU: may not be " + (access == Access.READ ? "read" : "written");
      }
    }
    return "";
  }

  /** {@code info registers}: of a task. */
  static String registers(Machine machine, Task task) {
    final CpuState state = machine.registers(task);
    final PagingMode mode = task.space().mode();
    final StringBuilder text = new StringBuilder(1024);
    text.append("CPU#0\n");
    final Register[] order = {
      Register.RAX, Register.RBX, Register.RCX, Register.RDX, Register.RSI, Register.RDI,
      Register.RBP, Register.RSP, Register.R8, Register.R9, Register.R10, Register.R11,
      Register.R12, Register.R13, Register.R14, Register.R15
    };
    for (int i = 0; i < order.length; i++) {
      text.append(String.format("%-3s=%016x", order[i], state.get(order[i])));
      text.append(i % 4 == 3 ? '\n' : ' ');
    }
    final long flags = state.get(Register.RFLAGS);
    text.append(String.format("RIP=%016x RFL=%08x [", state.get(Register.RIP), flags));
    final String names = "DOSZAPC";
    final int[] bits = {10, 11, 7, 6, 4, 2, 0};
    for (int i = 0; i < bits.length; i++) {
      text.append((flags >> bits[i] & 1) != 0 ? names.charAt(i) : '-');
    }
    text.append("] CPL=").append(state.privilegeLevel()).append(" II=0 A20=1 SMM=0 HLT=0\n");
    for (final Segment segment : Segment.values()) {
      appendSegment(text, segment, state.segment(segment));
    }
    text.append(
        String.format(
            "CR0=%08x CR2=%016x CR3=%016x CR4=%08x\n",
            mode.cr0(), state.get(Register.CR2), mode.cr3(), mode.cr4()));
    text.append(String.format("PKRU=%08x\n", state.get(Register.PKRU)));
    text.append(String.format("EFER=%016x\n", mode.efer()));
    return text.toString();
  }

  private static void appendSegment(StringBuilder text, Segment segment, SegmentRegister value) {
    final String name =
        switch (segment) {
          case LDTR -> "LDT";
          case GDTR -> "GDT";
          case IDTR -> "IDT";
          default -> segment.name();
        };
    if (segment == Segment.GDTR || segment == Segment.IDTR) {
      text.append(String.format("%s=     %016x %08x\n", name, value.base(), value.limit()));
    } else {
      text.append(
          String.format(
              "%-3s=%04x %016x %08x %08x\n",
              name, value.selector(), value.base(), value.limit(), value.attributes()));
    }
  }
}
