package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.RawBits.A;
import static dev.framewalk.emulator.lab.RawBits.D;
import static dev.framewalk.emulator.lab.RawBits.IGNORED_HIGH;
import static dev.framewalk.emulator.lab.RawBits.LEAF_NOISE;
import static dev.framewalk.emulator.lab.RawBits.P;
import static dev.framewalk.emulator.lab.RawBits.PAT_LARGE;
import static dev.framewalk.emulator.lab.RawBits.PCD;
import static dev.framewalk.emulator.lab.RawBits.PS;
import static dev.framewalk.emulator.lab.RawBits.PWT;
import static dev.framewalk.emulator.lab.RawBits.TABLE_NOISE;
import static dev.framewalk.emulator.lab.RawBits.U;
import static dev.framewalk.emulator.lab.RawBits.W;
import static dev.framewalk.emulator.lab.RawBits.XD;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.List;
import java.util.TreeSet;

/**
 * The tables of one variant of the lab "read a walk", with addresses that each have a point:
 *
 * <pre>
 *  slot  PML4    PDPT      PD       PT
 *  near  table   A: table  table    A: page, R/W clear in one entry above it
 *                          N, R somewhere in these: not present; a reserved bit
 *                B: table  2 MiB    R/W clear and XD set in the PDPT entry
 *  far   U/S=0   C: 1 GiB
 *  own   table   D: table  table    D: page, writable, XD; never written
 *  self  the PML4 again
 * </pre>
 *
 * <p>Around them lie entries that nobody needs: present ones, garbage that is not present, and
 * frames that once were tables.
 */
final class WalkTables {
  /** The tables and the pages that an access is tried on lie from here to the end of memory. */
  static final long FIRST_FRAME = 0x800;

  private static final long LAST_FRAME = 0xfff;
  private static final int TABLES = 9;
  private static final int OLD_TABLES = 2;
  private static final int LOWEST = 1;
  private static final int HIGHEST = 0x1fe;
  private static final int FIRST_UPPER = 0x100;
  private static final long BEYOND_WIDTH = 1L << PagingMode.DEFAULT_PHYSICAL_ADDRESS_BITS;

  private final LabRandom random;
  private final PhysicalMemory memory = new HeapMemory((LAST_FRAME + 1) << 12);
  private final List<Integer> frames;
  private final PagingMode mode;
  private final int selfSlot;
  private final long pageA;
  private final long pageB;
  private final long pageC;
  private final long pageD;
  private final long notPresent;
  private final long reserved;
  private final Access notPresentAccess;
  private final Access reservedAccess;

  WalkTables(long seed) {
    random = new LabRandom("walk", seed);
    frames =
        random.different(TABLES + OLD_TABLES + 2, (int) FIRST_FRAME, (int) LAST_FRAME).stream()
            .toList();
    // Bits 3 and 4 of CR3 are flags; the rest of its low bits is clear without PCIDs.
    final long cr3 = table(0) | random.of(List.of(PWT, PCD, PWT | PCD));
    final PagingMode plain = PagingMode.longMode(PhysFrame.of(table(0) >>> 12));
    mode =
        new PagingMode(plain.cr0(), cr3, plain.cr4(), plain.efer(), 0, plain.physicalAddressBits());

    final List<Integer> slots = random.different(3, LOWEST, FIRST_UPPER - 2);
    selfSlot = random.between(FIRST_UPPER + 1, HIGHEST);
    final List<Integer> pdpt = random.different(5, LOWEST, HIGHEST);
    final List<Integer> pd = random.different(5, LOWEST, HIGHEST);
    final List<Integer> pt = random.different(4, FIRST_UPPER, HIGHEST);
    pageA = address(slots.get(0), pdpt.get(0), pd.get(0), pt.get(0)) | wordInPage();
    pageB = address(slots.get(0), pdpt.get(1), pd.get(1), random.between(1, 0x1ff)) | wordInPage();
    pageC =
        address(slots.get(1), pdpt.get(2), random.between(1, 0x1ff), random.between(1, 0x1ff))
            | wordInPage();
    pageD = address(slots.get(2), pdpt.get(3), pd.get(2), pt.get(1)) | wordInPage();

    final PageTableLevel readOnly =
        random.of(List.of(PageTableLevel.PML4, PageTableLevel.PDPT, PageTableLevel.PD));
    put(pageA, PageTableLevel.PML4, 0, toTable(1, P | U | w(readOnly, PageTableLevel.PML4)));
    put(pageA, PageTableLevel.PDPT, 1, toTable(2, P | U | w(readOnly, PageTableLevel.PDPT)));
    put(
        pageA,
        PageTableLevel.PD,
        2,
        toTable(3, P | U | w(readOnly, PageTableLevel.PD)) | 1L << random.between(52, 58));
    final long executable = random.of(List.of(0L, XD));
    put(
        pageA,
        PageTableLevel.PT,
        3,
        small(dataFrame(0), P | W | U | executable) | 1L << random.between(52, 58));

    put(pageB, PageTableLevel.PDPT, 1, toTable(4, P | U | XD));
    put(
        pageB,
        PageTableLevel.PD,
        4,
        large(random.between(1, 0x7fff), PageTableLevel.PD, P | W | U));

    put(pageC, PageTableLevel.PML4, 0, toTable(5, P | W));
    put(
        pageC,
        PageTableLevel.PDPT,
        5,
        large(random.between(1, 63), PageTableLevel.PDPT, P | W | U));

    put(pageD, PageTableLevel.PML4, 0, toTable(6, P | W | U));
    put(pageD, PageTableLevel.PDPT, 6, toTable(7, P | W | U));
    put(pageD, PageTableLevel.PD, 7, toTable(8, P | W | U) & ~A);
    put(pageD, PageTableLevel.PT, 8, small(dataFrame(1), P | W | U | XD) & ~(A | D));

    put(address(selfSlot, 0, 0, 0), PageTableLevel.PML4, 0, toTable(0, P | W));

    final PageTableLevel missing =
        random.of(List.of(PageTableLevel.PDPT, PageTableLevel.PD, PageTableLevel.PT));
    notPresent = beside(missing, pdpt.get(4), pd.get(3), pt.get(2));
    put(notPresent, missing, tableOfA(missing), random.bits() & ~P | W | U | PS & psOf(missing));
    notPresentAccess = random.of(List.of(Access.READ, Access.WRITE));
    final PageTableLevel broken = random.of(List.of(PageTableLevel.PD, PageTableLevel.PT));
    reserved = beside(broken, pdpt.get(0), pd.get(4), pt.get(3));
    put(reserved, broken, tableOfA(broken), brokenEntry(broken));
    reservedAccess = random.of(List.of(Access.READ, Access.WRITE));
    addNoise();
  }

  private static long w(PageTableLevel readOnly, PageTableLevel here) {
    return readOnly == here ? 0 : W;
  }

  /** Bit 7 of an entry that is not present means nothing: it is left to chance at the PT only. */
  private static long psOf(PageTableLevel level) {
    return level == PageTableLevel.PT ? 0 : PS;
  }

  private long brokenEntry(PageTableLevel level) {
    if (level == PageTableLevel.PT) {
      return small(random.between(1, 0x7fff), P | W | U)
          | BEYOND_WIDTH << random.between(0, 51 - PagingMode.DEFAULT_PHYSICAL_ADDRESS_BITS);
    }
    // An address bit below 2 MiB, as of somebody who put a 4 KiB frame into a 2 MiB page.
    return large(random.between(1, 0x7fff), level, P | W | U) | 1L << random.between(13, 20);
  }

  /** An address that shares A's tables down to the table of {@code level}. */
  private long beside(PageTableLevel level, int pdpt, int pd, int pt) {
    final long kept = -1L << level.upper().shift() & pageA;
    final long own =
        switch (level) {
          case PDPT -> address(0, pdpt, random.between(1, 0x1ff), random.between(1, 0x1ff));
          case PD -> address(0, 0, pd, random.between(1, 0x1ff));
          default -> address(0, 0, 0, pt);
        };
    return kept | own | wordInPage();
  }

  private static int tableOfA(PageTableLevel level) {
    return switch (level) {
      case PML4, PML5 -> 0;
      case PDPT -> 1;
      case PD -> 2;
      case PT -> 3;
    };
  }

  private long wordInPage() {
    return 8L * random.between(1, 0x1fe);
  }

  /** The lower-half address, or the sign-extended upper-half one, with these four indices. */
  static long address(int pml4, int pdpt, int pd, int pt) {
    final long bits = (long) pml4 << 39 | (long) pdpt << 30 | (long) pd << 21 | (long) pt << 12;
    return bits << 16 >> 16;
  }

  private long table(int number) {
    return (long) frames.get(number) << 12;
  }

  private int dataFrame(int number) {
    return frames.get(TABLES + OLD_TABLES + number);
  }

  private long toTable(int number, long flags) {
    return table(number) | flags | random.bits(TABLE_NOISE);
  }

  private long small(int frame, long flags) {
    return (long) frame << 12 | flags | random.bits(LEAF_NOISE | PS);
  }

  /** A page as large as an entry of {@code level} covers, its PAT bit set: it is no address bit. */
  private long large(int number, PageTableLevel level, long flags) {
    return (long) number << level.shift() | flags | PS | PAT_LARGE | random.bits(LEAF_NOISE);
  }

  private void put(long address, PageTableLevel level, int table, long entry) {
    memory.writeWord(table(table) + 8L * level.index(address), entry);
  }

  /** Entries that no question needs, in slots that are free. The PML4 keeps its first and last. */
  private void addNoise() {
    for (int number = 0; number < TABLES + OLD_TABLES; number++) {
      for (final int slot : random.different(random.between(3, 6), LOWEST, HIGHEST)) {
        final long at = table(number) + 8L * slot;
        final long frame = (long) random.between((int) FIRST_FRAME, (int) LAST_FRAME) << 12;
        final long noise = frame | random.bits(LEAF_NOISE | U | W) | IGNORED_HIGH & random.bits();
        if (memory.readWord(at) == 0) {
          memory.writeWord(at, random.between(0, 2) == 0 ? noise : noise | P);
        }
      }
    }
  }

  PhysicalMemory memory() {
    return memory;
  }

  PagingMode mode() {
    return mode;
  }

  /** Where the PML4 has the entry that leads to itself. */
  int selfSlot() {
    return selfSlot;
  }

  /** In a 4 KiB page that an entry above the PT makes read-only. */
  long pageA() {
    return pageA;
  }

  /** In a 2 MiB page that the PDPT entry makes read-only and not executable. */
  long pageB() {
    return pageB;
  }

  /** In a 1 GiB page that the PML4 entry keeps for the supervisor. */
  long pageC() {
    return pageC;
  }

  /** In a 4 KiB page that may be written and never was. */
  long pageD() {
    return pageD;
  }

  /** An address whose walk ends at an entry that is not present. */
  long notPresent() {
    return notPresent;
  }

  Access notPresentAccess() {
    return notPresentAccess;
  }

  /** An address whose walk ends at an entry with a reserved bit. */
  long reserved() {
    return reserved;
  }

  Access reservedAccess() {
    return reservedAccess;
  }

  /** Where the frames start that are shown, in order: the tables, and what looks like one. */
  TreeSet<Long> shownFrames() {
    final TreeSet<Long> shown = new TreeSet<>();
    for (int number = 0; number < TABLES + OLD_TABLES; number++) {
      shown.add(table(number));
    }
    return shown;
  }
}
