package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;

/**
 * Everything outside of the tables that decides a translation in long mode: the control registers,
 * EFER and PKRU as the processor holds them, and its physical-address width (Intel SDM 3A 4.1
 * "Paging Modes and Control Bits").
 *
 * @param physicalAddressBits MAXPHYADDR, 32 to 52; address bits from there up are reserved
 */
public record PagingMode(
    long cr0, long cr3, long cr4, long efer, int pkru, int physicalAddressBits) {
  /** MAXPHYADDR of the processor model that Framewalk runs (Unicorn's Skylake-Server). */
  public static final int DEFAULT_PHYSICAL_ADDRESS_BITS = 40;

  private static final long CR0_PE = 1L;
  private static final long CR0_MP = 1L << 1;
  private static final long CR0_ET = 1L << 4;
  private static final long CR0_NE = 1L << 5;
  private static final long CR0_WP = 1L << 16;
  private static final long CR0_PG = 1L << 31;
  private static final long CR4_PAE = 1L << 5;
  private static final long CR4_PGE = 1L << 7;
  private static final long CR4_LA57 = 1L << 12;
  private static final long CR4_SMEP = 1L << 20;
  private static final long CR4_SMAP = 1L << 21;
  private static final long CR4_PKE = 1L << 22;
  private static final long EFER_SCE = 1L;
  private static final long EFER_LME = 1L << 8;
  private static final long EFER_LMA = 1L << 10;
  private static final long EFER_NXE = 1L << 11;

  /** What a bit in a control register turns on. */
  public enum Feature {
    /** CR0.WP: read-only pages bind the supervisor too. */
    WRITE_PROTECT,
    /** CR4.PGE: translations with G set outlive a change of CR3. */
    GLOBAL_PAGES,
    /** CR4.LA57: five levels. */
    FIVE_LEVELS,
    /** CR4.SMEP: the supervisor does not run user pages. */
    SMEP,
    /** CR4.SMAP: the supervisor does not touch user pages unless EFLAGS.AC is set. */
    SMAP,
    /** CR4.PKE: PKRU restricts access to user pages by their key. */
    PROTECTION_KEYS,
    /** EFER.NXE: bit 63 of an entry forbids fetches. */
    NO_EXECUTE
  }

  /**
   * @throws IllegalArgumentException if the registers do not select paging in long mode, as {@link
   *     #isLongMode} has it, or the address width is not 32 to 52
   */
  public PagingMode {
    if (!isLongMode(cr0, cr4, efer)) {
      throw new IllegalArgumentException(
          "not paging in long mode: cr0=0x"
              + Long.toHexString(cr0)
              + ", cr4=0x"
              + Long.toHexString(cr4)
              + ", efer=0x"
              + Long.toHexString(efer));
    }
    if (physicalAddressBits < 32 || physicalAddressBits > PhysAddr.MAX_BITS) {
      throw new IllegalArgumentException(
          "not a physical-address width: bits=" + physicalAddressBits);
    }
  }

  /** Whether these registers select 4-level or 5-level paging: CR0.PG, CR4.PAE and EFER.LMA. */
  public static boolean isLongMode(long cr0, long cr4, long efer) {
    return (cr0 & CR0_PG) != 0 && (cr4 & CR4_PAE) != 0 && (efer & EFER_LMA) != 0;
  }

  /**
   * 4-level paging on the table {@code root}: write protection and execute disable on, everything
   * else off, no page forbidden by PKRU, {@value #DEFAULT_PHYSICAL_ADDRESS_BITS} physical bits.
   */
  public static PagingMode longMode(PhysFrame root) {
    return new PagingMode(
        CR0_PG | CR0_WP | CR0_NE | CR0_ET | CR0_MP | CR0_PE,
        root.start().value(),
        CR4_PAE,
        EFER_NXE | EFER_LMA | EFER_LME | EFER_SCE,
        0,
        DEFAULT_PHYSICAL_ADDRESS_BITS);
  }

  /** Whether {@code feature} is on. */
  public boolean has(Feature feature) {
    return switch (feature) {
      case WRITE_PROTECT -> writeProtect();
      case GLOBAL_PAGES -> globalPages();
      case FIVE_LEVELS -> fiveLevel();
      case SMEP -> smep();
      case SMAP -> smap();
      case PROTECTION_KEYS -> protectionKeys();
      case NO_EXECUTE -> noExecuteEnabled();
    };
  }

  /** CR0.WP: read-only pages bind the supervisor too. */
  public boolean writeProtect() {
    return (cr0 & CR0_WP) != 0;
  }

  /** CR4.PGE: global pages outlive a change of CR3. */
  public boolean globalPages() {
    return (cr4 & CR4_PGE) != 0;
  }

  /** CR4.SMEP: the supervisor does not run user pages. */
  public boolean smep() {
    return (cr4 & CR4_SMEP) != 0;
  }

  /** CR4.SMAP: the supervisor does not touch user pages unless EFLAGS.AC is set. */
  public boolean smap() {
    return (cr4 & CR4_SMAP) != 0;
  }

  /** CR4.PKE: PKRU restricts access to user pages. */
  public boolean protectionKeys() {
    return (cr4 & CR4_PKE) != 0;
  }

  /** EFER.NXE: bit 63 of an entry forbids fetches; it is reserved otherwise. */
  public boolean noExecuteEnabled() {
    return (efer & EFER_NXE) != 0;
  }

  /** CR4.LA57: five levels and 57-bit virtual addresses. */
  public boolean fiveLevel() {
    return (cr4 & CR4_LA57) != 0;
  }

  /** PKRU.AD of {@code key}: no data access to user pages with that key. */
  public boolean accessDisabled(int key) {
    return (pkru >>> (2 * key) & 1) != 0;
  }

  /** PKRU.WD of {@code key}: no write to user pages with that key. */
  public boolean writeDisabled(int key) {
    return (pkru >>> (2 * key + 1) & 1) != 0;
  }

  /** Levels of tables, 4 or 5. */
  public int levels() {
    return fiveLevel() ? 5 : 4;
  }

  /** The level of the table that CR3 names. */
  public PageTableLevel topLevel() {
    return fiveLevel() ? PageTableLevel.PML5 : PageTableLevel.PML4;
  }

  /** Width of a virtual address, 48 or 57 bits. */
  public int virtualAddressBits() {
    return fiveLevel() ? VirtAddr.BITS_5_LEVEL : VirtAddr.BITS_4_LEVEL;
  }

  /** Refuses a range with an address that this mode does not translate. */
  void checkCanonical(PageRange range) {
    checkCanonical(range.start().value());
    checkCanonical(range.endExclusive() - 1);
  }

  /** Refuses an address that this mode does not translate. */
  void checkCanonical(long virtual) {
    if (!VirtAddr.isCanonical(virtual, virtualAddressBits())) {
      throw new IllegalArgumentException(
          "not canonical under "
              + levels()
              + "-level paging: address=0x"
              + Long.toHexString(virtual));
    }
  }

  /** Refuses flags that are reserved in this mode. */
  void checkFlags(EntryFlags flags) {
    if (flags.contains(EntryFlags.NO_EXECUTE) && !noExecuteEnabled()) {
      throw new IllegalArgumentException("execute disable without EFER.NXE: flags=" + flags);
    }
  }

  /** Refuses frames that an entry cannot name in this mode. */
  void checkFrames(long first, long count) {
    if (first + count > 1L << (physicalAddressBits - 12)) {
      throw new IllegalArgumentException(
          "frame beyond the physical-address width: "
              + PhysFrame.of(first + count - 1)
              + ", bits="
              + physicalAddressBits);
    }
  }

  /** The table of the top level: CR3 without PCID, PWT and PCD. */
  public PhysFrame root() {
    return PhysFrame.of(PageTableEntry.tableAddress(cr3) >>> 12);
  }

  /** This mode with another top-level table; the low bits of CR3 become clear. */
  public PagingMode withRoot(PhysFrame root) {
    return new PagingMode(cr0, root.start().value(), cr4, efer, pkru, physicalAddressBits);
  }

  /** This mode with other protection-key rights. */
  public PagingMode withPkru(int rights) {
    return new PagingMode(cr0, cr3, cr4, efer, rights, physicalAddressBits);
  }

  /** This mode on a processor with another MAXPHYADDR. */
  public PagingMode withPhysicalAddressBits(int bits) {
    return new PagingMode(cr0, cr3, cr4, efer, pkru, bits);
  }

  /** This mode with {@code feature} on. */
  public PagingMode with(Feature feature) {
    return new PagingMode(
        cr0 | cr0Bit(feature),
        cr3,
        cr4 | cr4Bit(feature),
        efer | eferBit(feature),
        pkru,
        physicalAddressBits);
  }

  /** This mode with {@code feature} off. */
  public PagingMode without(Feature feature) {
    return new PagingMode(
        cr0 & ~cr0Bit(feature),
        cr3,
        cr4 & ~cr4Bit(feature),
        efer & ~eferBit(feature),
        pkru,
        physicalAddressBits);
  }

  private static long cr0Bit(Feature feature) {
    return feature == Feature.WRITE_PROTECT ? CR0_WP : 0;
  }

  private static long cr4Bit(Feature feature) {
    return switch (feature) {
      case GLOBAL_PAGES -> CR4_PGE;
      case FIVE_LEVELS -> CR4_LA57;
      case SMEP -> CR4_SMEP;
      case SMAP -> CR4_SMAP;
      case PROTECTION_KEYS -> CR4_PKE;
      case WRITE_PROTECT, NO_EXECUTE -> 0;
    };
  }

  private static long eferBit(Feature feature) {
    return feature == Feature.NO_EXECUTE ? EFER_NXE : 0;
  }

  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    text.append(levels()).append("-level paging, root=0x").append(Long.toHexString(cr3));
    for (final Feature feature : Feature.values()) {
      if (has(feature)) {
        text.append(' ').append(feature);
      }
    }
    if (protectionKeys()) {
      text.append(" pkru=0x").append(Integer.toHexString(pkru));
    }
    return text.append(", physical bits=").append(physicalAddressBits).toString();
  }
}
