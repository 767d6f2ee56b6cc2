package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.unicorn.Cpu;
import dev.framewalk.emulator.unicorn.CpuExit;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.firmware.Firmware;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.MapException;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TlbFlush;

/**
 * Starts the CPU: lays the firmware into frames, makes the kernel half of the page tables, and lets
 * the firmware bring the CPU into ring 3.
 */
final class Boot {
  /**
   * Where ring 3 is entered. Nothing is mapped there, so that the CPU stops with a page fault
   * before the first instruction.
   */
  private static final long RING_3_ENTRY = 0x10000;

  private static final int PAGE_FAULT = 14;

  private Boot() {}

  /**
   * What a start leaves behind.
   *
   * @param mode the paging mode, with the root of the kernel half
   * @param ring3 the registers as they are in ring 3 before the first instruction of a program
   */
  record Started(PagingMode mode, CpuState ring3) {}

  /**
   * Boots {@code cpu}.
   *
   * @throws OutOfFramesException if the memory is too small for the firmware and its tables
   * @throws IllegalStateException if the firmware does not get to ring 3: a bug of ours
   */
  static Started start(Cpu cpu, PhysicalMemory memory, FrameAllocator frames)
      throws OutOfFramesException {
    final Firmware firmware = Firmware.load();
    final PhysFrame root = Mapper.newRoot(frames);
    final PagingMode planned = PagingMode.longMode(root);
    final FrameList image = place(firmware, memory, frames);
    map(firmware, image, new Mapper(memory, frames, planned));
    writeWord(firmware, memory, image, firmware.userRip(), RING_3_ENTRY);
    writeWord(firmware, memory, image, firmware.userRsp(), 0);
    final CpuState state = cpu.state();
    state.set(Register.CR3, planned.cr3());
    state.set(Register.CR4, planned.cr4());
    state.set(Register.EFER, planned.efer());
    state.set(Register.CR0, planned.cr0());
    state.set(Register.RIP, firmware.entry());
    final CpuExit exit = cpu.run();
    if (!(exit instanceof CpuException stop)
        || stop.vector() != PAGE_FAULT
        || state.get(Register.RIP) != RING_3_ENTRY
        || state.privilegeLevel() != 3) {
      throw new IllegalStateException(
          "firmware did not reach ring 3: exit="
              + exit
              + ", rip=0x"
              + Long.toHexString(state.get(Register.RIP)));
    }
    final PagingMode mode =
        new PagingMode(
            state.get(Register.CR0),
            state.get(Register.CR3),
            state.get(Register.CR4),
            state.get(Register.EFER),
            (int) state.get(Register.PKRU),
            planned.physicalAddressBits());
    return new Started(mode, cpu.copyState());
  }

  private static FrameList place(Firmware firmware, PhysicalMemory memory, FrameAllocator frames)
      throws OutOfFramesException {
    final byte[] image = firmware.image();
    final FrameList placed = frames.allocate(firmware.size() >>> 12, FramePurpose.KERNEL);
    for (int at = 0; at < image.length; at += PhysFrame.BYTES) {
      memory.write(
          placed.get(at >>> 12).start().value(),
          image,
          at,
          Math.min(PhysFrame.BYTES, image.length - at));
    }
    return placed;
  }

  private static void map(Firmware firmware, FrameList image, Mapper mapper)
      throws OutOfFramesException {
    for (final Firmware.Region region : firmware.regions()) {
      final EntryFlags flags =
          switch (region.protection()) {
            case CODE -> EntryFlags.PRESENT;
            case DATA -> EntryFlags.PRESENT.with(EntryFlags.WRITABLE).with(EntryFlags.NO_EXECUTE);
          };
      final PageRange range =
          PageRange.of(Page.of(VirtAddr.of(region.virtual())), region.bytes() >>> 12);
      try {
        final TlbFlush unowed =
            mapper.map(
                range, image, (region.virtual() - firmware.base()) >>> 12, flags, LargePages.NEVER);
        // Paging is not on yet: there is no TLB to owe anything to.
        assert unowed != TlbFlush.ALL;
      } catch (MapException e) {
        throw new OutOfFramesException(range.count(), 0);
      }
    }
  }

  private static void writeWord(
      Firmware firmware, PhysicalMemory memory, FrameList image, long virtual, long word) {
    final long offset = virtual - firmware.base();
    memory.writeWord(image.get(offset >>> 12).start().value() + (offset & 0xfff), word);
  }
}
