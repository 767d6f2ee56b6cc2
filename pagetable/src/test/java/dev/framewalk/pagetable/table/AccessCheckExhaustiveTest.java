package dev.framewalk.pagetable.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Every combination of P, R/W, U/S, XD and a reserved bit in the leaf and in one entry above it,
 * under every combination of CR0.WP, CR4.SMEP, CR4.SMAP, EFER.NXE, CR4.PKE and the key's rights,
 * for every access: as kvm-unit-tests does it, against {@link ManualAccessRights}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AccessCheckExhaustiveTest {
  private static final long ADDRESS = 0x0000_0100_c080_5678L;
  private static final long[] TABLES = {0x2000, 0x3000, 0x4000, 0x5000};
  private static final int[] INDEXES = {2, 3, 4, 5};

  /** A bit that is reserved at every level when MAXPHYADDR is 40. */
  private static final long RESERVED = 1L << 45;

  private static final int KEY = 3;
  private static final int COMBINATIONS = 32;

  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final PageWalk walk = new PageWalk(memory);
  private final ManualAccessRights manual = new ManualAccessRights();
  private long checks;

  @Test
  void smallPagesWithEachLevelAbove() {
    for (int above = 0; above < 3; above++) {
      enumerate(4, above);
    }
    assertThat(checks).isEqualTo(3L * 32 * 32 * 32 * 4 * 8);
  }

  @Test
  void pagesOfTwoMegabytes() {
    enumerate(3, 1);
    assertThat(checks).isEqualTo(32L * 32 * 32 * 4 * 8);
  }

  @Test
  void pagesOfOneGigabyte() {
    enumerate(2, 0);
    assertThat(checks).isEqualTo(32L * 32 * 32 * 4 * 8);
  }

  private static long bits(int combination) {
    return (combination & 1)
        | (combination & 2)
        | (combination & 4)
        | ((combination & 8) != 0 ? 1L << 63 : 0)
        | ((combination & 16) != 0 ? RESERVED : 0);
  }

  private void enumerate(int depth, int above) {
    final long[] entries = new long[depth];
    final long[] reserved = new long[depth];
    for (int i = 0; i < depth; i++) {
      reserved[i] = RESERVED;
      entries[i] = (i + 1 < TABLES.length ? TABLES[i + 1] : 0) | 7;
    }
    final long leafBase = depth == 4 ? 0x9_9000 : depth == 3 ? 0x60_0080 : 0xc000_0080L;
    manual.entries = entries;
    manual.reserved = reserved;
    for (int upper = 0; upper < COMBINATIONS; upper++) {
      entries[above] = TABLES[above + 1] | bits(upper);
      for (int leaf = 0; leaf < COMBINATIONS; leaf++) {
        entries[depth - 1] = leafBase | (long) KEY << 59 | bits(leaf);
        for (int i = 0; i < depth; i++) {
          memory.writeWord(TABLES[i] + 8L * INDEXES[i], entries[i]);
        }
        everyMode();
      }
    }
  }

  private void everyMode() {
    for (int features = 0; features < 32; features++) {
      PagingMode mode =
          PagingMode.longMode(PhysFrame.of(2))
              .without(Feature.WRITE_PROTECT)
              .without(Feature.NO_EXECUTE);
      manual.wp = (features & 1) != 0;
      manual.smep = (features & 2) != 0;
      manual.smap = (features & 4) != 0;
      manual.nxe = (features & 8) != 0;
      manual.pke = (features & 16) != 0;
      mode = manual.wp ? mode.with(Feature.WRITE_PROTECT) : mode;
      mode = manual.smep ? mode.with(Feature.SMEP) : mode;
      mode = manual.smap ? mode.with(Feature.SMAP) : mode;
      mode = manual.nxe ? mode.with(Feature.NO_EXECUTE) : mode;
      mode = manual.pke ? mode.with(Feature.PROTECTION_KEYS) : mode;
      for (int rights = 0; rights < 4; rights++) {
        // The other keys have all rights, so that a wrong key shows.
        manual.pkru = rights << 2 * KEY;
        mode = mode.withPkru(manual.pkru);
        final boolean mapped = walk.find(mode, ADDRESS);
        assertThat(mapped).isEqualTo(walk.end() == WalkEnd.MAPPED);
        everyAccess();
      }
    }
  }

  private void everyAccess() {
    for (final Privilege privilege : Privilege.values()) {
      check(privilege, Access.READ, 'r');
      check(privilege, Access.WRITE, 'w');
      if (privilege != Privilege.SUPERVISOR_AC) {
        check(privilege, Access.FETCH, 'x');
      }
    }
  }

  private void check(Privilege privilege, Access access, char letter) {
    checks++;
    final int expected =
        manual.errorCode(privilege == Privilege.USER, privilege == Privilege.SUPERVISOR_AC, letter);
    final AccessVerdict verdict = AccessCheck.verdict(walk, access, privilege);
    final int actual =
        verdict instanceof PageFault fault ? fault.errorCode().bits() : ManualAccessRights.NO_FAULT;
    // Compared by hand: some millions of assertions take longer than all the rest.
    if (actual != expected
        || AccessCheck.permits(walk, access, privilege)
            != (expected == ManualAccessRights.NO_FAULT)) {
      assertThat(verdict.toString())
          .as(
              "%s %s under %s, steps %s",
              privilege, access, walk.mode(), PageTableWalker.describe(walk).steps())
          .isEqualTo("error code " + expected);
    }
  }
}
