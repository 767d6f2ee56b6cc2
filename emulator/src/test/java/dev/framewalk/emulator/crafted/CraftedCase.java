package dev.framewalk.emulator.crafted;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Permissions;
import dev.framewalk.pagetable.table.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Tables for one address, made by hand of the bare words of Intel SDM 3A 4.5.5, an access to it,
 * and what the manual says to it. Everything that looks at tables can be tried on each of them.
 *
 * @param name what is special
 * @param size of the page, and so the lowest level
 * @param entries the words from the PML4 down to the leaf's level
 * @param mode the control registers; its root is {@link #ROOT}
 * @param address the address that is accessed
 * @param access how
 * @param privilege by whom
 * @param rule the rule that the access breaks; empty if it is allowed or not canonical
 * @param level the level that the rule names
 */
public record CraftedCase(
    String name,
    PageSize size,
    List<Long> entries,
    PagingMode mode,
    long address,
    Access access,
    Privilege privilege,
    Optional<FaultRule> rule,
    Optional<PageTableLevel> level) {
  public static final long P = 1;
  public static final long W = 1 << 1;
  public static final long U = 1 << 2;
  public static final long PS = 1 << 7;
  public static final long XD = 1L << 63;

  /** Bytes of memory that the tables and the page lie in. */
  public static final int MEMORY_BYTES = 16 << 20;

  /** Where the root table lies; the tables below follow it, a frame each. */
  public static final long ROOT = 0xa0_0000;

  /** Where the page's bytes lie, whatever its size. */
  public static final long PAGE = 0xc0_0000;

  /** The address that is mapped, whose slot in the root nothing else uses. */
  public static final long MAPPED = 0x1000_0000_0000L + PAGE + 8;

  /** What the mapped address is translated to. */
  public static final long PHYSICAL = PAGE + 8;

  private static final PageTableLevel[] LEVELS = {
    PageTableLevel.PML4, PageTableLevel.PDPT, PageTableLevel.PD, PageTableLevel.PT
  };

  /** Tables that allow everything, and a read of ring 3 that they allow. */
  static CraftedCase open(String name, PageSize size) {
    final List<Long> entries = new ArrayList<>();
    final int levels = 4 - size.ordinal();
    for (int i = 0; i < levels - 1; i++) {
      entries.add(ROOT + 0x1000L * (i + 1) | P | W | U);
    }
    final long page = size == PageSize.SIZE_1G ? 0 : PAGE;
    entries.add(page | P | W | U | (size == PageSize.SIZE_4K ? 0 : PS));
    return new CraftedCase(
        name,
        size,
        List.copyOf(entries),
        PagingMode.longMode(PhysFrame.of(ROOT >>> 12)),
        MAPPED,
        Access.READ,
        Privilege.USER,
        Optional.empty(),
        Optional.empty());
  }

  /** The levels that a page of this size has, from the top. */
  static List<PageTableLevel> levelsOf(PageSize size) {
    return List.of(LEVELS).subList(0, 4 - size.ordinal());
  }

  /** This case with bits of one entry set and others clear. */
  CraftedCase with(PageTableLevel at, long set, long clear) {
    final List<Long> changed = new ArrayList<>(entries);
    final int index = List.of(LEVELS).indexOf(at);
    changed.set(index, changed.get(index) & ~clear | set);
    return new CraftedCase(
        name, size, List.copyOf(changed), mode, address, access, privilege, rule, level);
  }

  CraftedCase in(UnaryOperator<PagingMode> other) {
    return new CraftedCase(
        name, size, entries, other.apply(mode), address, access, privilege, rule, level);
  }

  CraftedCase at(long other) {
    return new CraftedCase(name, size, entries, mode, other, access, privilege, rule, level);
  }

  CraftedCase when(Access how, Privilege who) {
    return new CraftedCase(name, size, entries, mode, address, how, who, rule, level);
  }

  CraftedCase breaks(FaultRule broken, PageTableLevel at) {
    return new CraftedCase(
        name,
        size,
        entries,
        mode,
        address,
        access,
        privilege,
        Optional.of(broken),
        Optional.of(at));
  }

  /** The level of the leaf. */
  PageTableLevel leaf() {
    return LEVELS[entries.size() - 1];
  }

  /** Whether the address is one that the processor translates. */
  public boolean canonical() {
    return address >> 47 == 0 || address >> 47 == -1;
  }

  /** Whether the access goes through. */
  public boolean allowed() {
    return rule.isEmpty() && canonical();
  }

  /** Writes the tables into {@code memory}, of {@link #MEMORY_BYTES}. */
  public void build(PhysicalMemory memory) {
    for (int i = 0; i < entries.size(); i++) {
      memory.writeWord(entryAddress(LEVELS[i]), entries.get(i));
    }
  }

  /** Where the entry of {@code at} lies. */
  public long entryAddress(PageTableLevel at) {
    final int depth = List.of(LEVELS).indexOf(at);
    return ROOT + 0x1000L * depth + 8 * (MAPPED >>> 39 - 9 * depth & 0x1ff);
  }

  /**
   * What the entries allow together, read with the manual's masks; empty if {@link #MAPPED} is not
   * mapped.
   */
  public Optional<Permissions> permissions() {
    if (entries.stream().anyMatch(entry -> (entry & P) == 0)
        || rule.filter(broken -> broken == FaultRule.RESERVED_BIT).isPresent()
        || rule.filter(broken -> broken == FaultRule.NOT_PRESENT).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Permissions(
            entries.stream().allMatch(entry -> (entry & W) != 0),
            entries.stream().allMatch(entry -> (entry & U) != 0),
            entries.stream().noneMatch(entry -> (entry & XD) != 0)));
  }

  @Override
  public String toString() {
    return name + ", " + size.name().substring(5) + ", " + access + " by " + privilege;
  }
}
