package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.A;
import static dev.framewalk.pagetable.inspect.HandMade.KERNEL;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.PS;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static dev.framewalk.pagetable.inspect.HandMade.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import org.junit.jupiter.api.Test;

/** Rules of what entries grant and how they are formed; each broken by one word of memory. */
class AuditRightsTest extends AuditGround {
  @Test
  void aPageThatCanBeWrittenAndExecutedAgainstItsAreaIsAnError() {
    set(code, W);
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.WRITABLE_AND_EXECUTABLE, AuditRule.MORE_THAN_PROMISED);
    assertThat(Audit.of(machine).errors()).isEqualTo(2);
  }

  @Test
  void aPageThatItsProcessWantedToWriteAndExecuteIsWorthANote() {
    final Area[] areas = areas();
    areas[0] = area(CODE, 2, "rwx");
    machine.space(PID, root, areas);
    set(code, W);
    final Audit audit = Audit.of(machine);
    assertThat(audit.errors()).isZero();
    assertThat(audit.findings())
        .extracting(Finding::rule, Finding::severity)
        .containsExactly(tuple(AuditRule.WRITABLE_AND_EXECUTABLE, Severity.NOTE));
    // Until it is executed it cannot be executed: nothing to tell.
    set(code, NX);
    assertThat(findings()).isEmpty();
  }

  @Test
  void theKernelsOwnPageMayNotBeBothEither() {
    final long leaf = machine.entryAddress(machine.kernelRoot, KERNEL, 12);
    clear(leaf, NX);
    final Finding found = only();
    assertThat(found.rule()).isEqualTo(AuditRule.WRITABLE_AND_EXECUTABLE);
    assertThat(found.pid()).isEmpty();
    clear(leaf, W);
    assertThat(findings()).isEmpty();
  }

  @Test
  void noUpperLevelTakesAwayWhatTheLeafGrants() {
    final long pde = machine.entryAddress(root, DATA, 21);
    clear(pde, W);
    assertOnly(
        AuditRule.UPPER_LEVEL_REFUSES,
        DATA,
        data,
        "the leaf grants writing (R/W), but the PD entry at 0x" + Long.toHexString(pde));
    set(pde, W | NX);
    // Data is not to be executed anyway: nothing is taken away.
    assertThat(findings()).isEmpty();
    set(machine.entryAddress(root, CODE, 21), NX);
    assertOnly(AuditRule.UPPER_LEVEL_REFUSES, CODE, code, "the leaf grants executing (XD)");
  }

  @Test
  void anUpperLevelThatKeepsRing3OutIsFound() {
    clear(machine.entryAddress(root, RING, 30), U);
    assertOnly(AuditRule.UPPER_LEVEL_REFUSES, RING, ringPage, "the leaf grants ring 3 (U/S)");
  }

  @Test
  void noPageGrantsMoreThanItsAreaPromises() {
    final Area[] areas = areas();
    areas[1] = area(DATA, 16, "r--");
    machine.space(PID, root, areas);
    assertOnly(
        AuditRule.MORE_THAN_PROMISED,
        DATA,
        data,
        "grants writing (R/W), which its mapping does not");
    clear(data, W);
    assertThat(findings()).isEmpty();
    clear(data, NX);
    assertOnly(AuditRule.MORE_THAN_PROMISED, DATA, data, "grants executing (XD)");
  }

  @Test
  void aPageWithoutAnyRightIsTheSupervisorsAlone() {
    set(hidden, U);
    assertOnly(AuditRule.MORE_THAN_PROMISED, NONE, hidden, "grants ring 3 (U/S)");
    clear(hidden, U);
    assertThat(findings()).isEmpty();
    clear(data, U);
    assertOnly(AuditRule.LESS_THAN_PROMISED, DATA, data, "the supervisor's alone");
  }

  @Test
  void aPageInNoAreaIsFound() {
    final long frame = machine.frame(FramePurpose.PRIVATE);
    final long entry = machine.map(root, DATA + (16 << 12), frame, U | NX);
    assertOnly(AuditRule.NO_AREA, DATA + (16 << 12), entry, "in no mapping");
  }

  @Test
  void aLargePageThatReachesOutOfItsAreaIsFound() {
    final Area[] areas = areas();
    areas[4] = shared(HUGE, 511, "rw-", 2, 0);
    machine.space(PID, root, areas);
    final long first = huge.frames().numberAt(0);
    final long entry = machine.enter(root, HUGE, 21, first << 12 | P | U | W | NX | PS, P | W | U);
    assertOnly(AuditRule.NO_AREA, HUGE, entry, "reaches out of its mapping");
  }

  @Test
  void noEntryHasAReservedBitSet() {
    set(data, 1L << 51);
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.UNREACHABLE_FRAME, AuditRule.RESERVED_BITS);
    assertThat(findings().get(1).text()).startsWith("reserved bits 0x8000000000000 are set in");
    clear(data, 1L << 51);
    set(data, 1L << 52); // ignored by the processor
    assertThat(findings()).isEmpty();
  }

  @Test
  void bit7OfAPml4EntryIsReserved() {
    final long entry = machine.entryAddress(root, 1L << 39, 39);
    machine.memory.writeWord(entry, P | U | PS);
    assertOnly(AuditRule.RESERVED_BITS, 1L << 39, entry, "reserved bits 0x80 are set in this PML4");
  }

  @Test
  void anEntryThatIsNotPresentIsEmpty() {
    final long entry = machine.entryAddress(root, DATA + 4096, 12);
    machine.memory.writeWord(entry, 0x7000L);
    assertOnly(
        AuditRule.NOT_PRESENT_BITS, DATA + 4096, entry, "not present (P=0), but not empty: 0x7000");
  }

  @Test
  void everyRootHasTheKernelHalfThatAllShare() {
    final long entry = root.start().value() + 511 * 8;
    set(entry, A); // the processor sets it in whichever root it uses
    assertThat(findings()).isEmpty();
    machine.memory.writeWord(entry, 0);
    assertOnly(AuditRule.KERNEL_HALF, -(1L << 39), entry, "in the half that all processes share");
  }
}
