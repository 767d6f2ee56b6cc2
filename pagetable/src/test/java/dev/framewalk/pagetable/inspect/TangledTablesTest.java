package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.SpaceDump.Frames;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.TangledTablesException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Tables that lead to themselves: once, as some kernels do on purpose, and without end. */
class TangledTablesTest {
  private static final long DATA = 0x60_0000;

  private final HandMade machine = new HandMade();
  private final PhysFrame root = machine.process(100);

  /** A table of which every entry leads to itself: 512^4 pages. */
  private void tangle(PhysFrame table) {
    for (int i = 0; i < 512; i++) {
      machine.memory.writeWord(
          table.start().value() + 8 * i, table.start().value() | P | W | U | (i & 1) << 5);
    }
  }

  private static void assertEnds(Callable<?> look) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThatThrownBy(look::call)
                .isInstanceOf(TangledTablesException.class)
                .hasMessageContaining("tables lead to themselves"));
  }

  @Test
  void whatGoesThroughAllTablesEndsWhereTheyLeadToThemselves() {
    FrozenView before = FrozenView.of(machine);
    tangle(root);
    SpaceView space = machine.spaces().get(0);

    assertEnds(() -> SpaceDump.of(machine, space, PageFilter.ALL, Frames.SCATTERED_TOGETHER));
    assertEnds(() -> SpaceDump.of(machine, space, PageFilter.ALL, Frames.SPLIT_WHERE_SCATTERED));
    assertEnds(() -> TableTree.of(machine.memory, space.mode()));
    assertEnds(() -> PageTableDump.of(machine.memory, space.mode()));
    assertEnds(() -> ReverseMap.of(machine));
    assertEnds(() -> Audit.of(machine));
    assertEnds(() -> ViewDiff.between(before, machine));
    assertEnds(() -> ViewDiff.between(machine, before));
    assertThat(WalkTrace.of(machine.memory, space.mode(), DATA).mapped()).isPresent();
  }

  @Test
  void aKernelHalfThatLeadsToItselfEndsToo() {
    PhysFrame table = machine.table();
    tangle(table);
    machine.memory.writeWord(
        machine.kernelRoot.start().value() + 256 * 8, table.start().value() | P | W);

    assertEnds(() -> Audit.of(machine));
    assertEnds(() -> ReverseMap.of(machine));
  }

  /** The root in its own slot 300 (OSDev Wiki, "Page Tables", recursive mapping). */
  @Test
  void aRecursiveMappingIsShownInFull() {
    for (int i = 0; i < 40; i++) {
      machine.map(root, DATA + ((long) i << 21), machine.frame(FramePurpose.PRIVATE), U | W);
    }
    machine.memory.writeWord(root.start().value() + 300 * 8, root.start().value() | P | W);

    SpaceDump dump =
        SpaceDump.of(machine, machine.spaces().get(0), PageFilter.ALL, Frames.SCATTERED_TOGETHER);

    // Every table shows as a page: the root, and two PDPTs, two PDs, 40 PTs and the kernel's one.
    long tables = 1 + 2 + 2 + 40 + 1;
    assertThat(dump.entered(PageSize.SIZE_4K)).isEqualTo(40 + 1 + tables);
    assertThat(dump.tables(PageTableLevel.PT)).isGreaterThan(41);
  }
}
