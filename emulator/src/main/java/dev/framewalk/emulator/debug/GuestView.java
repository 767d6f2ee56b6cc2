package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Arrays;

/**
 * Bytes of a process's memory, looked at and not touched: no page is filled, no A or D bit set, so
 * that a run that is watched is the run that is not.
 */
final class GuestView {
  private final PhysicalMemory memory;
  private final PageWalk walk;

  GuestView(PhysicalMemory memory) {
    this.memory = memory;
    this.walk = new PageWalk(memory);
  }

  /** The bytes at {@code address}: {@code length}, or as many as come before a page not mapped. */
  byte[] read(Process process, long address, int length) {
    final byte[] bytes = new byte[length];
    int done = 0;
    while (done < length && walk.find(process.space().mode(), address + done) && walk.user()) {
      final int part = (int) Math.min(length - done, walk.bytesToPageEnd());
      memory.read(walk.physical(), bytes, done, part);
      done += part;
    }
    return Arrays.copyOf(bytes, done);
  }
}
