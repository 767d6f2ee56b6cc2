package dev.framewalk.pagetable.table;

import static dev.framewalk.pagetable.table.PageTableLevel.PD;
import static dev.framewalk.pagetable.table.PageTableLevel.PDPT;
import static dev.framewalk.pagetable.table.PageTableLevel.PML4;
import static dev.framewalk.pagetable.table.PageTableLevel.PT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import org.junit.jupiter.api.Test;

/** Entries that a guest's ring 0 wrote behind the mapper's back, and tables kept for later. */
class MapperForeignEntriesTest extends MapperFixture {
  @Test
  void aTableWithAnEntryOfSomebodyElseIsNeverFreed() throws Exception {
    for (final int pages : new int[] {1, 3, 1000}) {
      mapSmall(BASE, 0x777, pages, EntryFlags.USER_READ);
      final long pt = entryAddress(BASE, PT) & -4096;
      memory.writeWord(pt, 0x1234_5000);
      assertThat(mapper.unmap(range(BASE, pages), sink)).isEqualTo(TlbFlush.NONE);
      assertThat(tables()).isEqualTo(4);
      assertThat(memory.readWord(pt)).isEqualTo(0x1234_5000);
      memory.writeWord(pt, 0);
      assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
      mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
      assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
      assertThat(tables()).isEqualTo(1);
    }
  }

  @Test
  void aTableThatIsNotTheAllocatorsIsUsedButNotFreed() throws Exception {
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    final long pdEntry = entryAddress(BASE, PD);
    final long own = memory.readWord(pdEntry);
    // Frame 3 belongs to nobody; frame 900 is in use for something else.
    memory.writeWord(pdEntry, 0x3007);
    mapSmall(BASE, 0x555, 1, EntryFlags.USER_READ);
    assertThat(memory.readWord(0x3020)).isEqualTo(0x8000_0000_0055_5005L);
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(mapper.unmap(range(BASE & -0x20_0000L, 512), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(memory.readWord(pdEntry)).isEqualTo(0x3007);
    final PhysFrame other = frames.allocate(FramePurpose.PRIVATE);
    memory.writeWord(pdEntry, other.start().value() | 7);
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.references(other)).isEqualTo(1);
    memory.writeWord(pdEntry, own);
    assertThat(mapper.destroy(sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.used()).isEqualTo(1);
  }

  @Test
  void entriesWithReservedBitsLeadNowhereAndBlockMapping() throws Exception {
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    final long pdptEntry = entryAddress(BASE, PDPT);
    final long own = memory.readWord(pdptEntry);
    for (final long wrong : new long[] {own | 1L << 50, 0xff_ffff_f007L}) {
      memory.writeWord(pdptEntry, wrong);
      for (final int pages : new int[] {1, 1000}) {
        assertThatExceptionOfType(MapException.AlreadyMapped.class)
            .isThrownBy(() -> mapSmall(BASE + 4096, 0x100, pages, EntryFlags.USER_READ))
            .satisfies(e -> assertThat(e.level()).isEqualTo(PDPT));
        assertThat(mapper.unmap(range(BASE, pages), sink)).isEqualTo(TlbFlush.NONE);
      }
      assertThat(memory.readWord(pdptEntry)).isEqualTo(wrong);
      assertThat(gone).isEmpty();
    }
    memory.writeWord(pdptEntry, own);
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(gone).hasSize(1);
  }

  @Test
  void aLeafWithAReservedBitIsClearedButMapsNothing() throws Exception {
    mapSmall(BASE, 0x777, 2, EntryFlags.USER_READ);
    final long entry = entryAddress(BASE, PT);
    memory.writeWord(entry, memory.readWord(entry) | 1L << 45);
    assertThat(mapper.unmap(range(BASE, 2), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(gone).containsExactly("8080605000 8000000000778005 SIZE_4K");
    assertThat(tables()).isEqualTo(1);
  }

  @Test
  void aRootThatLeadsToItselfIsNotFreedByItsOwnUnmapping() throws Exception {
    // As kernels do to see their own tables.
    final long self = root.start().value() + 8 * 511;
    memory.writeWord(self, root.start().value() | 3);
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    assertThat(mapper.unmap(range(BASE, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(tables()).isEqualTo(1);
    memory.writeWord(self, 0);
    memory.writeWord(root.start().value() + 8 * 5, root.start().value() | 3);
    assertThat(mapper.destroy(sink)).isEqualTo(TlbFlush.NONE);
    assertThat(frames.used()).isZero();
  }

  @Test
  void entriesThatWithholdWhatALeafGrantsAreWidened() throws Exception {
    mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    for (final PageTableLevel level : new PageTableLevel[] {PML4, PDPT, PD}) {
      final long address = entryAddress(BASE, level);
      memory.writeWord(address, memory.readWord(address) & ~6L | 1L << 63);
    }
    mapSmall(BASE + 4096, 0x100, 1, EntryFlags.USER_READ_WRITE_EXECUTE);
    assertThat(walk.find(mode, BASE + 4096)).isTrue();
    assertThat(walk.writable() && walk.user() && walk.executable()).isTrue();
    memory.writeWord(entryAddress(BASE, PD), entry(BASE, PD) & ~2L);
    assertThat(mapper.protect(range(BASE, 1), EntryFlags.USER_READ_WRITE)).isEqualTo(TlbFlush.NONE);
    assertThat(walk.find(mode, BASE)).isTrue();
    assertThat(walk.writable()).isTrue();
    assertThat(walk.executable()).isFalse();
  }

  @Test
  void emptyTablesMayBeKeptForTheNextMappingThere() throws Exception {
    final MapperFixture lazy = new MapperFixture(EmptyTables.FREED_LATER);
    lazy.mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    assertThat(lazy.mapper.unmap(range(BASE, 1), lazy.sink)).isEqualTo(TlbFlush.NONE);
    assertThat(lazy.gone).hasSize(1);
    assertThat(lazy.tables()).as("kept").isEqualTo(4);
    lazy.mapSmall(BASE + 4096, 0x777, 1, EntryFlags.USER_READ);
    assertThat(lazy.mapper.unmap(range(BASE + 4096, 1), lazy.sink)).isEqualTo(TlbFlush.NONE);
    assertThat(lazy.tables()).isEqualTo(4);
    lazy.mapSmall(0x40_0000, 0x777, 1, EntryFlags.USER_READ);
    assertThat(lazy.mapper.unmap(range(0x40_0000, 1), lazy.sink)).isEqualTo(TlbFlush.NONE);
    assertThat(lazy.tables()).as("the first are gone").isEqualTo(4);
    assertThat(lazy.mapper.freeEmptyTables()).isEqualTo(TlbFlush.NONE);
    assertThat(lazy.tables()).isEqualTo(1);
    lazy.mapSmall(BASE, 0x777, 1, EntryFlags.USER_READ);
    lazy.touch(BASE, Access.READ);
    assertThat(lazy.mapper.unmap(range(BASE, 1), lazy.sink))
        .isEqualTo(TlbFlush.pages(range(BASE, 1)));
    assertThat(lazy.mapper.freeEmptyTables().isOwed()).as("the tables were walked").isTrue();
    lazy.mapOne(ROUND, 0, PageSize.SIZE_2M, EntryFlags.USER_READ);
    assertThat(lazy.mapper.destroy(lazy.sink)).isEqualTo(TlbFlush.NONE);
    assertThat(lazy.frames.used()).isZero();
  }
}
