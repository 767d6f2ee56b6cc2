package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import org.junit.jupiter.api.Test;

/** Dumps of tables that are written here word by word. */
class PageTableDumpTest {
  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final PagingMode mode = PagingMode.longMode(PhysFrame.of(2));

  PageTableDumpTest() {
    // PML4[1] -> PDPT[0] -> PD[0] -> PT, all permissive.
    memory.writeWord(0x2008, 0x3007);
    memory.writeWord(0x3000, 0x4007);
    memory.writeWord(0x4000, 0x5007);
  }

  @Test
  void anEmptyAddressSpaceHasNoRanges() {
    final PageTableDump dump = PageTableDump.of(memory, PagingMode.longMode(PhysFrame.of(9)));
    assertThat(dump.ranges()).isEmpty();
    assertThat(dump.leaves().count()).isZero();
    assertThat(dump.text()).isEqualTo("0 pages in 0 ranges, 0 KiB, 0 tables below the root\n");
  }

  @Test
  void neighboursWithEqualFlagsAndContiguousFramesAreOneRange() {
    memory.writeWord(0x5000, 0x8000_0000_0077_7027L);
    memory.writeWord(0x5008, 0x8000_0000_0077_8067L);
    memory.writeWord(0x5010, 0x8000_0000_0077_9007L);
    final PageTableDump dump = PageTableDump.of(memory, mode);
    assertThat(dump.ranges())
        .containsExactly(
            new MappedRange(
                VirtAddr.of(0x80_0000_0000L),
                3,
                PageSize.SIZE_4K,
                PhysAddr.of(0x77_7000),
                EntryFlags.USER_READ_WRITE,
                2,
                1));
    assertThat(dump.tables()).isEqualTo(3);
    assertThat(dump.leaves().virtuals())
        .containsExactly(0x80_0000_0000L, 0x80_0000_1000L, 0x80_0000_2000L);
    assertThat(dump.leaves().entries())
        .containsExactly(0x8000_0000_0077_7027L, 0x8000_0000_0077_8067L, 0x8000_0000_0077_9007L);
    assertThat(dump.text())
        .isEqualTo(
            """
            0000008000000000-0000008000003000 rw- user 4K x 3 -> 0x777000 A=2 D=1
            3 pages in 1 ranges, 12 KiB, 3 tables below the root
            """);
  }

  @Test
  void aRangeEndsWhereAnythingChanges() {
    final long[] entries = {
      0x77_7007, // begins
      0x77_8005, // read-only
      0x77_9005,
      0x77_b005, // another frame than the next
      0, // a hole
      0x77_d005,
      0x77_e105, // global
      0x77_f185, // and PAT
      0x1800_0000_0078_0185L, // and a key
      0x1800_0000_0078_1184L, // not present
      0x1800_0000_0078_2185L,
    };
    for (int i = 0; i < entries.length; i++) {
      memory.writeWord(0x5000 + 8 * i, entries[i]);
    }
    assertThat(PageTableDump.of(memory, mode).text())
        .isEqualTo(
            """
            0000008000000000-0000008000001000 rwx user 4K x 1 -> 0x777000 A=0 D=0
            0000008000001000-0000008000003000 r-x user 4K x 2 -> 0x778000 A=0 D=0
            0000008000003000-0000008000004000 r-x user 4K x 1 -> 0x77b000 A=0 D=0
            0000008000005000-0000008000006000 r-x user 4K x 1 -> 0x77d000 A=0 D=0
            0000008000006000-0000008000007000 r-x user 4K x 1 -> 0x77e000 A=0 D=0 G
            0000008000007000-0000008000008000 r-x user 4K x 1 -> 0x77f000 A=0 D=0 G PAT
            0000008000008000-0000008000009000 r-x user 4K x 1 -> 0x780000 A=0 D=0 G PAT key=3
            000000800000a000-000000800000b000 r-x user 4K x 1 -> 0x782000 A=0 D=0 G PAT key=3
            9 pages in 8 ranges, 36 KiB, 3 tables below the root
            """);
  }

  @Test
  void permissionsAreThoseOfAllLevels() {
    memory.writeWord(0x5000, 0x77_7007);
    memory.writeWord(0x4000, 0x5005);
    memory.writeWord(0x3000, 0x8000_0000_0000_4007L);
    memory.writeWord(0x2008, 0x3003);
    assertThat(PageTableDump.of(memory, mode).ranges())
        .extracting(range -> range.permissions().toString())
        .containsExactly("r-- supervisor");
    // The next table is not bound by what an earlier one withheld.
    memory.writeWord(0x2010, 0x6007);
    memory.writeWord(0x6000, 0x87);
    assertThat(PageTableDump.of(memory, mode).ranges())
        .extracting(range -> range.permissions().toString())
        .containsExactly("r-- supervisor", "rwx user");
  }

  @Test
  void largePagesAndTheKernelHalfAreShown() {
    memory.writeWord(0x4008, 0x20_0087);
    memory.writeWord(0x4010, 0x40_0087);
    memory.writeWord(0x3008, 0x4000_1083);
    memory.writeWord(0x2ff8, 0x3007);
    memory.writeWord(0x3ff8, 0xc000_0083L);
    assertThat(PageTableDump.of(memory, mode).text())
        .isEqualTo(
            """
            0000008000200000-0000008000600000 rwx user 2M x 2 -> 0x200000 A=0 D=0
            0000008040000000-0000008080000000 rwx supervisor 1G x 1 -> 0x40000000 A=0 D=0 PAT
            000000ffc0000000-0000010000000000 rwx supervisor 1G x 1 -> 0xc0000000 A=0 D=0
            ffffff8000200000-ffffff8000600000 rwx user 2M x 2 -> 0x200000 A=0 D=0
            ffffff8040000000-ffffff8080000000 rwx supervisor 1G x 1 -> 0x40000000 A=0 D=0 PAT
            ffffffffc0000000-0000000000000000 rwx supervisor 1G x 1 -> 0xc0000000 A=0 D=0
            8 pages in 6 ranges, 4202496 KiB, 6 tables below the root
            """);
  }

  @Test
  void aRangeLimitsTheDump() {
    for (int i = 0; i < 10; i++) {
      memory.writeWord(0x5000 + 8 * i, 0x77_7007 + i * 0x1000);
    }
    memory.writeWord(0x4008, 0x20_0087);
    final Page first = Page.of(VirtAddr.of(0x80_0000_8000L));
    assertThat(PageTableDump.of(memory, mode, PageRange.of(first, 505)).ranges())
        .extracting(MappedRange::toString)
        .containsExactly(
            "0000008000008000-000000800000a000 rwx user 4K x 2 -> 0x77f000 A=0 D=0",
            "0000008000200000-0000008000400000 rwx user 2M x 1 -> 0x200000 A=0 D=0");
    final PageRange wide = PageRange.of(Page.of(new VirtAddr(1L << 50)), 1);
    assertThatIllegalArgumentException().isThrownBy(() -> PageTableDump.of(memory, mode, wide));
  }

  @Test
  void fiveLevelsAreReadToTheirEnds() {
    memory.writeWord(0x5000, 0x77_7007);
    memory.writeWord(0x1000 + 8 * 255, 0x2007);
    final PagingMode five = PagingMode.longMode(PhysFrame.of(1)).with(Feature.FIVE_LEVELS);
    assertThat(PageTableDump.of(memory, five).leaves().virtuals())
        .containsExactly(0x00ff_0080_0000_0000L);
  }

  @Test
  void entriesThatLeadOutOfMemoryAreLeftOut() {
    memory.writeWord(0x5000, 0x77_7007);
    memory.writeWord(0x2010, 0xff_0000_0007L);
    memory.writeWord(0x2018, 0x3007 | 1L << 51);
    assertThat(PageTableDump.of(memory, mode).leaves().count()).isEqualTo(1);
  }
}
