package dev.framewalk.pagetable.table;

import static dev.framewalk.pagetable.table.PageTableLevel.PD;
import static dev.framewalk.pagetable.table.PageTableLevel.PDPT;
import static dev.framewalk.pagetable.table.PageTableLevel.PML4;
import static dev.framewalk.pagetable.table.PageTableLevel.PT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.FrameRun;
import org.junit.jupiter.api.Test;

class MapperTest extends MapperFixture {
  @Test
  void aPageGetsAnEntryAtEachLevel() throws Exception {
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ_WRITE);
    assertThat(tables()).isEqualTo(4);
    assertThat(walk.find(mode, BASE + 5)).isTrue();
    assertThat(walk.physical()).isEqualTo(0x77_7005);
    assertThat(entry(BASE, PT)).isEqualTo(0x8000_0000_0077_7007L);
    assertThat(entryAddress(BASE, PML4)).isEqualTo(root.start().value() + 8);
    assertThat(entryAddress(BASE, PDPT) & 0xfff).isEqualTo(16);
    assertThat(entryAddress(BASE, PD) & 0xfff).isEqualTo(24);
    assertThat(entryAddress(BASE, PT) & 0xfff).isEqualTo(32);
    for (final PageTableLevel level : new PageTableLevel[] {PML4, PDPT, PD}) {
      // P, R/W and U/S: above a leaf, nothing is withheld in the lower half.
      assertThat(entry(BASE, level) & 0xfff).isEqualTo(7);
    }
  }

  @Test
  void theKernelHalfIsForTheSupervisorUnlessALeafNeedsMore() throws Exception {
    final long kernel = 0xffff_8000_0000_0000L;
    mapSmall(kernel, 0x700, 1, EntryFlags.KERNEL_READ_WRITE);
    assertThat(entry(kernel, PML4) & 0xfff).isEqualTo(3);
    assertThat(entry(kernel, PD) & 0xfff).isEqualTo(3);
    touch(kernel, Access.READ);
    final TlbFlush flush =
        mapper.map(
            range(kernel + 4096, 1), run(0x701, 1), 0, EntryFlags.USER_READ, LargePages.NEVER);
    assertThat(flush).as("entries in use were widened").isInstanceOf(TlbFlush.Pages.class);
    assertThat(entry(kernel, PML4) & 0xfff).isEqualTo(0x27);
    assertThat(walk.find(mode, kernel + 4096)).isTrue();
    assertThat(walk.user()).isTrue();
    assertThat(walk.find(mode, kernel)).isTrue();
    assertThat(walk.user()).as("the leaf decides").isFalse();
  }

  @Test
  void scatteredFramesAreMappedInListOrder() throws Exception {
    final FrameList list = run(0x300, 3);
    list.append(new FrameRun(PhysFrame.of(0x100), 700));
    list.append(new FrameRun(PhysFrame.of(0x50), 1));
    final TlbFlush owed =
        mapper.map(range(BASE, 702), list, 2, EntryFlags.USER_READ, LargePages.WHEN_ALIGNED);
    assertThat(owed).isEqualTo(TlbFlush.NONE);
    for (int i = 0; i < 702; i++) {
      assertThat(walk.find(mode, BASE + i * 4096L)).isTrue();
      assertThat(walk.physical()).isEqualTo(list.get(i + 2).start().value());
      assertThat(walk.writable()).isFalse();
    }
    assertThat(walk.find(mode, BASE + 702 * 4096L)).isFalse();
    assertThat(walk.find(mode, BASE - 4096L)).isFalse();
  }

  @Test
  void anEntryThatIsInUseIsRefusedByName() throws Exception {
    mapSmall(BASE + 0x2000, 0x777, 1, EntryFlags.USER_READ);
    final int before = contents();
    assertThatExceptionOfType(MapException.AlreadyMapped.class)
        .isThrownBy(() -> mapSmall(BASE - 0x40_0000, 0x100, 3000, EntryFlags.USER_READ))
        .satisfies(
            e -> {
              assertThat(e.page()).isEqualTo(page(BASE + 0x2000));
              assertThat(e.level()).isEqualTo(PT);
              assertThat(e.entry()).isEqualTo(new PageTableEntry(0x8000_0000_0077_7005L));
              assertThat(e.entryAddress()).isEqualTo(PhysAddr.of(entryAddress(BASE + 0x2000, PT)));
              assertThat(e.getStackTrace()).isEmpty();
            })
        .withMessageMatching(
            "already mapped: page=0x8080606000, level=PT, entry address=0x[0-9a-f]+, "
                + "entry=0x8000000000777005 \\[P U/S XD\\] page 0x777000");
    assertThat(contents()).isEqualTo(before);
    assertThatExceptionOfType(MapException.AlreadyMapped.class)
        .isThrownBy(() -> mapOne(ROUND + (2L << 30), 0, PageSize.SIZE_1G, EntryFlags.USER_READ))
        .satisfies(e -> assertThat(e.level()).isEqualTo(PDPT));
    assertThatExceptionOfType(MapException.AlreadyMapped.class)
        .isThrownBy(() -> mapSmall(BASE + 0x2000, 0x100, 1, EntryFlags.USER_READ));
    assertThat(contents()).isEqualTo(before);
  }

  @Test
  void anEntryThatIsNotPresentButNotEmptyIsInUseToo() throws Exception {
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    memory.writeWord(entryAddress(BASE, PT) + 8, 0xabc0);
    for (final int pages : new int[] {1, 5, 600}) {
      assertThatExceptionOfType(MapException.AlreadyMapped.class)
          .isThrownBy(() -> mapSmall(BASE + 4096, 0x100, pages, EntryFlags.USER_READ))
          .satisfies(e -> assertThat(e.entry()).isEqualTo(new PageTableEntry(0xabc0)));
    }
  }

  @Test
  void withoutFramesForTablesNothingChanges() throws Exception {
    final FrameList rest = frames.allocate(frames.available() - 2, FramePurpose.PRIVATE);
    final int before = contents();
    assertThatExceptionOfType(MapException.OutOfFrames.class)
        .isThrownBy(() -> mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ))
        .withMessage("no frames for page tables: out of frames: wanted=3, available=2");
    assertThatExceptionOfType(MapException.OutOfFrames.class)
        .isThrownBy(() -> mapSmall(BASE, 0x777, 3000, EntryFlags.USER_READ));
    assertThat(contents()).isEqualTo(before);
    assertThat(frames.available()).isEqualTo(2);
    assertThat(rest.size()).isEqualTo(997);
  }

  @Test
  void aReservationThatSufficesIsAllThatIsTaken() throws Exception {
    final long needed = mapper.tablesNeeded(range(BASE, 1000), LargePages.NEVER);
    assertThat(needed).isEqualTo(4);
    try (FrameReservation tables = frames.reserve(needed)) {
      final FrameList rest = frames.allocate(frames.available(), FramePurpose.PRIVATE);
      assertThat(
              mapper.map(
                  range(BASE, 1000),
                  run(0x900, 1000),
                  0,
                  EntryFlags.USER_READ,
                  LargePages.NEVER,
                  tables))
          .isEqualTo(TlbFlush.NONE);
      assertThat(tables.remaining()).isZero();
      frames.release(rest);
    }
    assertThat(mapper.tablesNeeded(range(BASE, 1000), LargePages.NEVER)).isZero();
  }

  @Test
  void aReservationThatIsTooSmallIsABugThatChangesNothing() throws Exception {
    final int before = contents();
    try (FrameReservation tables = frames.reserve(2)) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () -> mapper.map(page(BASE), PhysFrame.of(0x777), EntryFlags.USER_READ, tables))
          .withMessage("too few frames reserved for tables: needed=3, reserved=2");
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(
              () ->
                  mapper.map(
                      range(BASE, 1000),
                      run(0x900, 1000),
                      0,
                      EntryFlags.USER_READ,
                      LargePages.NEVER,
                      tables));
      assertThat(tables.remaining()).isEqualTo(2);
    }
    assertThat(contents()).isEqualTo(before);
    assertThat(tables()).isEqualTo(1);
  }

  @Test
  void unmappingTellsTheLeavesAndGivesTheTablesBack() throws Exception {
    mapSmall(BASE, 0x777, 2, EntryFlags.USER_READ_WRITE);
    mapSmall(BASE + 0x20_0000, 0x800, 1, EntryFlags.USER_READ);
    assertThat(tables()).isEqualTo(5);
    assertThat(mapper.unmap(range(BASE - 0x4000, 400_000), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(gone)
        .containsExactly(
            "8080604000 8000000000777007 SIZE_4K",
            "8080605000 8000000000778007 SIZE_4K",
            "8080804000 8000000000800005 SIZE_4K");
    assertThat(tables()).isEqualTo(1);
    assertThat(memory.isZero(root.start().value(), 4096)).isTrue();
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(gone).hasSize(3);
  }

  @Test
  void aTableWithAnEntryLeftStays() throws Exception {
    mapSmall(BASE, 0x777, 2, EntryFlags.USER_READ);
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(tables()).isEqualTo(4);
    assertThat(mapper.unmap(range(BASE + 4096, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(tables()).isEqualTo(1);
  }

  @Test
  void onlyPagesThatWereAccessedOweAFlush() throws Exception {
    mapSmall(BASE, 0x777, 20, EntryFlags.USER_READ_WRITE);
    touch(BASE + 0x5000, Access.READ);
    touch(BASE + 0x7000, Access.WRITE);
    assertThat(mapper.unmap(range(BASE, 4), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(mapper.unmap(range(BASE + 0x4000, 8), sink))
        .isEqualTo(TlbFlush.pages(range(BASE + 0x5000, 3)));
    assertThat(gone).contains("8080609000 800000000077c027 SIZE_4K");
    assertThat(gone).contains("808060b000 800000000077e067 SIZE_4K");
  }

  @Test
  void aTableThatWasWalkedOwesAFlushWhenItGoes() throws Exception {
    mapSmall(BASE, 0x777, 2, EntryFlags.USER_READ);
    touch(BASE, Access.READ);
    final TlbFlush first = mapper.unmap(range(BASE, 1), sink);
    assertThat(first).isEqualTo(TlbFlush.pages(range(BASE, 1)));
    // The second page was never accessed, but its tables may be cached.
    assertThat(mapper.unmap(range(BASE + 4096, 1), sink).isOwed()).isTrue();
    assertThat(tables()).isEqualTo(1);
  }

  @Test
  void protectingChangesPermissionsAndNothingElse() throws Exception {
    final EntryFlags flags =
        EntryFlags.USER_READ_WRITE.with(
            EntryFlags.PAT, EntryFlags.WRITE_THROUGH, EntryFlags.GLOBAL);
    mapSmall(BASE, 0x777, 3, flags);
    touch(BASE + 4096, Access.WRITE);
    memory.writeWord(entryAddress(BASE, PT), entry(BASE, PT) | 1L << 9 | 1L << 58);
    final TlbFlush flush =
        mapper.protect(range(BASE, 3), EntryFlags.USER_READ_EXECUTE.withProtectionKey(9));
    assertThat(flush).isEqualTo(TlbFlush.pages(range(BASE + 4096, 1)));
    assertThat(entry(BASE, PT)).isEqualTo(0x4c00_0000_0077_738dL);
    assertThat(entry(BASE + 4096, PT)).isEqualTo(0x4800_0000_0077_81edL);
    assertThat(mapper.protect(range(BASE, 3), EntryFlags.USER_READ_EXECUTE.withProtectionKey(9)))
        .as("no change owes nothing")
        .isEqualTo(TlbFlush.NONE);
    assertThat(mapper.protect(range(BASE, 1), EntryFlags.NO_EXECUTE)).isEqualTo(TlbFlush.NONE);
    assertThat(entry(BASE, PT)).isEqualTo(0x8400_0000_0077_7389L);
  }

  @Test
  void clearingUsageBitsOwesAFlush() throws Exception {
    mapSmall(BASE, 0x777, 3, EntryFlags.USER_READ_WRITE);
    touch(BASE, Access.WRITE);
    touch(BASE + 0x2000, Access.READ);
    assertThat(mapper.clearDirty(range(BASE, 3))).isEqualTo(TlbFlush.pages(range(BASE, 1)));
    assertThat(entry(BASE, PT) & 0x60).isEqualTo(0x20);
    assertThat(mapper.clearAccessed(range(BASE, 3))).isEqualTo(TlbFlush.pages(range(BASE, 3)));
    assertThat(entry(BASE, PT) & 0x60).isZero();
    touch(BASE + 0x1000, Access.WRITE);
    assertThat(mapper.clearAccessedAndDirty(range(BASE, 3)))
        .isEqualTo(TlbFlush.pages(range(BASE + 0x1000, 1)));
    assertThat(mapper.clearAccessedAndDirty(range(BASE, 3))).isEqualTo(TlbFlush.NONE);
  }

  @Test
  void anAddressSpaceEndsWithoutAFrameLost() throws Exception {
    mapSmall(BASE, 0x777, 2, EntryFlags.USER_READ_WRITE);
    mapSmall(0x40_0000, 0x300, 1, EntryFlags.USER_READ_EXECUTE);
    mapOne(ROUND * 2, 0, PageSize.SIZE_1G, EntryFlags.USER_READ);
    touch(BASE, Access.READ);
    assertThat(mapper.destroy(sink)).isInstanceOf(TlbFlush.Pages.class);
    assertThat(gone)
        .containsExactly(
            "400000 300005 SIZE_4K",
            "8080604000 8000000000777027 SIZE_4K",
            "8080605000 8000000000778007 SIZE_4K",
            "10000000000 8000000000000085 SIZE_1G");
    assertThat(frames.used()).isZero();
  }

  @Test
  void theKernelHalfIsSharedAndOutlivesAProcess() throws Exception {
    final long kernel = 0xffff_ffff_8000_0000L;
    mapSmall(kernel, 0x700, 4, EntryFlags.KERNEL_READ_EXECUTE);
    final long before = frames.used();
    final PhysFrame processRoot = Mapper.newRoot(frames);
    final PagingMode processMode = mode.withRoot(processRoot);
    final Mapper process = new Mapper(memory, frames, processMode);
    assertThat(process.shareKernelHalf(root)).isEqualTo(TlbFlush.NONE);
    assertThat(walk.find(processMode, kernel + 0x2000)).isTrue();
    assertThat(walk.physical()).isEqualTo(0x70_2000);
    // Pages that come and go are seen by all, because the tables below the root are shared.
    final long shared = entry(kernel, PML4);
    assertThat(mapper.unmap(range(kernel, 4), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(mapper.unmap(range(kernel - (1 << 30), 1 << 18), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.used(FramePurpose.PAGE_TABLE)).as("two roots, one PDPT").isEqualTo(3);
    assertThat(entry(kernel, PML4)).isEqualTo(shared);
    mapSmall(kernel + 0x10_0000, 0x555, 1, EntryFlags.KERNEL_READ);
    assertThat(walk.find(processMode, kernel + 0x10_0000)).isTrue();
    assertThat(process.destroy(sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.used()).isEqualTo(before);
    assertThat(walk.find(mode, kernel + 0x10_0000)).isTrue();
    assertThat(mapper.destroyWithKernelHalf(sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.used()).isZero();
  }

  @Test
  void badArgumentsAreRefused() {
    final PagingMode plain = mode.without(PagingMode.Feature.NO_EXECUTE);
    final Mapper withoutNx = new Mapper(memory, frames, plain);
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                withoutNx.map(range(BASE, 1), run(7, 1), 0, EntryFlags.USER_READ, LargePages.NEVER))
        .withMessage("execute disable without EFER.NXE: flags=P U/S XD");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> mapSmall(1L << 48, 7, 1, EntryFlags.USER_READ))
        .withMessage("not canonical under 4-level paging: address=0x1000000000000");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> mapSmall(BASE, 1 << 28, 1, EntryFlags.USER_READ))
        .withMessage("frame beyond the physical-address width: frame 0x10000000, bits=40");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> mapOne(BASE, 0x200, PageSize.SIZE_2M, EntryFlags.USER_READ));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> mapOne(ROUND, 0x201, PageSize.SIZE_2M, EntryFlags.USER_READ));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(
            () -> mapper.map(range(BASE, 3), run(7, 4), 2, EntryFlags.USER_READ, LargePages.NEVER));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> new Mapper(memory, frames, PagingMode.longMode(PhysFrame.of(1024))));
    assertThat(tables()).isEqualTo(1);
  }

  @Test
  void thePoisonedFrameOfATableNeverShowsThrough() throws Exception {
    // Fill the allocator's frames with poison, then use them as tables.
    final FrameList all = frames.allocate(frames.available(), FramePurpose.PRIVATE);
    frames.release(all);
    assertThat(memory.readWord(all.get(5).start().value())).isEqualTo(FrameAllocator.POISON_WORD);
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    assertThat(PlainTables.read(memory, root.start().value(), 4).pages()).hasSize(1);
  }
}
