package dev.framewalk.pagetable.frame;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Hands out the frames of one physical memory, counts references to them and takes them back.
 *
 * <p>Frames are handed out zeroed, with one reference. A freed frame is filled with a poison
 * pattern where {@link Poison} says so. A frame that is not allocated, or not this allocator's, is
 * refused with an {@link IllegalStateException} that names it: that is a bug of the caller's.
 *
 * <p>Single frames come from the lowest 2 MiB block that is partly used, so that whole blocks stay
 * for long runs. An allocator of any size opens at once: what is known of a block is kept from the
 * first use of one of its frames on, and frames that have never been used are not zeroed again.
 */
public final class FrameAllocator implements FrameUse {
  /** Whether freed frames are overwritten, so that a use after free shows. */
  public enum Poison {
    ON_FREE,
    NEVER
  }

  /** The word that a poisoned frame is filled with. */
  public static final long POISON_WORD = 0xdeadf4a3_dead_f4a3L;

  private static final int SHIFT = 12;

  /** Runs of this many frames that were never used are announced with {@code prefault}. */
  private static final long PREFAULT_FRAMES = FrameBlock.FRAMES;

  private final PhysicalMemory memory;
  private final Poison poison;
  private final FrameBlocks blocks;
  private final long capacity;
  private long free;
  private long reserved;
  private final long[] usedFor = new long[FramePurpose.values().length];
  private TableFrames tables = TableFrames.UNWATCHED;

  private final FrameFills zeroing;
  private final FrameFills poisoning;

  /**
   * An allocator of the frames {@code first} to {@code first + count - 1} of {@code memory}, which
   * is all zero there.
   *
   * @throws IllegalArgumentException if {@code count} is not positive or the frames lie outside of
   *     the memory
   */
  public FrameAllocator(PhysicalMemory memory, PhysFrame first, long count, Poison poison) {
    final long size = memory.size() >>> SHIFT;
    if (count <= 0 || first.number() > size - count) {
      throw new IllegalArgumentException(
          "not frames of the memory: first=" + first + ", count=" + count + ", frames=" + size);
    }
    this.memory = memory;
    this.poison = poison;
    this.blocks = new FrameBlocks(first.number(), first.number() + count);
    this.zeroing = new FrameFills(memory, 0);
    this.poisoning = new FrameFills(memory, POISON_WORD);
    this.free = count;
    this.capacity = count;
  }

  /** Tells {@code watcher}, and nobody else, which frames become page tables from now on. */
  public void watchTables(TableFrames watcher) {
    tables = watcher;
  }

  /** One zeroed frame with one reference. */
  public PhysFrame allocate(FramePurpose purpose) throws OutOfFramesException {
    if (available() < 1) {
      throw new OutOfFramesException(1, available());
    }
    return takeOne(purpose);
  }

  /** One frame with one reference that holds anything: for who overwrites all of it at once. */
  public PhysFrame allocateUnfilled(FramePurpose purpose) throws OutOfFramesException {
    if (available() < 1) {
      throw new OutOfFramesException(1, available());
    }
    return PhysFrame.of(takeOneUnfilled(purpose));
  }

  /**
   * {@code count} zeroed frames (0 is allowed) with one reference each: one contiguous run, on a 2
   * MiB boundary if it is that long, when there is such a run; otherwise as few runs as are at
   * hand.
   */
  public FrameList allocate(long count, FramePurpose purpose) throws OutOfFramesException {
    if (count < 0) {
      throw new IllegalArgumentException("not a number of frames: count=" + count);
    }
    if (count > available()) {
      throw new OutOfFramesException(count, available());
    }
    final FrameList list = new FrameList();
    if (count == 1) {
      list.append(takeOne(purpose).number(), 1);
    } else if (count > 1) {
      final FreeSpans spans = blocks.spans();
      if (spans.findRun(count)) {
        takeRun(spans.start(), count, purpose, list);
      } else {
        takeScattered(count, purpose, list);
      }
    }
    return list;
  }

  /** Promises {@code count} frames (0 is allowed) to a commit that follows. */
  public FrameReservation reserve(long count) throws OutOfFramesException {
    if (count < 0) {
      throw new IllegalArgumentException("not a number of frames: count=" + count);
    }
    if (count > available()) {
      throw new OutOfFramesException(count, available());
    }
    reserved += count;
    return new Reservation(count);
  }

  /** Adds a reference to an allocated frame. */
  public void retain(PhysFrame frame) {
    final FrameBlock block = blocks.inUse(frame.number());
    block.retain(FrameBlocks.indexInBlock(frame.number()), frame.number());
  }

  /**
   * Adds a reference to those of {@code count} neighbouring frames, from number {@code first} on,
   * that are this allocator's and in use for {@code purpose}.
   */
  public void retainUsedFor(FramePurpose purpose, long first, long count) {
    final long stop = blocks.clampStop(first + count);
    for (long number = blocks.clampStart(first); number < stop; ) {
      final int from = FrameBlocks.indexInBlock(number);
      final int to = (int) Math.min(FrameBlock.FRAMES, from + (stop - number));
      final FrameBlock block = blocks.find(number);
      if (block != null) {
        block.retainUsedFor(purpose, from, to, number - from);
      }
      number += to - from;
    }
  }

  /**
   * Takes one reference away from those of {@code count} neighbouring frames, from number {@code
   * first} on, that are this allocator's and in use for {@code purpose}.
   */
  public void releaseUsedFor(FramePurpose purpose, long first, long count) {
    final long stop = blocks.clampStop(first + count);
    for (long number = blocks.clampStart(first); number < stop; ) {
      final int from = FrameBlocks.indexInBlock(number);
      final int to = (int) Math.min(FrameBlock.FRAMES, from + (stop - number));
      final FrameBlock block = blocks.find(number);
      if (block != null) {
        for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
          final long freed = block.releaseUsedFor(purpose, word, from, to);
          usedFor[purpose.ordinal()] -= Long.bitCount(freed);
          freed(block, word, freed, number - from);
        }
        blocks.summarize(blocks.indexOf(number), block);
      }
      number += to - from;
    }
    poisoning.flush();
  }

  /**
   * Takes one reference away; the last one frees the frame.
   *
   * @return whether the frame was freed
   */
  @CanIgnoreReturnValue
  public boolean release(PhysFrame frame) {
    return releaseOne(frame.number(), false);
  }

  /**
   * Takes one reference away from a frame that is known to be all zero, such as a page table whose
   * last entry was cleared: if it was the last one the frame is neither poisoned now nor zeroed
   * when it is next handed out.
   *
   * @return whether the frame was freed
   */
  public boolean releaseZeroed(PhysFrame frame) {
    return releaseOne(frame.number(), true);
  }

  /** Takes one reference away from each frame of the run. */
  public void release(FrameRun run) {
    final long stop = run.first().number() + run.count();
    blocks.checkInUse(run.first().number(), stop);
    long number = run.first().number();
    while (number < stop) {
      final FrameBlock block = blocks.inUse(number);
      final int from = FrameBlocks.indexInBlock(number);
      final int to = (int) Math.min(FrameBlock.FRAMES, from + (stop - number));
      releaseInBlock(block, number - from, from, to);
      number += to - from;
    }
    poisoning.flush();
  }

  /** Takes one reference away from each frame of the list. */
  public void release(FrameList frames) {
    for (long at = 0; at < frames.size(); ) {
      final FrameRun run = frames.runAt(at, Long.MAX_VALUE);
      release(run);
      at += run.count();
    }
  }

  /** References to {@code frame}; 0 when it is free. */
  @Override
  public int references(PhysFrame frame) {
    final FrameBlock block = blocks.find(frame.number());
    return block == null ? 0 : block.references(FrameBlocks.indexInBlock(frame.number()));
  }

  /** Whether {@code frame} is one of those that this allocator hands out, in use or not. */
  @Override
  public boolean owns(PhysFrame frame) {
    return blocks.owns(frame.number());
  }

  /** What {@code frame} is in use for; empty when it is free or not this allocator's. */
  @Override
  public Optional<FramePurpose> purpose(PhysFrame frame) {
    final long number = frame.number();
    if (!owns(frame) || references(frame) == 0) {
      return Optional.empty();
    }
    return Optional.of(blocks.inUse(number).purpose(FrameBlocks.indexInBlock(number)));
  }

  /** Whether the frame with this number is this allocator's and in use for {@code purpose}. */
  public boolean isUsedFor(long number, FramePurpose purpose) {
    return referencesFor(purpose, number) > 0;
  }

  @Override
  public int referencesFor(FramePurpose purpose, long number) {
    final FrameBlock block = blocks.owns(number) ? blocks.find(number) : null;
    if (block == null) {
      return 0;
    }
    final int index = FrameBlocks.indexInBlock(number);
    final int references = block.references(index);
    return references > 0 && block.purpose(index) == purpose ? references : 0;
  }

  /** Frames neither in use nor reserved. */
  public long available() {
    return free - reserved;
  }

  /** Frames in use. */
  @Override
  public long used() {
    return capacity - free;
  }

  /** Frames in use for {@code purpose}. */
  public long used(FramePurpose purpose) {
    return usedFor[purpose.ordinal()];
  }

  /** Shows every frame in use to {@code visitor}, which must not allocate or free. */
  @Override
  public void forEachUsed(FrameVisitor visitor) {
    blocks.forEachUsed(visitor);
  }

  @Override
  public void forEachReturned(Consumer<FrameRun> visitor) {
    blocks.forEachReturned(visitor);
  }

  /** The frames that are handed out, in use or not. */
  public FrameRun all() {
    return blocks.all();
  }

  /**
   * Shows, in address order, every frame that may hold something other than zeroes: those in use,
   * and free ones that were in use once. It takes time for what was ever used, not for what there
   * is.
   */
  public void forEachTouched(Consumer<FrameRun> visitor) {
    blocks.forEachTouched(visitor);
  }

  private PhysFrame takeOne(FramePurpose purpose) {
    final long number = takeOneUnfilled(purpose);
    if (blocks.inUse(number).isDirty(FrameBlocks.indexInBlock(number))) {
      memory.fill(number << SHIFT, PhysFrame.BYTES, 0);
    }
    return PhysFrame.of(number);
  }

  private long takeOneUnfilled(FramePurpose purpose) {
    final int index = blocks.lowestForOne();
    final FrameBlock block = blocks.touch(index);
    final int in = block.takeFirst(purpose);
    if (block.freeCount == 0 || block.freeCount == FrameBlock.FRAMES - 1) {
      blocks.summarize(index, block);
    }
    free--;
    usedFor[purpose.ordinal()]++;
    if (purpose == FramePurpose.PAGE_TABLE) {
      tables.taken(blocks.startOf(index) + in);
    }
    return blocks.startOf(index) + in;
  }

  /**
   * Takes the longest spans, to the factor of two that a histogram by powers of two sees, in
   * address order. There are enough frames: the caller has looked.
   */
  private void takeScattered(long count, FramePurpose purpose, FrameList list) {
    final long[] framesInClass = new long[Long.SIZE];
    final FreeSpans spans = blocks.spans();
    while (spans.next(Long.MAX_VALUE)) {
      framesInClass[sizeClass(spans.length())] += spans.length();
    }
    int lowest = Long.SIZE - 1;
    long fromLowest = count;
    while (framesInClass[lowest] < fromLowest) {
      fromLowest -= framesInClass[lowest--];
    }
    long left = count;
    spans.rewind();
    while (left > 0 && spans.next(Long.MAX_VALUE)) {
      final int sizeClass = sizeClass(spans.length());
      if (sizeClass > lowest) {
        left -= spans.length();
        takeRun(spans.start(), spans.length(), purpose, list);
      } else if (sizeClass == lowest && fromLowest > 0) {
        final long take = Math.min(spans.length(), fromLowest);
        fromLowest -= take;
        left -= take;
        takeRun(spans.start(), take, purpose, list);
      }
    }
  }

  private static int sizeClass(long length) {
    return Long.SIZE - 1 - Long.numberOfLeadingZeros(length);
  }

  private void takeRun(long start, long count, FramePurpose purpose, FrameList list) {
    final long stop = start + count;
    long clean = 0;
    for (long number = start; number < stop; ) {
      final int index = blocks.indexOf(number);
      final FrameBlock block = blocks.touch(index);
      final int from = FrameBlocks.indexInBlock(number);
      final int to = (int) Math.min(FrameBlock.FRAMES, from + (stop - number));
      block.take(from, to, purpose);
      blocks.summarize(index, block);
      for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
        clean += Long.bitCount(~block.dirty[word] & FrameBlock.mask(word, from, to));
      }
      number += to - from;
    }
    free -= count;
    usedFor[purpose.ordinal()] += count;
    list.append(start, count);
    if (clean >= PREFAULT_FRAMES) {
      memory.prefault(start << SHIFT, count << SHIFT);
    }
    if (clean < count) {
      zeroDirty(start, stop);
    }
    for (long number = start; purpose == FramePurpose.PAGE_TABLE && number < stop; number++) {
      tables.taken(number);
    }
  }

  private void zeroDirty(long start, long stop) {
    for (long number = start; number < stop; ) {
      final FrameBlock block = blocks.inUse(number);
      final int from = FrameBlocks.indexInBlock(number);
      final int to = (int) Math.min(FrameBlock.FRAMES, from + (stop - number));
      for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
        zeroing.add(
            number - from + word * Long.SIZE, block.dirty[word] & FrameBlock.mask(word, from, to));
      }
      number += to - from;
    }
    zeroing.flush();
  }

  private boolean releaseOne(long number, boolean zeroed) {
    final FrameBlock block = blocks.inUse(number);
    final int in = FrameBlocks.indexInBlock(number);
    final FramePurpose purpose = block.purpose(in);
    if (!block.release(in)) {
      return false;
    }
    final long bit = 1L << in;
    final int word = in / Long.SIZE;
    block.free[word] |= bit;
    if (zeroed) {
      block.dirty[word] &= ~bit;
    } else {
      block.dirty[word] |= bit;
    }
    block.freeCount++;
    if (block.freeCount == 1 || block.freeCount == FrameBlock.FRAMES) {
      blocks.summarize(blocks.indexOf(number), block);
    }
    free++;
    usedFor[purpose.ordinal()]--;
    if (purpose == FramePurpose.PAGE_TABLE) {
      tables.freed(number);
    }
    if (!zeroed && poison == Poison.ON_FREE) {
      memory.fill(number << SHIFT, PhysFrame.BYTES, POISON_WORD);
    }
    return true;
  }

  private void releaseInBlock(FrameBlock block, long blockStart, int from, int to) {
    final boolean whole = to - from == FrameBlock.FRAMES && block.releaseUniform();
    for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
      final long wanted = FrameBlock.mask(word, from, to);
      final long freed;
      if (whole) {
        freed = block.references(0) == 0 ? wanted : 0;
      } else {
        freed = releaseEach(block, word, wanted, blockStart);
      }
      if (whole) {
        usedFor[block.purpose(0).ordinal()] -= Long.bitCount(freed);
      }
      freed(block, word, freed, blockStart);
    }
    blocks.summarize(blocks.indexOf(blockStart), block);
  }

  /** Notes that frames of one word of a block have lost their last reference. */
  private void freed(FrameBlock block, int word, long freed, long blockStart) {
    if (freed == 0) {
      return;
    }
    block.free[word] |= freed;
    block.dirty[word] |= freed;
    final int count = Long.bitCount(freed);
    block.freeCount += count;
    free += count;
    if (poison == Poison.ON_FREE) {
      poisoning.add(blockStart + word * Long.SIZE, freed);
    }
  }

  private long releaseEach(FrameBlock block, int word, long wanted, long blockStart) {
    long freed = 0;
    for (long rest = wanted; rest != 0; rest &= rest - 1) {
      final int in = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
      final FramePurpose purpose = block.purpose(in);
      if (block.release(in)) {
        freed |= rest & -rest;
        usedFor[purpose.ordinal()]--;
        if (purpose == FramePurpose.PAGE_TABLE) {
          tables.freed(blockStart + in);
        }
      }
    }
    return freed;
  }

  private final class Reservation implements FrameReservation {
    private long remaining;

    Reservation(long count) {
      remaining = count;
    }

    @Override
    public long remaining() {
      return remaining;
    }

    @Override
    public PhysFrame take(FramePurpose purpose) {
      if (remaining == 0) {
        throw new IllegalStateException("reservation is used up: purpose=" + purpose);
      }
      remaining--;
      reserved--;
      return takeOne(purpose);
    }

    @Override
    public void close() {
      reserved -= remaining;
      remaining = 0;
    }

    @Override
    public String toString() {
      return "reservation of " + remaining + " frames";
    }
  }
}
