package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.ElfImage.Segment;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The pages of a program that a process which runs it has in memory as the file has them. Who runs
 * it next gets the same frames, as from Linux's page cache: nothing is copied, and the CPU knows
 * the code already. Whoever writes to one of them copies it first, as after fork(2).
 */
final class TextInMemory {
  private static final int PAGE_BYTES = (int) PhysFrame.BYTES;

  private final ElfImage image;
  private final AddressSpace holder;
  private final FrameAllocator frames;
  private final PageWalk walk;
  private final byte[] page = new byte[PAGE_BYTES];

  /**
   * @param holder an address space into which the same program was loaded; what has become of its
   *     pages since does not matter
   */
  TextInMemory(ElfImage image, AddressSpace holder) {
    this.image = image;
    this.holder = holder;
    this.frames = holder.frames();
    this.walk = new PageWalk(holder.memory());
  }

  /**
   * The frames of {@code segment}'s pages, with one more reference each; null if one of its pages
   * is not there or not as the file has it.
   */
  @Nullable FrameList take(Segment segment) {
    final FrameList found = new FrameList();
    final long end = segment.address() + segment.fileBytes();
    for (long address = segment.firstPage(); address < end; address += PAGE_BYTES) {
      if (!walk.find(holder.mode(), address)
          || walk.leafLevel() != PageTableLevel.PT
          || walk.writable()) {
        return null;
      }
      final PhysFrame frame = PhysFrame.containing(PhysAddr.of(walk.physical()));
      if (!holder.isPrivate(frame) || !isOfFile(segment, address, frame)) {
        return null;
      }
      found.append(new FrameRun(frame, 1));
    }
    for (long index = 0; index < found.size(); index++) {
      frames.retain(found.get(index));
    }
    return found;
  }

  /** Whether a frame holds the bytes that loading put there, and zeros around them. */
  private boolean isOfFile(Segment segment, long address, PhysFrame frame) {
    holder.memory().read(frame.start().value(), page, 0, PAGE_BYTES);
    final int from = (int) Math.max(0, segment.address() - address);
    final int to = (int) Math.min(PAGE_BYTES, segment.address() + segment.fileBytes() - address);
    final int inFile = (int) (segment.fileOffset() + (address + from - segment.address()));
    return Arrays.equals(page, from, to, image.bytes(), inFile, inFile + (to - from))
        && isZero(0, from)
        && isZero(to, PAGE_BYTES);
  }

  private boolean isZero(int from, int to) {
    for (int i = from; i < to; i++) {
      if (page[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
