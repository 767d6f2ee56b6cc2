package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import org.junit.jupiter.api.Test;

/** Walks through tables that are written here word by word. */
class PageWalkTest {
  // Indexes 1, 2, 3, 4, 5 from PML5 down, offset 0x678.
  private static final long FIVE = 0x0001_0100_c080_5678L;
  private static final long FOUR = 0x0000_0100_c080_5678L;

  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final PagingMode four = PagingMode.longMode(PhysFrame.of(2));
  private final PagingMode five = PagingMode.longMode(PhysFrame.of(1)).with(Feature.FIVE_LEVELS);
  private final PageWalk walk = new PageWalk(memory);
  private final PageTableWalker walker = new PageTableWalker(memory);

  PageWalkTest() {
    memory.writeWord(0x1000 + 8, 0x2007);
    memory.writeWord(0x2000 + 8 * 2, 0x3007);
    memory.writeWord(0x3000 + 8 * 3, 0x4007);
    memory.writeWord(0x4000 + 8 * 4, 0x5007);
    memory.writeWord(0x5000 + 8 * 5, 0x9_9007);
  }

  @Test
  void fourLevelsLeadToAPage() {
    assertThat(walk.find(four, FOUR)).isTrue();
    assertThat(walk.end()).isEqualTo(WalkEnd.MAPPED);
    assertThat(walk.physical()).isEqualTo(0x9_9678);
    assertThat(walk.leafLevel()).isEqualTo(PageTableLevel.PT);
    assertThat(walk.leafEntry()).isEqualTo(0x9_9007);
    assertThat(walk.leafEntryAddress()).isEqualTo(0x5028);
    assertThat(walk.entryAt(PageTableLevel.PDPT)).isEqualTo(0x4007);
    assertThat(walk.entryAddressAt(PageTableLevel.PML4)).isEqualTo(0x2010);
    assertThat(walk.bytesToPageEnd()).isEqualTo(0x988);
    assertThatIllegalStateException().isThrownBy(() -> walk.entryAt(PageTableLevel.PML5));
  }

  @Test
  void fiveLevelsLeadToTheSamePage() {
    assertThat(walk.find(five, FIVE)).isTrue();
    assertThat(walk.physical()).isEqualTo(0x9_9678);
    assertThat(walk.entryAddressAt(PageTableLevel.PML5)).isEqualTo(0x1008);
    assertThat(walk.find(five, FOUR)).isFalse();
    assertThat(walk.level()).isEqualTo(PageTableLevel.PML5);
  }

  @Test
  void anAddressBeyondTheWidthOfTheModeIsNotWalked() {
    assertThat(walk.find(four, FIVE)).isFalse();
    assertThat(walk.end()).isEqualTo(WalkEnd.NOT_CANONICAL);
    assertThatIllegalStateException().isThrownBy(walk::level);
    assertThat(walker.walk(four, FIVE)).isEqualTo(new Translation.NotCanonical(FIVE));
    assertThat(walk.find(five, 1L << 57)).isFalse();
    assertThat(walk.end()).isEqualTo(WalkEnd.NOT_CANONICAL);
  }

  @Test
  void largePagesEndTheWalkEarly() {
    memory.writeWord(0x4000 + 8 * 4, 0x60_1087);
    assertThat(walk.find(four, FOUR)).isTrue();
    assertThat(walk.leafLevel()).isEqualTo(PageTableLevel.PD);
    assertThat(walk.physical()).isEqualTo(0x60_5678);
    assertThat(walk.bytesToPageEnd()).isEqualTo(0x20_0000 - 0x5678);
    memory.writeWord(0x3000 + 8 * 3, 0xc000_0087L);
    assertThat(walk.find(four, FOUR)).isTrue();
    assertThat(walk.leafLevel()).isEqualTo(PageTableLevel.PDPT);
    assertThat(walk.physical()).isEqualTo(0xc080_5678L);
    assertThat(walker.walk(four, VirtAddr.of(FOUR)))
        .isInstanceOfSatisfying(
            Translation.Mapped.class,
            mapped -> {
              assertThat(mapped.size()).isEqualTo(PageSize.SIZE_1G);
              assertThat(mapped.physical()).isEqualTo(PhysAddr.of(0xc080_5678L));
              assertThat(mapped.steps()).hasSize(2);
            });
  }

  @Test
  void theWalkStopsAtTheFirstEntryThatIsNotPresent() {
    for (PageTableLevel level = PageTableLevel.PML4; ; level = level.lower()) {
      assertThat(walk.find(four, FOUR)).isTrue();
      final long address = walk.entryAddressAt(level);
      final long entry = memory.readWord(address);
      // Everything else in an entry that is not present means nothing.
      memory.writeWord(address, ~1L);
      assertThat(walk.find(four, FOUR)).isFalse();
      assertThat(walk.end()).isEqualTo(WalkEnd.NOT_PRESENT);
      assertThat(walk.level()).isEqualTo(level);
      memory.writeWord(address, entry);
      if (level == PageTableLevel.PT) {
        return;
      }
    }
  }

  @Test
  void aReservedBitStopsTheWalkAtItsLevel() {
    for (PageTableLevel level = PageTableLevel.PML4; ; level = level.lower()) {
      assertThat(walk.find(four, FOUR)).isTrue();
      final long address = walk.entryAddressAt(level);
      final long entry = memory.readWord(address);
      memory.writeWord(address, entry | 1L << 40);
      assertThat(walk.find(four, FOUR)).isFalse();
      assertThat(walk.end()).isEqualTo(WalkEnd.RESERVED_BIT);
      assertThat(walk.level()).isEqualTo(level);
      memory.writeWord(address, entry | 1L << 63);
      assertThat(walk.find(four, FOUR)).isTrue();
      assertThat(walk.executable()).isFalse();
      assertThat(walk.find(four.without(Feature.NO_EXECUTE), FOUR)).isFalse();
      assertThat(walk.end()).isEqualTo(WalkEnd.RESERVED_BIT);
      memory.writeWord(address, entry);
      if (level == PageTableLevel.PT) {
        return;
      }
    }
  }

  @Test
  void permissionsAreThoseOfAllLevelsTogether() {
    for (PageTableLevel level = PageTableLevel.PML4; ; level = level.lower()) {
      assertThat(walk.find(four, FOUR)).isTrue();
      assertThat(walk.writable() && walk.user() && walk.executable()).isTrue();
      final long address = walk.entryAddressAt(level);
      final long entry = memory.readWord(address);
      memory.writeWord(address, entry & ~2L);
      assertThat(walk.find(four, FOUR)).isTrue();
      assertThat(walk.writable()).isFalse();
      assertThat(walk.user()).isTrue();
      memory.writeWord(address, entry & ~4L);
      assertThat(walk.find(four, FOUR)).isTrue();
      assertThat(walk.user()).isFalse();
      assertThat(walk.writable()).isTrue();
      memory.writeWord(address, entry);
      if (level == PageTableLevel.PT) {
        return;
      }
    }
  }

  @Test
  void tablesOutsideOfMemoryReadAsEmpty() {
    memory.writeWord(0x3000 + 8 * 3, 0x10_0000_0007L);
    assertThat(walk.find(four, FOUR)).isFalse();
    assertThat(walk.end()).isEqualTo(WalkEnd.NOT_PRESENT);
    assertThat(walk.level()).isEqualTo(PageTableLevel.PD);
    assertThat(walk.entryAddressAt(PageTableLevel.PD)).isEqualTo(0x10_0000_0020L);
  }

  @Test
  void markingSetsAccessedOnTheWayAndDirtyAtTheLeaf() {
    assertThat(walk.find(four, FOUR)).isTrue();
    walk.mark(Access.READ);
    assertThat(memory.readWord(0x2010)).isEqualTo(0x3027);
    assertThat(memory.readWord(0x3018)).isEqualTo(0x4027);
    assertThat(memory.readWord(0x4020)).isEqualTo(0x5027);
    assertThat(memory.readWord(0x5028)).isEqualTo(0x9_9027);
    walk.mark(Access.WRITE);
    assertThat(memory.readWord(0x4020)).isEqualTo(0x5027);
    assertThat(memory.readWord(0x5028)).isEqualTo(0x9_9067);
    assertThat(memory.readWord(0x1008)).as("not on the way").isEqualTo(0x2007);
  }

  @Test
  void markingKeepsWhatChangedMeanwhile() {
    assertThat(walk.find(four, FOUR)).isTrue();
    memory.writeWord(0x5028, 0x9_9007 | 1L << 9);
    walk.mark(Access.WRITE);
    assertThat(memory.readWord(0x5028)).isEqualTo(0x9_9067 | 1L << 9);
  }

  @Test
  void everyStepIsTold() {
    memory.writeWord(0x3018, 0x8000_0000_0000_4025L);
    memory.writeWord(0x5028, 0);
    final Translation translation = walker.walk(four, VirtAddr.of(FOUR));
    assertThat(translation)
        .isInstanceOfSatisfying(
            Translation.NotMapped.class,
            stopped -> {
              assertThat(stopped.level()).isEqualTo(PageTableLevel.PT);
              assertThat(stopped.reason()).isEqualTo(WalkEnd.NOT_PRESENT);
            });
    assertThat(translation.steps())
        .extracting(WalkStep::toString)
        .containsExactly(
            "PML4[0x2] at 0x2010 = 0x3007 [P R/W U/S] table 0x3000",
            "PDPT[0x3] at 0x3018 = 0x8000000000004025 [P U/S A XD] table 0x4000",
            "PD[0x4] at 0x4020 = 0x5007 [P R/W U/S] table 0x5000",
            "PT[0x5] at 0x5028 = 0x0");
    assertThat(translation.steps())
        .extracting(step -> step.permissions().toString())
        .startsWith("rwx user", "r-- user", "r-- user");
    assertThat(translation.steps().get(1).table()).isEqualTo(PhysFrame.of(3));
  }
}
