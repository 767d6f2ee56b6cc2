package dev.framewalk.emulator.crafted;

import static dev.framewalk.emulator.crafted.CraftedCase.P;
import static dev.framewalk.emulator.crafted.CraftedCase.PS;
import static dev.framewalk.emulator.crafted.CraftedCase.U;
import static dev.framewalk.emulator.crafted.CraftedCase.W;
import static dev.framewalk.emulator.crafted.CraftedCase.XD;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import dev.framewalk.pagetable.table.Privilege;
import java.util.ArrayList;
import java.util.List;

/** One case for each rule, level and page size (Intel SDM 3A 4.6, 4.7; 4.5.5 for the bits). */
public final class CraftedCases {
  private static final long BIT_45 = 1L << 45;
  private static final long BIT_13 = 1L << 13;
  private static final int KEY = 5;
  private static final long KEY_BITS = (long) KEY << 59;
  private static final int ACCESS_DISABLE = 1 << 2 * KEY;
  private static final int WRITE_DISABLE = 2 << 2 * KEY;

  private final List<CraftedCase> cases = new ArrayList<>();

  private CraftedCases() {}

  /** Every case. */
  public static List<CraftedCase> all() {
    final CraftedCases table = new CraftedCases();
    for (final PageSize size : PageSize.values()) {
      table.allowed(size);
      for (final PageTableLevel level : CraftedCase.levelsOf(size)) {
        table.oneEntry(size, level);
      }
      table.supervisor(size);
      table.keys(size);
      table.twoRules(size);
    }
    table.reservedInLargePages();
    table.outsideMemory();
    table.notCanonical();
    return List.copyOf(table.cases);
  }

  private static CraftedCase open(String name, PageSize size) {
    return CraftedCase.open(name, size);
  }

  private void allowed(PageSize size) {
    for (final Access access : Access.values()) {
      cases.add(open("everything allowed", size).when(access, Privilege.USER));
      cases.add(open("everything allowed", size).when(access, Privilege.SUPERVISOR));
    }
  }

  private void oneEntry(PageSize size, PageTableLevel level) {
    final String in = " in the " + level;
    cases.add(open("P=0" + in, size).with(level, 0, P).breaks(FaultRule.NOT_PRESENT, level));
    cases.add(
        open("P=0" + in, size)
            .with(level, 0, P)
            .when(Access.WRITE, Privilege.SUPERVISOR)
            .breaks(FaultRule.NOT_PRESENT, level));
    cases.add(
        open("R/W=0" + in, size)
            .with(level, 0, W)
            .when(Access.WRITE, Privilege.USER)
            .breaks(FaultRule.WRITE_PROTECTED, level));
    cases.add(open("R/W=0" + in, size).with(level, 0, W));
    cases.add(
        open("R/W=0, WP=1" + in, size)
            .with(level, 0, W)
            .when(Access.WRITE, Privilege.SUPERVISOR)
            .breaks(FaultRule.SUPERVISOR_WRITE_PROTECTED, level));
    cases.add(
        open("R/W=0, WP=0" + in, size)
            .with(level, 0, W)
            .in(mode -> mode.without(Feature.WRITE_PROTECT))
            .when(Access.WRITE, Privilege.SUPERVISOR));
    for (final Access access : Access.values()) {
      cases.add(
          open("U/S=0" + in, size)
              .with(level, 0, U)
              .when(access, Privilege.USER)
              .breaks(FaultRule.SUPERVISOR_ONLY, level));
    }
    cases.add(
        open("U/S=0, SMEP" + in, size)
            .with(level, 0, U)
            .in(mode -> mode.with(Feature.SMEP))
            .when(Access.FETCH, Privilege.SUPERVISOR));
    cases.add(
        open("U/S=0, SMAP" + in, size)
            .with(level, 0, U)
            .in(mode -> mode.with(Feature.SMAP))
            .when(Access.WRITE, Privilege.SUPERVISOR));
    cases.add(
        open("XD=1" + in, size)
            .with(level, XD, 0)
            .when(Access.FETCH, Privilege.USER)
            .breaks(FaultRule.NO_EXECUTE, level));
    cases.add(
        open("XD=1" + in, size)
            .with(level, XD, 0)
            .when(Access.FETCH, Privilege.SUPERVISOR)
            .breaks(FaultRule.NO_EXECUTE, level));
    cases.add(open("XD=1" + in, size).with(level, XD, 0).when(Access.WRITE, Privilege.USER));
    cases.add(
        open("an address bit over MAXPHYADDR" + in, size)
            .with(level, BIT_45, 0)
            .breaks(FaultRule.RESERVED_BIT, level));
    cases.add(
        open("XD=1 while NXE=0" + in, size)
            .with(level, XD, 0)
            .in(mode -> mode.without(Feature.NO_EXECUTE))
            .breaks(FaultRule.RESERVED_BIT, level));
    if (level == PageTableLevel.PML4) {
      cases.add(
          open("PS=1" + in, size)
              .with(level, PS, 0)
              .when(Access.WRITE, Privilege.USER)
              .breaks(FaultRule.RESERVED_BIT, level));
    }
  }

  private void supervisor(PageSize size) {
    final PageTableLevel leaf = open("", size).leaf();
    cases.add(
        open("SMEP", size)
            .in(mode -> mode.with(Feature.SMEP))
            .when(Access.FETCH, Privilege.SUPERVISOR)
            .breaks(FaultRule.SMEP, leaf));
    cases.add(
        open("SMEP", size).in(mode -> mode.with(Feature.SMEP)).when(Access.FETCH, Privilege.USER));
    for (final Access access : List.of(Access.READ, Access.WRITE)) {
      cases.add(
          open("SMAP", size)
              .in(mode -> mode.with(Feature.SMAP))
              .when(access, Privilege.SUPERVISOR)
              .breaks(FaultRule.SMAP, leaf));
      cases.add(
          open("SMAP", size)
              .in(mode -> mode.with(Feature.SMAP))
              .when(access, Privilege.SUPERVISOR_AC));
      cases.add(
          open("SMAP", size).in(mode -> mode.with(Feature.SMAP)).when(access, Privilege.USER));
    }
    cases.add(
        open("SMAP", size)
            .in(mode -> mode.with(Feature.SMAP))
            .when(Access.FETCH, Privilege.SUPERVISOR));
  }

  private void keys(PageSize size) {
    key(size, "AD", ACCESS_DISABLE, Access.READ, Privilege.USER, true);
    key(size, "AD", ACCESS_DISABLE, Access.READ, Privilege.SUPERVISOR, true);
    key(size, "AD", ACCESS_DISABLE, Access.WRITE, Privilege.USER, true);
    key(size, "AD", ACCESS_DISABLE, Access.FETCH, Privilege.USER, false);
    key(size, "WD", WRITE_DISABLE, Access.WRITE, Privilege.USER, true);
    key(size, "WD", WRITE_DISABLE, Access.WRITE, Privilege.SUPERVISOR, true);
    key(size, "WD", WRITE_DISABLE, Access.READ, Privilege.USER, false);
    cases.add(
        keyed("WD, WP=0", size, WRITE_DISABLE)
            .in(mode -> mode.without(Feature.WRITE_PROTECT))
            .when(Access.WRITE, Privilege.SUPERVISOR));
    final PageTableLevel leaf = open("", size).leaf();
    cases.add(
        keyed("AD of a supervisor page", size, ACCESS_DISABLE)
            .with(leaf, 0, U)
            .when(Access.WRITE, Privilege.SUPERVISOR));
    cases.add(
        open("AD of a key, PKE=0", size)
            .with(leaf, KEY_BITS, 0)
            .in(mode -> mode.withPkru(ACCESS_DISABLE)));
  }

  private void key(
      PageSize size, String name, int pkru, Access access, Privilege privilege, boolean refused) {
    final CraftedCase keyed = keyed(name, size, pkru).when(access, privilege);
    cases.add(refused ? keyed.breaks(FaultRule.PROTECTION_KEY, keyed.leaf()) : keyed);
  }

  private static CraftedCase keyed(String name, PageSize size, int pkru) {
    final CraftedCase open = open("protection key, " + name, size);
    return open.with(open.leaf(), KEY_BITS, 0).in(mode -> withKeys(mode).withPkru(pkru));
  }

  private static PagingMode withKeys(PagingMode mode) {
    return mode.with(Feature.PROTECTION_KEYS);
  }

  /** The rule that is reported first, and the level that is named. */
  private void twoRules(PageSize size) {
    final PageTableLevel leaf = open("", size).leaf();
    cases.add(
        open("U/S=0 in the PML4, R/W=0 in the leaf", size)
            .with(PageTableLevel.PML4, 0, U)
            .with(leaf, 0, W)
            .when(Access.WRITE, Privilege.USER)
            .breaks(FaultRule.SUPERVISOR_ONLY, PageTableLevel.PML4));
    cases.add(
        open("R/W=0 in the PML4 and in the leaf", size)
            .with(PageTableLevel.PML4, 0, W)
            .with(leaf, 0, W)
            .when(Access.WRITE, Privilege.USER)
            .breaks(FaultRule.WRITE_PROTECTED, PageTableLevel.PML4));
    cases.add(
        open("XD=1 in the PML4, P=0 in the leaf", size)
            .with(PageTableLevel.PML4, XD, 0)
            .with(leaf, 0, P)
            .when(Access.FETCH, Privilege.USER)
            .breaks(FaultRule.NOT_PRESENT, leaf));
    cases.add(
        keyed("AD, and R/W=0 in the PDPT", size, ACCESS_DISABLE)
            .with(PageTableLevel.PDPT, 0, W)
            .when(Access.WRITE, Privilege.USER)
            .breaks(FaultRule.WRITE_PROTECTED, PageTableLevel.PDPT));
    cases.add(
        open("reserved and not present in the leaf", size)
            .with(leaf, BIT_45, P)
            .breaks(FaultRule.NOT_PRESENT, leaf));
  }

  private void reservedInLargePages() {
    cases.add(
        open("an address bit below the page", PageSize.SIZE_2M)
            .with(PageTableLevel.PD, BIT_13, 0)
            .breaks(FaultRule.RESERVED_BIT, PageTableLevel.PD));
    cases.add(
        open("an address bit below the page", PageSize.SIZE_1G)
            .with(PageTableLevel.PDPT, BIT_13, 0)
            .when(Access.WRITE, Privilege.SUPERVISOR)
            .breaks(FaultRule.RESERVED_BIT, PageTableLevel.PDPT));
  }

  private void outsideMemory() {
    cases.add(
        open("a PD behind the end of memory", PageSize.SIZE_4K)
            .with(PageTableLevel.PDPT, 0x70_0000_0000L, 0xff_ffff_f000L)
            .breaks(FaultRule.NOT_PRESENT, PageTableLevel.PD));
  }

  private void notCanonical() {
    for (final long address :
        new long[] {0x0000_8000_0000_0000L, 0xffff_7fff_ffff_fff8L, 0x8000_0000_0000_0000L}) {
      for (final Access access : Access.values()) {
        cases.add(
            open("not canonical 0x" + Long.toHexString(address), PageSize.SIZE_4K)
                .at(address)
                .when(access, Privilege.USER));
        cases.add(
            open("not canonical 0x" + Long.toHexString(address), PageSize.SIZE_4K)
                .at(address)
                .when(access, Privilege.SUPERVISOR));
      }
    }
  }
}
