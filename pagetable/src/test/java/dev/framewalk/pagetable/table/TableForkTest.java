package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of tables, and entries that move: fork(2) and mremap(2) as the tables see them. */
final class TableForkTest extends MapperFixture {
  private final PhysFrame childRoot;
  private final PagingMode childMode;
  private final Mapper child;

  TableForkTest() throws OutOfFramesException {
    childRoot = Mapper.newRoot(frames);
    childMode = PagingMode.longMode(childRoot);
    child = new Mapper(memory, frames, childMode);
  }

  private long childEntry(long virtual) {
    assertThat(walk.find(childMode, virtual)).isTrue();
    return walk.leafEntry();
  }

  private PhysFrame mapPrivate(long virtual) throws MapException, OutOfFramesException {
    final PhysFrame frame = frames.allocate(FramePurpose.PRIVATE);
    mapOne(virtual, frame.number(), PageSize.SIZE_4K, EntryFlags.USER_READ_WRITE);
    return frame;
  }

  private TlbFlush fork(long virtual, long pages, ForkedPages kind) throws OutOfFramesException {
    final TableFork fork = new TableFork(mapper, child, frames);
    fork.plan(range(virtual, pages));
    final long before = tables();
    try (FrameReservation reserved = frames.reserve(fork.tables())) {
      fork.copy(range(virtual, pages), kind, reserved);
      assertThat(reserved.remaining()).as("planned exactly").isZero();
    }
    assertThat(tables()).isEqualTo(before + fork.tables());
    return fork.settle();
  }

  @Test
  void bothLoseTheRightToWriteAndThePageGainsAReference() throws Exception {
    final PhysFrame used = mapPrivate(BASE);
    final PhysFrame unused = mapPrivate(BASE + 0x1000);
    touch(BASE, Access.WRITE);
    assertThat(fork(BASE, 2, ForkedPages.COPY_ON_WRITE)).isEqualTo(TlbFlush.pages(range(BASE, 1)));
    assertThat(entry(BASE, PageTableLevel.PT) & 0x67).as("P U A D").isEqualTo(0x65);
    assertThat(childEntry(BASE) & 0x67).as("P U D").isEqualTo(0x45);
    assertThat(childEntry(BASE) & ~0xfffL & (1L << 52) - 1).isEqualTo(used.start().value());
    assertThat(frames.references(used)).isEqualTo(2);
    assertThat(frames.references(unused)).isEqualTo(2);
  }

  @Test
  void sharedEntriesKeepTheirRights() throws Exception {
    mapSmall(BASE, 900, 3, EntryFlags.USER_READ_WRITE);
    touch(BASE, Access.WRITE);
    assertThat(fork(BASE, 3, ForkedPages.SHARED)).isEqualTo(TlbFlush.NONE);
    assertThat(entry(BASE, PageTableLevel.PT) & 0x67).isEqualTo(0x67);
    assertThat(childEntry(BASE) & 0x67).as("P W U, clean").isEqualTo(0x07);
  }

  @Test
  void tablesAreCountedOnceForRangesThatShareThem() throws Exception {
    mapSmall(BASE, 900, 4, EntryFlags.USER_READ);
    final TableFork fork = new TableFork(mapper, child, frames);
    fork.plan(range(BASE, 1));
    fork.plan(range(BASE + 0x3000, 1));
    assertThat(fork.tables()).as("PDPT, PD, PT").isEqualTo(3);
    try (FrameReservation reserved = frames.reserve(3)) {
      fork.copy(range(BASE, 1), ForkedPages.SHARED, reserved);
      fork.copy(range(BASE + 0x3000, 1), ForkedPages.SHARED, reserved);
    }
    assertThat(childEntry(BASE + 0x3000) & 1).isEqualTo(1);
    assertThat(walk.find(childMode, BASE + 0x1000)).as("not in a range").isFalse();
    assertThat(fork.pages()).isEqualTo(2);
  }

  @Test
  void largePagesAreCopiedAsTheyAre() throws Exception {
    mapOne(ROUND, 512, PageSize.SIZE_2M, EntryFlags.USER_READ_WRITE);
    assertThat(fork(ROUND, 512, ForkedPages.SHARED)).isEqualTo(TlbFlush.NONE);
    assertThat(childEntry(ROUND)).isEqualTo(entry(ROUND, PageTableLevel.PD));
  }

  @Test
  void movedEntriesLeadToTheSameFramesAndLeaveNoTable() throws Exception {
    mapSmall(BASE, 100, 600, EntryFlags.USER_READ_WRITE);
    touch(BASE + 0x1000, Access.WRITE);
    final long before = tables();
    final long target = BASE + (3L << 30) + 0x5000;
    try (FrameReservation reserved =
        frames.reserve(mapper.tablesNeeded(range(target, 600), LargePages.NEVER))) {
      assertThat(mapper.move(range(BASE, 600), page(target), reserved))
          .as("the used page, and tables above it that are gone")
          .isEqualTo(TlbFlush.pages(range(BASE, 600)));
    }
    for (int i = 0; i < 600; i++) {
      assertThat(entry(target + i * 0x1000L, PageTableLevel.PT) & (1L << 52) - 0x1000)
          .isEqualTo((100L + i) << 12);
    }
    assertThat(walk.find(mode, BASE)).isFalse();
    assertThat(tables()).isEqualTo(before);
    assertThat(entry(target + 0x1000, PageTableLevel.PT) & 0x60).as("D, not A").isEqualTo(0x40);
  }

  /** Both ways: the target behind the range, and before it. */
  @ParameterizedTest
  @ValueSource(longs = {600, -600})
  void aTableThatTheTargetSharesWithTheRangeStaysWhenItIsEmptyMeanwhile(long distance)
      throws Exception {
    // The range is the end of one table and the start of the next, and so is the target.
    final long from = ROUND + (4L << 21) - 0x1000 * 100;
    final long to = from + distance * 0x1000;
    final long before = tables();
    mapSmall(from, 100, 600, EntryFlags.USER_READ_WRITE);
    try (FrameReservation reserved =
        frames.reserve(mapper.tablesNeeded(range(to, 600), LargePages.NEVER))) {
      assertThat(mapper.move(range(from, 600), page(to), reserved)).isEqualTo(TlbFlush.NONE);
    }
    for (int i = 0; i < 600; i++) {
      assertThat(entry(to + i * 0x1000L, PageTableLevel.PT) & (1L << 52) - 0x1000)
          .isEqualTo((100L + i) << 12);
      assertThat(walk.find(mode, from + i * 0x1000L)).isFalse();
    }
    assertThat(mapper.unmap(range(to, 600), LeafSink.IGNORE)).isEqualTo(TlbFlush.NONE);
    assertThat(tables()).as("no empty table is left").isEqualTo(before);
  }

  @Test
  void aTableOfBothThatNothingCameToIsFreed() throws Exception {
    // The target's end and the range's start are in one table; only the range's first page is
    // mapped, and it goes to another table.
    final long from = ROUND + (4L << 21) + 10 * 0x1000;
    final long to = from - 512 * 0x1000;
    mapSmall(from, 100, 1, EntryFlags.USER_READ_WRITE);
    final long before = tables();
    try (FrameReservation reserved =
        frames.reserve(mapper.tablesNeeded(range(to, 512), LargePages.NEVER))) {
      assertThat(mapper.move(range(from, 512), page(to), reserved)).isEqualTo(TlbFlush.NONE);
    }
    assertThat(entry(to, PageTableLevel.PT) & (1L << 52) - 0x1000).isEqualTo(100L << 12);
    assertThat(tables()).as("one table came, one went").isEqualTo(before);
  }

  @Test
  void anotherFramePutBehindAPageOwesAFlushIfThePageWasUsed() throws Exception {
    mapSmall(BASE, 900, 2, EntryFlags.USER_READ);
    touch(BASE, Access.READ);
    assertThat(mapper.replace(page(BASE), PhysFrame.of(950), EntryFlags.USER_READ_WRITE))
        .isEqualTo(TlbFlush.pages(range(BASE, 1)));
    assertThat(mapper.replace(page(BASE + 0x1000), PhysFrame.of(951), EntryFlags.USER_READ))
        .isEqualTo(TlbFlush.NONE);
    assertThat(walk.find(mode, BASE) && walk.writable()).isTrue();
    assertThat(walk.physical()).isEqualTo(950L << 12);
    assertThatThrownBy(
            () -> mapper.replace(page(ROUND), PhysFrame.of(950), EntryFlags.USER_READ).isOwed())
        .isInstanceOf(IllegalStateException.class);
  }
}
