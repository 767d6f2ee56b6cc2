package dev.framewalk.pagetable.table;

import static dev.framewalk.pagetable.table.PageTableLevel.PD;
import static dev.framewalk.pagetable.table.PageTableLevel.PDPT;
import static dev.framewalk.pagetable.table.PageTableLevel.PT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MapperLargePagesTest extends MapperFixture {
  private static final long TWO_MIB = 2 << 20;
  private static final long GIB = 1 << 30;

  private void mapAligned(long virtual, long frame, long count, EntryFlags flags)
      throws MapException {
    final FrameList list = run(frame, count);
    final long needed =
        mapper.tablesNeeded(range(virtual, count), list, 0, LargePages.WHEN_ALIGNED);
    final long before = tables();
    assertThat(mapper.map(range(virtual, count), list, 0, flags, LargePages.WHEN_ALIGNED))
        .isEqualTo(TlbFlush.NONE);
    assertThat(tables() - before).isEqualTo(needed);
  }

  private String sizes(long virtual, long pages) {
    final List<String> sizes = new ArrayList<>();
    mapper.forEachLeaf(
        range(virtual, pages),
        (at, entry, size) -> {
          final String name = size.name().substring(5);
          final int last = sizes.size() - 1;
          if (last >= 0 && sizes.get(last).startsWith(name + " ")) {
            final int count = Integer.parseInt(sizes.get(last).substring(3));
            sizes.set(last, name + " " + (count + 1));
          } else {
            sizes.add(name + " 1");
          }
        });
    return String.join(", ", sizes);
  }

  @Test
  void alignedRunsUseTheLargestPagesThatFit() throws Exception {
    // From 4 KiB before 1 GiB - 2 MiB to 4 KiB after 2 GiB.
    final long start = ROUND + GIB - TWO_MIB - 4096;
    final long pages = 1 + 512 + (GIB >> 12) + 1;
    mapAligned(start, (GIB - TWO_MIB - 4096) >> 12, pages, EntryFlags.USER_READ_WRITE);
    assertThat(sizes(start, pages)).isEqualTo("4K 1, 2M 1, 1G 1, 4K 1");
    assertThat(entry(ROUND + GIB, PDPT)).isEqualTo(0x8000_0000_4000_0087L);
    assertThat(entry(ROUND + GIB - TWO_MIB, PD)).isEqualTo(0x8000_0000_3fe0_0087L);
    for (long at = start; at < start + (pages << 12); at += 0x12_3000) {
      assertThat(walk.find(mode, at)).isTrue();
      assertThat(walk.physical()).isEqualTo(at - ROUND);
    }
  }

  @Test
  void framesThatAreNotAlignedWithTheirPagesStaySmall() throws Exception {
    mapAligned(ROUND, 0x201, 1024, EntryFlags.USER_READ);
    assertThat(sizes(ROUND, 1024)).isEqualTo("4K 1024");
  }

  @Test
  void aLargePageIsNotPutOverATable() throws Exception {
    mapSmall(ROUND + 4096, 0x100, 1, EntryFlags.USER_READ);
    assertThatExceptionOfType(MapException.AlreadyMapped.class)
        .isThrownBy(() -> mapOne(ROUND, 0x200, PageSize.SIZE_2M, EntryFlags.USER_READ))
        .satisfies(e -> assertThat(e.level()).isEqualTo(PD));
  }

  @Test
  void aRangeThatMeetsALargePageIsRefused() throws Exception {
    mapOne(ROUND, 0x200, PageSize.SIZE_2M, EntryFlags.USER_READ);
    for (final int pages : new int[] {1, 4}) {
      assertThatExceptionOfType(MapException.AlreadyMapped.class)
          .isThrownBy(() -> mapSmall(ROUND + 0x3000, 0x100, pages, EntryFlags.USER_READ))
          .satisfies(
              e -> {
                assertThat(e.page()).isEqualTo(page(ROUND + 0x3000));
                assertThat(e.level()).isEqualTo(PD);
              });
    }
  }

  @Test
  void unmappingOnePageOfAGigabyteLeavesTheRestAsLargeAsItCan() throws Exception {
    mapOne(ROUND, 0, PageSize.SIZE_1G, EntryFlags.USER_READ_WRITE.withProtectionKey(5));
    final long before = tables();
    assertThat(mapper.unmap(range(ROUND + TWO_MIB * 7 + 0x5000, 1), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(gone).containsExactly("8000e05000 a800000000e05007 SIZE_4K");
    assertThat(tables() - before).isEqualTo(2);
    assertThat(sizes(ROUND, GIB >> 12)).isEqualTo("2M 7, 4K 511, 2M 504");
    assertThat(walk.find(mode, ROUND + GIB - 1)).isTrue();
    assertThat(walk.physical()).isEqualTo(GIB - 1);
    assertThat(walk.protectionKey()).isEqualTo(5);
  }

  @Test
  void aSplitThatFindsNoFrameChangesNothing() throws Exception {
    mapOne(ROUND, 0, PageSize.SIZE_1G, EntryFlags.USER_READ_WRITE);
    final FrameList rest = frames.allocate(frames.available() - 2, FramePurpose.PRIVATE);
    final int before = contents();
    // Both edges lie inside: a PD and two PTs.
    assertThatExceptionOfType(MapException.OutOfFrames.class)
        .isThrownBy(() -> mapper.unmap(range(ROUND + 0x5000, 2000), sink))
        .withMessageContaining("wanted=3");
    assertThatExceptionOfType(MapException.OutOfFrames.class)
        .isThrownBy(() -> mapper.protect(range(ROUND + 0x5000, 2000), EntryFlags.USER_READ));
    assertThatExceptionOfType(MapException.OutOfFrames.class)
        .isThrownBy(() -> mapper.split(range(ROUND + 0x5000, 2000)));
    assertThat(contents()).isEqualTo(before);
    assertThat(gone).isEmpty();
    frames.release(rest);
    assertThat(mapper.unmap(range(ROUND + 0x5000, 2000), sink)).isEqualTo(TlbFlush.NONE);
    assertThat(sizes(ROUND, GIB >> 12)).isEqualTo("4K 48, 2M 508");
  }

  @Test
  void protectingPartOfALargePageSplitsIt() throws Exception {
    mapOne(ROUND, 0x400, PageSize.SIZE_2M, EntryFlags.USER_READ_WRITE.or(EntryFlags.PAT));
    touch(ROUND, Access.WRITE);
    final TlbFlush flush = mapper.protect(range(ROUND + 0x10_0000, 256), EntryFlags.USER_READ);
    assertThat(flush).isEqualTo(TlbFlush.pages(range(ROUND, 512)));
    assertThat(sizes(ROUND, 512)).isEqualTo("4K 512");
    // A, D and PAT (bit 7 now) went along.
    assertThat(entry(ROUND, PT)).isEqualTo(0x8000_0000_0040_00e7L);
    assertThat(entry(ROUND + 0x10_0000, PT)).isEqualTo(0x8000_0000_0050_00e5L);
  }

  @Test
  void protectingAWholeLargePageDoesNotSplitIt() throws Exception {
    mapOne(ROUND, 0x400, PageSize.SIZE_2M, EntryFlags.USER_READ_WRITE);
    assertThat(mapper.protect(range(ROUND, 512), EntryFlags.USER_READ)).isEqualTo(TlbFlush.NONE);
    assertThat(entry(ROUND, PD)).isEqualTo(0x8000_0000_0040_0085L);
  }

  @Test
  void splittingKeepsEveryFlag() throws Exception {
    final EntryFlags flags =
        EntryFlags.USER_READ_WRITE
            .with(EntryFlags.PAT, EntryFlags.GLOBAL, EntryFlags.CACHE_DISABLE)
            .withProtectionKey(15);
    mapOne(ROUND + GIB, 0x4_0000, PageSize.SIZE_1G, flags);
    assertThat(entry(ROUND + GIB, PDPT)).isEqualTo(0xf800_0000_4000_1197L);
    assertThat(mapper.split(range(ROUND + GIB + TWO_MIB, 512))).isEqualTo(TlbFlush.NONE);
    assertThat(entry(ROUND + GIB, PD)).isEqualTo(0xf800_0000_4000_1197L);
    assertThat(entry(ROUND + GIB + TWO_MIB, PT)).isEqualTo(0xf800_0000_4020_0197L);
    assertThat(sizes(ROUND + GIB, GIB >> 12)).isEqualTo("2M 1, 4K 512, 2M 510");
    assertThat(mapper.merge(range(ROUND + GIB, GIB >> 12))).isEqualTo(TlbFlush.NONE);
    assertThat(entry(ROUND + GIB, PDPT)).isEqualTo(0xf800_0000_4000_1197L);
    assertThat(tables()).isEqualTo(2);
  }

  @Test
  void mergingNeedsContiguousFramesFromABoundaryAndEqualFlags() throws Exception {
    mapSmall(ROUND, 0x400, 512, EntryFlags.USER_READ_WRITE);
    assertThat(mapper.protect(range(ROUND + 0x7000, 1), EntryFlags.USER_READ))
        .isEqualTo(TlbFlush.NONE);
    assertThat(mapper.merge(range(ROUND, 512))).isEqualTo(TlbFlush.NONE);
    assertThat(sizes(ROUND, 512)).isEqualTo("4K 512");
    assertThat(mapper.protect(range(ROUND + 0x7000, 1), EntryFlags.USER_READ_WRITE))
        .isEqualTo(TlbFlush.NONE);
    assertThat(mapper.merge(range(ROUND + 4096, 600))).isEqualTo(TlbFlush.NONE);
    assertThat(sizes(ROUND, 512)).as("the range has no whole table").isEqualTo("4K 512");
    touch(ROUND + 0x9000, Access.WRITE);
    assertThat(mapper.merge(range(ROUND, 512))).isEqualTo(TlbFlush.pages(range(ROUND, 512)));
    assertThat(sizes(ROUND, 512)).isEqualTo("2M 1");
    assertThat(entry(ROUND, PD)).as("A and D of any").isEqualTo(0x8000_0000_0040_00e7L);

    mapSmall(ROUND + TWO_MIB, 0x601, 512, EntryFlags.USER_READ);
    assertThat(mapper.merge(range(ROUND + TWO_MIB, 512))).isEqualTo(TlbFlush.NONE);
    assertThat(sizes(ROUND + TWO_MIB, 512)).isEqualTo("4K 512");
  }

  @Test
  void mergingKeepsWhatAnEntryAboveWithheld() throws Exception {
    mapSmall(ROUND, 0x400, 512, EntryFlags.USER_READ_WRITE_EXECUTE);
    final long above = entryAddress(ROUND, PD);
    memory.writeWord(above, memory.readWord(above) & ~2L | 1L << 63);
    assertThat(mapper.merge(range(ROUND, 512))).isEqualTo(TlbFlush.NONE);
    assertThat(entry(ROUND, PD)).isEqualTo(0x8000_0000_0040_0085L);
  }

  @Test
  void splittingAPageInUseOwesItsFlush() throws Exception {
    mapOne(ROUND, 0x400, PageSize.SIZE_2M, EntryFlags.USER_READ);
    touch(ROUND, Access.READ);
    assertThat(mapper.split(range(ROUND + 4096, 1))).isEqualTo(TlbFlush.pages(range(ROUND, 512)));
  }

  @Test
  void clearingUsageOfPartOfALargePageClearsItsOnlyBits() throws Exception {
    mapOne(ROUND, 0x400, PageSize.SIZE_2M, EntryFlags.USER_READ_WRITE);
    touch(ROUND, Access.WRITE);
    assertThat(mapper.clearAccessedAndDirty(range(ROUND + 4096, 1)))
        .isEqualTo(TlbFlush.pages(range(ROUND, 512)));
    assertThat(entry(ROUND, PD)).isEqualTo(0x8000_0000_0040_0087L);
  }
}
