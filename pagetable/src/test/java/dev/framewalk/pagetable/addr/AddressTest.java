package dev.framewalk.pagetable.addr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 0x7fff_ffff_ffffL, 0xffff_8000_0000_0000L, -1})
  void canonicalAddressesOfFourLevelsAreAccepted(long value) {
    assertThat(VirtAddr.of(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x8000_0000_0000L, 0xffff_7fff_ffff_ffffL, 0x00ff_ffff_ffff_ffffL})
  void whatOnlyFiveLevelsTranslateIsRefusedByOf(long value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VirtAddr.of(value))
        .withMessageContaining("0x" + Long.toHexString(value));
    assertThat(new VirtAddr(value).value()).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(longs = {0x0100_0000_0000_0000L, 0xfeff_ffff_ffff_ffffL, Long.MIN_VALUE})
  void whatNoModeTranslatesIsNoVirtualAddress(long value) {
    assertThatIllegalArgumentException().isThrownBy(() -> new VirtAddr(value));
  }

  @Test
  void pagesAndFramesAreRoundedDownOnlyWhenAsked() {
    final VirtAddr address = VirtAddr.of(0x1234_5678);
    assertThat(address.pageOffset()).isEqualTo(0x678);
    assertThat(Page.containing(address)).isEqualTo(Page.of(VirtAddr.of(0x1234_5000)));
    assertThatIllegalArgumentException().isThrownBy(() -> Page.of(address));
    assertThat(PhysFrame.containing(PhysAddr.of(0x1fff))).isEqualTo(PhysFrame.of(1));
    assertThat(PhysFrame.of(3).start()).isEqualTo(PhysAddr.of(0x3000));
  }

  @Test
  void physicalAddressesEndAtFiftyTwoBits() {
    assertThat(PhysAddr.of((1L << 52) - 1).value()).isEqualTo(0xf_ffff_ffff_ffffL);
    assertThatIllegalArgumentException().isThrownBy(() -> PhysAddr.of(1L << 52));
    assertThatIllegalArgumentException().isThrownBy(() -> PhysAddr.of(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> PhysFrame.of(1L << 40));
  }

  @Test
  void aRangeStaysInItsHalf() {
    final Page last = Page.of(VirtAddr.of(-4096));
    final PageRange top = PageRange.of(last, 1);
    assertThat(top.endExclusive()).isZero();
    assertThat(top.contains(VirtAddr.of(-1))).isTrue();
    assertThat(top.contains(VirtAddr.of(-4097))).isFalse();
    assertThat(top.contains(VirtAddr.of(0))).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> PageRange.of(last, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> PageRange.of(last, 0));
    final Page low = Page.of(new VirtAddr(0x00ff_ffff_ffff_f000L));
    assertThatIllegalArgumentException().isThrownBy(() -> PageRange.of(low, 2));
  }

  @Test
  void rangesOverlapWhenTheyShareAPage() {
    final PageRange range = PageRange.of(Page.of(VirtAddr.of(0x5000)), 3);
    assertThat(range.bytes()).isEqualTo(0x3000);
    assertThat(range.overlaps(PageRange.of(Page.of(VirtAddr.of(0x7000)), 1))).isTrue();
    assertThat(range.overlaps(PageRange.of(Page.of(VirtAddr.of(0x8000)), 1))).isFalse();
    assertThat(range.overlaps(PageRange.of(Page.of(VirtAddr.of(0x4000)), 1))).isFalse();
    assertThat(range.overlaps(PageRange.of(Page.of(VirtAddr.of(0x4000)), 9))).isTrue();
  }

  @Test
  void addressesSortAsUnsignedNumbers() {
    assertThat(VirtAddr.of(-4096)).isGreaterThan(VirtAddr.of(0x7fff_ffff_f000L));
    assertThat(Page.of(VirtAddr.of(0)).plus(2)).isGreaterThan(Page.of(VirtAddr.of(4096)));
    assertThat(PhysAddr.of(1).plus(4)).isGreaterThan(PhysAddr.of(4));
  }
}
