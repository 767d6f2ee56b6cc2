package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTableLevelTest {
  /** Intel SDM 3A 4.5.4: which bits of the address choose the entry. */
  @ParameterizedTest
  @CsvSource({"PT,12", "PD,21", "PDPT,30", "PML4,39", "PML5,48"})
  void eachLevelLooksAtItsNineBits(PageTableLevel level, int lowestBit) {
    assertThat(level.shift()).isEqualTo(lowestBit);
    assertThat(level.bytes()).isEqualTo(1L << lowestBit);
    for (int bit = 0; bit < 9; bit++) {
      assertThat(level.index(1L << (lowestBit + bit))).isEqualTo(1 << bit);
    }
    assertThat(level.index(1L << (lowestBit - 1))).isZero();
    assertThat(level.index(1L << (lowestBit + 9))).isZero();
    assertThat(level.index(-1L)).isEqualTo(511);
    assertThat(level.index(VirtAddr.of(0x7fff_ffff_f000L)))
        .isEqualTo(level.index(0x7fff_ffff_f000L));
  }

  @Test
  void anEntryCoversFromItsStartToItsLastByte() {
    assertThat(PageTableLevel.PD.start(0x12345678L)).isEqualTo(0x12200000L);
    assertThat(PageTableLevel.PD.last(0x12345678L)).isEqualTo(0x123fffffL);
    assertThat(PageTableLevel.PML4.last(-1)).isEqualTo(-1);
    assertThat(PageTableLevel.PML4.start(-1)).isEqualTo(-(1L << 39));
  }

  @Test
  void onlyTheThreeLowestMapPages() {
    assertThat(PageTableLevel.PT.leafSize()).contains(PageSize.SIZE_4K);
    assertThat(PageTableLevel.PD.leafSize()).contains(PageSize.SIZE_2M);
    assertThat(PageTableLevel.PDPT.leafSize()).contains(PageSize.SIZE_1G);
    assertThat(PageTableLevel.PML4.leafSize()).isEmpty();
    assertThat(PageTableLevel.PML5.leafSize()).isEmpty();
    for (final PageSize size : PageSize.values()) {
      assertThat(PageTableLevel.ofLeaf(size).bytes()).isEqualTo(size.bytes());
    }
  }

  @Test
  void levelsKnowTheirNeighbours() {
    assertThat(PageTableLevel.PML5.lower()).isEqualTo(PageTableLevel.PML4);
    assertThat(PageTableLevel.PD.lower()).isEqualTo(PageTableLevel.PT);
    assertThat(PageTableLevel.PD.upper()).isEqualTo(PageTableLevel.PDPT);
    assertThatIllegalStateException().isThrownBy(PageTableLevel.PT::lower);
    assertThatIllegalStateException().isThrownBy(PageTableLevel.PML5::upper);
  }
}
