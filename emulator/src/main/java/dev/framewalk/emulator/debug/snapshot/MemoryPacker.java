package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.List;

/** Packs a machine's memory, in time and space for the frames that were ever used. */
final class MemoryPacker {
  private static final long MOST_PACKED = Runtime.getRuntime().maxMemory() / 3;

  private final PhysicalMemory memory;
  private final FrameRuns stored = new FrameRuns();
  private final FrameRuns poisoned = new FrameRuns();
  private final List<byte[]> chunks = new ArrayList<>();
  private final byte[] page = new byte[PageChunks.PAGE_BYTES];
  private final byte[] chunk = new byte[PageChunks.PAGES * PageChunks.PAGE_BYTES];
  private int filled;
  private long packed;

  private MemoryPacker(PhysicalMemory memory) {
    this.memory = memory;
  }

  /**
   * The memory of {@code machine} as it is.
   *
   * @throws SnapshotException if it takes more than a third of Java's heap
   */
  static SavedMemory pack(Machine machine) throws SnapshotException {
    final PhysicalMemory memory = machine.memory();
    final FrameAllocator frames = machine.frames();
    final MemoryPacker packer = new MemoryPacker(memory);
    packer.add(0, frames.all().first().number());
    frames.forEachTouched(run -> packer.add(run.first().number(), run.count()));
    packer.flush();
    if (packer.packed > MOST_PACKED) {
      throw new SnapshotException(
          "a snapshot of this machine takes more than the "
              + (MOST_PACKED >> 20)
              + " MiB of Java's heap that it may have; give Java more (-Xmx)");
    }
    return new SavedMemory(memory.size(), packer.stored, packer.poisoned, packer.chunks);
  }

  private void add(long first, long count) {
    for (long number = first; number < first + count; number++) {
      final long physical = number * PhysFrame.BYTES;
      if (memory.isZero(physical, PhysFrame.BYTES)) {
        continue;
      }
      memory.read(physical, page, 0, page.length);
      if (SavedMemory.isPoison(page)) {
        poisoned.append(number, 1);
        continue;
      }
      stored.append(number, 1);
      System.arraycopy(page, 0, chunk, filled, page.length);
      filled += page.length;
      if (filled == chunk.length) {
        flush();
      }
    }
  }

  private void flush() {
    if (filled > 0 && packed <= MOST_PACKED) {
      final byte[] made = PageChunks.pack(chunk, filled);
      packed += made.length;
      chunks.add(made);
    }
    filled = 0;
  }
}
