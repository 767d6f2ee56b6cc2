package dev.framewalk.bench;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;

/**
 * What the benchmarks inside the JVM work on: the RAM of a machine, an address space of its own in
 * it, and the frames of an object of 256 MiB.
 */
final class Ground implements AutoCloseable {
  /** Entries that map 256 MiB by pages of 4 KiB. */
  static final int ENTRIES = 65_536;

  /** The object's pages, on a boundary of 1 GiB. */
  static final PageRange RANGE = PageRange.of(Page.of(VirtAddr.of(0x7f00_0000_0000L)), ENTRIES);

  private static final long RAM_BYTES = 1L << 30;

  private final Machine machine;
  private final PagingMode mode;
  private final Mapper mapper;
  private final FrameList object;

  Ground() {
    try {
      this.machine = Machine.open(MachineConfig.defaults().withMemory(RAM_BYTES));
      this.mode = PagingMode.longMode(Mapper.newRoot(frames()));
      this.mapper = new Mapper(memory(), frames(), mode);
      this.object = frames().allocate(ENTRIES, FramePurpose.SHARED_OBJECT);
    } catch (LoadException | OutOfFramesException e) {
      throw new IllegalStateException("no machine to measure on", e);
    }
  }

  PhysicalMemory memory() {
    return machine.memory();
  }

  FrameAllocator frames() {
    return machine.frames();
  }

  PagingMode mode() {
    return mode;
  }

  /** The root of the half that the machine's own processes share. */
  PhysFrame kernelRoot() {
    return machine.kernel().kernelRoot();
  }

  Mapper mapper() {
    return mapper;
  }

  /** Frames of the object: one contiguous run. */
  FrameList object() {
    return object;
  }

  @Override
  public void close() {
    machine.close();
  }
}
