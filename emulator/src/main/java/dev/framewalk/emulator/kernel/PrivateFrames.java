package dev.framewalk.emulator.kernel;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.LeafSink;
import dev.framewalk.pagetable.table.PageTableEntry;

/**
 * Takes the references of unmapped entries from the private frames among those they led to, as many
 * at once as follow one another in memory. After an unmapping {@link #flush()} is due.
 */
final class PrivateFrames implements LeafSink {
  private final FrameAllocator frames;
  private long first;
  private long count;

  PrivateFrames(FrameAllocator frames) {
    this.frames = frames;
  }

  @Override
  public void leaf(long virtual, long entry, PageSize size) {
    final long number = new PageTableEntry(entry).pageStart(size).value() >>> 12;
    if (number != first + count) {
      flush();
      first = number;
    }
    count++;
  }

  /** Releases what still waits for a neighbour. */
  void flush() {
    if (count > 0) {
      frames.releaseUsedFor(FramePurpose.PRIVATE, first, count);
      count = 0;
    }
  }
}
