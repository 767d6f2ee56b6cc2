package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PageTableEntryTest {
  private static final PagingMode MODE =
      PagingMode.longMode(PhysFrame.of(1)).withPhysicalAddressBits(40);

  /** Bit positions from Intel SDM 3A table 4-20 "Format of a Page-Table Entry". */
  static Stream<Arguments> flags() {
    return Stream.of(
        flag(0, EntryFlags.PRESENT, "P", PageTableEntry::isPresent),
        flag(1, EntryFlags.WRITABLE, "R/W", PageTableEntry::isWritable),
        flag(2, EntryFlags.USER, "U/S", PageTableEntry::isUser),
        flag(3, EntryFlags.WRITE_THROUGH, "PWT", PageTableEntry::isWriteThrough),
        flag(4, EntryFlags.CACHE_DISABLE, "PCD", PageTableEntry::isCacheDisabled),
        flag(5, EntryFlags.ACCESSED, "A", PageTableEntry::isAccessed),
        flag(6, EntryFlags.DIRTY, "D", PageTableEntry::isDirty),
        flag(7, EntryFlags.PAT, "PAT", entry -> entry.pat(PageTableLevel.PT)),
        flag(8, EntryFlags.GLOBAL, "G", PageTableEntry::isGlobal),
        flag(63, EntryFlags.NO_EXECUTE, "XD", PageTableEntry::isNoExecute));
  }

  private static Arguments flag(
      int bit, EntryFlags flag, String name, Predicate<PageTableEntry> accessor) {
    return Arguments.of(bit, flag, name, accessor);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void everyFlagIsItsBitOfASmallPageAndNoOther(
      int bit, EntryFlags flag, String name, Predicate<PageTableEntry> accessor) {
    assertThat(flag.leafBits(PageSize.SIZE_4K)).isEqualTo(1L << bit);
    assertThat(flag).hasToString(name);
    assertThat(accessor.test(new PageTableEntry(1L << bit))).isTrue();
    assertThat(accessor.test(new PageTableEntry(~(1L << bit)))).isFalse();
    assertThat(new PageTableEntry(1L << bit).flags(PageTableLevel.PT)).isEqualTo(flag);
  }

  /** Intel SDM 3A tables 4-16 and 4-18: bit 7 says that it is a page, PAT moves to bit 12. */
  @ParameterizedTest
  @CsvSource({"PD,SIZE_2M", "PDPT,SIZE_1G"})
  void aLargePageHasItsSizeBitAndPatAtBitTwelve(PageTableLevel level, PageSize size) {
    assertThat(EntryFlags.PAT.leafBits(size)).isEqualTo(0x1080);
    assertThat(EntryFlags.NONE.leafBits(size)).isEqualTo(0x80);
    assertThat(EntryFlags.USER_READ_WRITE.leafBits(size)).isEqualTo(0x8000_0000_0000_0087L);
    final PageTableEntry entry = new PageTableEntry(0x1081);
    assertThat(entry.isLeaf(level)).isTrue();
    assertThat(entry.pat(level)).isTrue();
    assertThat(entry.flags(level))
        .isEqualTo(EntryFlags.PRESENT.with(EntryFlags.PAGE_SIZE, EntryFlags.PAT));
    assertThat(new PageTableEntry(0x1001).isLeaf(level)).isFalse();
    assertThat(new PageTableEntry(0x1001).flags(level)).isEqualTo(EntryFlags.PRESENT);
  }

  @Test
  void aTableOfTheUpperLevelsIsNeverALeaf() {
    assertThat(new PageTableEntry(0x81).isLeaf(PageTableLevel.PML4)).isFalse();
    assertThat(new PageTableEntry(0x81).isLeaf(PageTableLevel.PML5)).isFalse();
    assertThat(new PageTableEntry(0x01).isLeaf(PageTableLevel.PT)).isTrue();
  }

  @Test
  void theProtectionKeyIsBitsFiftyNineToSixtyTwo() {
    for (int key = 0; key < 16; key++) {
      final EntryFlags flags = EntryFlags.USER_READ.withProtectionKey(key);
      assertThat(flags.leafBits(PageSize.SIZE_4K))
          .isEqualTo(0x8000_0000_0000_0005L | (long) key << 59);
      assertThat(flags.protectionKey()).isEqualTo(key);
      assertThat(new PageTableEntry((long) key << 59).protectionKey()).isEqualTo(key);
      assertThat(flags.withProtectionKey(3).protectionKey()).isEqualTo(3);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> EntryFlags.PRESENT.withProtectionKey(16));
  }

  @Test
  void addressesAreCutToTheSizeOfThePage() {
    final PageTableEntry entry = new PageTableEntry(0x800f_ffff_ffff_ffffL);
    assertThat(entry.table()).isEqualTo(PhysFrame.of(0xff_ffff_ffffL));
    assertThat(entry.pageStart(PageSize.SIZE_4K)).isEqualTo(PhysAddr.of(0xf_ffff_ffff_f000L));
    assertThat(entry.pageStart(PageSize.SIZE_2M)).isEqualTo(PhysAddr.of(0xf_ffff_ffe0_0000L));
    assertThat(entry.pageStart(PageSize.SIZE_1G)).isEqualTo(PhysAddr.of(0xf_ffff_c000_0000L));
  }

  /** Intel SDM 3A 4.5.5: what is reserved in a present entry, by level, for MAXPHYADDR 40. */
  @ParameterizedTest
  @CsvSource({
    "PT,   1, 0x000fff0000000000",
    "PD,   1, 0x000fff0000000000",
    "PD,   81, 0x000fff00001fe000",
    "PDPT, 1, 0x000fff0000000000",
    "PDPT, 81, 0x000fff003fffe000",
    "PML4, 1, 0x000fff0000000080",
    "PML5, 1, 0x000fff0000000080",
  })
  void reservedBitsDependOnLevelAndSize(PageTableLevel level, String kind, String mask) {
    final long reserved = Long.decode(mask);
    final long base = Long.parseLong(kind, 16);
    for (int bit = 1; bit < 64; bit++) {
      if (bit == 7 && level.ordinal() <= PageTableLevel.PDPT.ordinal()) {
        continue;
      }
      final PageTableEntry entry = new PageTableEntry(base | 1L << bit);
      final long expected = reserved & 1L << bit;
      assertThat(entry.reservedBits(level, MODE)).as("%s bit %d", level, bit).isEqualTo(expected);
      final long withoutNx = bit == 63 ? 1L << 63 : expected;
      assertThat(entry.reservedBits(level, MODE.without(PagingMode.Feature.NO_EXECUTE)))
          .isEqualTo(withoutNx);
    }
    assertThat(new PageTableEntry(-2).reservedBits(level, MODE)).as("not present").isZero();
  }

  @ParameterizedTest
  @CsvSource({"32,0xfffff00000000", "52,0", "46,0xfc00000000000"})
  void theAddressWidthMovesTheReservedBits(int bits, String mask) {
    final PageTableEntry all = new PageTableEntry(0x000f_ffff_ffff_f001L);
    assertThat(all.reservedBits(PageTableLevel.PT, MODE.withPhysicalAddressBits(bits)))
        .isEqualTo(Long.decode(mask));
  }

  @Test
  void theTextNamesEveryFlag() {
    assertThat(new PageTableEntry(0x8000_0000_0000_3067L).toString(PageTableLevel.PT))
        .isEqualTo("0x8000000000003067 [P R/W U/S A D XD] page 0x3000");
    assertThat(new PageTableEntry(0x1800_0000_0020_1187L).toString(PageTableLevel.PD))
        .isEqualTo("0x1800000000201187 [P R/W U/S PS G PAT key=3] page 0x200000");
    assertThat(new PageTableEntry(0x5027).toString(PageTableLevel.PML4))
        .isEqualTo("0x5027 [P R/W U/S A] table 0x5000");
    assertThat(new PageTableEntry(0x5026).toString(PageTableLevel.PT))
        .isEqualTo("0x5026 [not present]");
    assertThat(PageTableEntry.EMPTY.toString(PageTableLevel.PT)).isEqualTo("0x0");
  }

  @Test
  void flagsAreASet() {
    final EntryFlags flags = EntryFlags.PRESENT.with(EntryFlags.USER, EntryFlags.WRITABLE);
    assertThat(flags.contains(EntryFlags.USER)).isTrue();
    assertThat(flags.contains(EntryFlags.USER.or(EntryFlags.NO_EXECUTE))).isFalse();
    assertThat(flags.without(EntryFlags.USER))
        .isEqualTo(EntryFlags.PRESENT.or(EntryFlags.WRITABLE));
    assertThat(EntryFlags.NONE).hasToString("none");
    assertThatIllegalArgumentException().isThrownBy(() -> new EntryFlags(1L << 9));
    assertThatIllegalArgumentException().isThrownBy(() -> new EntryFlags(1L << 20));
  }
}
