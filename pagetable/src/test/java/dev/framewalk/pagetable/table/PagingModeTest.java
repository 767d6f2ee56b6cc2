package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagingModeTest {
  private static final PagingMode MODE = PagingMode.longMode(PhysFrame.of(0x123));

  @Test
  void longModeIsFourLevelsWithWriteProtectionAndExecuteDisable() {
    assertThat(MODE.cr0()).isEqualTo(0x8001_0033L);
    assertThat(MODE.cr3()).isEqualTo(0x12_3000);
    assertThat(MODE.cr4()).isEqualTo(0x20);
    assertThat(MODE.efer()).isEqualTo(0xd01);
    assertThat(MODE.levels()).isEqualTo(4);
    assertThat(MODE.topLevel()).isEqualTo(PageTableLevel.PML4);
    assertThat(MODE.virtualAddressBits()).isEqualTo(48);
    assertThat(MODE.physicalAddressBits()).isEqualTo(40);
    assertThat(MODE.root()).isEqualTo(PhysFrame.of(0x123));
    assertThat(MODE.writeProtect()).isTrue();
    assertThat(MODE.noExecuteEnabled()).isTrue();
    assertThat(MODE)
        .hasToString("4-level paging, root=0x123000 WRITE_PROTECT NO_EXECUTE, physical bits=40");
  }

  /** Intel SDM 3A 2.5 "Control Registers" and 2.2.1 "Extended Feature Enable Register". */
  @ParameterizedTest
  @CsvSource({
    "WRITE_PROTECT,   cr0,  16",
    "GLOBAL_PAGES,    cr4,  7",
    "FIVE_LEVELS,     cr4,  12",
    "SMEP,            cr4,  20",
    "SMAP,            cr4,  21",
    "PROTECTION_KEYS, cr4,  22",
    "NO_EXECUTE,      efer, 11",
  })
  void everyFeatureIsOneBitOfARegister(Feature feature, String register, int bit) {
    final PagingMode off = MODE.without(feature);
    final PagingMode on = off.with(feature);
    assertThat(off.has(feature)).isFalse();
    assertThat(on.has(feature)).isTrue();
    assertThat(on.cr0() ^ off.cr0()).isEqualTo(register.equals("cr0") ? 1L << bit : 0);
    assertThat(on.cr4() ^ off.cr4()).isEqualTo(register.equals("cr4") ? 1L << bit : 0);
    assertThat(on.efer() ^ off.efer()).isEqualTo(register.equals("efer") ? 1L << bit : 0);
    for (final Feature other : Feature.values()) {
      assertThat(on.has(other)).isEqualTo(other == feature || off.has(other));
    }
  }

  @Test
  void fiveLevelsTranslateFiftySevenBits() {
    final PagingMode five = MODE.with(Feature.FIVE_LEVELS);
    assertThat(five.levels()).isEqualTo(5);
    assertThat(five.topLevel()).isEqualTo(PageTableLevel.PML5);
    assertThat(five.virtualAddressBits()).isEqualTo(57);
  }

  @Test
  void theRootIsTheAddressInCr3() {
    final PagingMode mode = new PagingMode(MODE.cr0(), 0x45_6fff, MODE.cr4(), MODE.efer(), 0, 52);
    assertThat(mode.root()).isEqualTo(PhysFrame.of(0x456));
    assertThat(mode.withRoot(PhysFrame.of(7)).cr3()).isEqualTo(0x7000);
  }

  /** Intel SDM 3A 4.6.2: bit 2i of PKRU is AD of key i, bit 2i + 1 is WD. */
  @Test
  void everyKeyHasTwoBitsInPkru() {
    for (int key = 0; key < 16; key++) {
      final PagingMode access = MODE.withPkru(1 << (2 * key));
      final PagingMode write = MODE.withPkru(2 << (2 * key));
      for (int other = 0; other < 16; other++) {
        assertThat(access.accessDisabled(other)).isEqualTo(other == key);
        assertThat(access.writeDisabled(other)).isFalse();
        assertThat(write.writeDisabled(other)).isEqualTo(other == key);
        assertThat(write.accessDisabled(other)).isFalse();
      }
    }
  }

  @Test
  void whatIsNoLongModePagingIsRefused() {
    assertThat(PagingMode.isLongMode(0x11, 0x20, 0xd00)).isFalse();
    assertThat(PagingMode.isLongMode(0x8000_0011L, 0, 0xd00)).isFalse();
    assertThat(PagingMode.isLongMode(0x8000_0011L, 0x20, 0x900)).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PagingMode(0x11, 0, 0x20, 0xd00, 0, 40))
        .withMessage("not paging in long mode: cr0=0x11, cr4=0x20, efer=0xd00");
    assertThatIllegalArgumentException().isThrownBy(() -> MODE.withPhysicalAddressBits(53));
    assertThatIllegalArgumentException().isThrownBy(() -> MODE.withPhysicalAddressBits(31));
  }
}
