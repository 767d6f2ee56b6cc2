package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.VirtAddr;
import org.junit.jupiter.api.Test;

class TlbFlushTest {
  private static TlbFlush pages(long virtual, long count) {
    return TlbFlush.pages(PageRange.of(Page.of(VirtAddr.of(virtual)), count));
  }

  @Test
  void nothingAndSomethingIsSomething() {
    assertThat(TlbFlush.NONE.and(TlbFlush.NONE)).isEqualTo(TlbFlush.NONE);
    assertThat(TlbFlush.NONE.and(pages(0, 1))).isEqualTo(pages(0, 1));
    assertThat(pages(0, 1).and(TlbFlush.NONE)).isEqualTo(pages(0, 1));
    assertThat(TlbFlush.NONE.isOwed()).isFalse();
    assertThat(pages(0, 1).isOwed()).isTrue();
  }

  @Test
  void everythingIncludesAnything() {
    assertThat(TlbFlush.ALL.and(pages(0, 1))).isEqualTo(TlbFlush.ALL);
    assertThat(pages(0, 1).and(TlbFlush.ALL)).isEqualTo(TlbFlush.ALL);
    assertThat(TlbFlush.NONE.and(TlbFlush.ALL)).isEqualTo(TlbFlush.ALL);
  }

  @Test
  void twoRangesBecomeTheOneThatHoldsBoth() {
    assertThat(pages(0x5000, 2).and(pages(0x1000, 1))).isEqualTo(pages(0x1000, 6));
    assertThat(pages(0x1000, 9).and(pages(0x2000, 1))).isEqualTo(pages(0x1000, 9));
    assertThat(pages(-0x1000, 1).and(pages(-0x5000, 2))).isEqualTo(pages(-0x5000, 5));
  }

  @Test
  void rangesInDifferentHalvesAreEverything() {
    assertThat(pages(0x1000, 1).and(pages(-0x1000, 1))).isEqualTo(TlbFlush.ALL);
  }

  @Test
  void theTextSaysWhat() {
    assertThat(TlbFlush.NONE).hasToString("flush nothing");
    assertThat(TlbFlush.ALL).hasToString("flush everything");
    assertThat(pages(0x1000, 2)).hasToString("flush [0x1000, 0x3000)");
  }
}
