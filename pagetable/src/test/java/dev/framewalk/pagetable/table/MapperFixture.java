package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A small machine's memory, allocator and mapper, and the means to look at entries. */
class MapperFixture {
  /** Indexes 1, 2, 3, 4 from the PML4 down. */
  static final long BASE = 0x0000_0080_8060_4000L;

  /** The same with all four indexes 0 but that of the PML4: a boundary of all sizes. */
  static final long ROUND = 0x0000_0080_0000_0000L;

  final HeapMemory memory = new HeapMemory(4 << 20);
  final FrameAllocator frames = new FrameAllocator(memory, PhysFrame.of(16), 1000, Poison.ON_FREE);
  final PhysFrame root;
  final PagingMode mode;
  final Mapper mapper;
  final PageWalk walk = new PageWalk(memory);
  final List<String> gone = new ArrayList<>();
  final LeafSink sink =
      (virtual, entry, size) ->
          gone.add(Long.toHexString(virtual) + " " + Long.toHexString(entry) + " " + size);

  MapperFixture() {
    this(EmptyTables.FREED_AT_ONCE);
  }

  MapperFixture(EmptyTables emptyTables) {
    try {
      root = Mapper.newRoot(frames);
    } catch (OutOfFramesException e) {
      throw new IllegalStateException(e);
    }
    mode = PagingMode.longMode(root);
    mapper = new Mapper(memory, frames, mode, emptyTables);
  }

  static Page page(long virtual) {
    return Page.of(new VirtAddr(virtual));
  }

  static PageRange range(long virtual, long pages) {
    return PageRange.of(page(virtual), pages);
  }

  static FrameList run(long first, long count) {
    return FrameList.of(new FrameRun(PhysFrame.of(first), count));
  }

  /** Maps contiguous frames with 4 KiB pages and expects no flush to be owed. */
  void mapSmall(long virtual, long frame, long count, EntryFlags flags) throws MapException {
    final FrameList list = run(frame, count);
    assertThat(mapper.map(range(virtual, count), list, 0, flags, LargePages.NEVER))
        .isEqualTo(TlbFlush.NONE);
  }

  /** Maps one page of a size and expects no flush to be owed. */
  void mapOne(long virtual, long frame, PageSize size, EntryFlags flags) throws MapException {
    assertThat(mapper.map(page(virtual), PhysFrame.of(frame), size, flags))
        .isEqualTo(TlbFlush.NONE);
  }

  /** What the processor does when it accesses the page. */
  void touch(long virtual, Access access) {
    assertThat(walk.find(mode, virtual)).isTrue();
    walk.mark(access);
  }

  long entry(long virtual, PageTableLevel level) {
    final boolean mapped = walk.find(mode, virtual);
    assertThat(mapped || walk.level().compareTo(level) <= 0).isTrue();
    return walk.entryAt(level);
  }

  long entryAddress(long virtual, PageTableLevel level) {
    final boolean mapped = walk.find(mode, virtual);
    assertThat(mapped || walk.level().compareTo(level) <= 0).isTrue();
    return walk.entryAddressAt(level);
  }

  long tables() {
    return frames.used(FramePurpose.PAGE_TABLE);
  }

  /** All of memory, to see that nothing has changed. */
  int contents() {
    final byte[] all = new byte[(int) memory.size()];
    memory.read(0, all, 0, all.length);
    return Arrays.hashCode(all);
  }
}
