package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How an audit counts what it finds, joins it and says whose it is. */
class AuditFindingsTest extends AuditGround {
  @Test
  void whereEverythingFitsNothingIsFound() {
    final Audit audit = Audit.of(machine);
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.errors()).isZero();
    assertThat(audit.spaces()).isEqualTo(1);
    // 4 of the kernel's; the root, 2 PDPTs, 2 PDs, and PTs for code, data and the ring.
    assertThat(audit.tables()).isEqualTo(4 + 8);
    assertThat(audit.leaves()).isEqualTo(1 + 4);
  }

  @Test
  void aMachineWithoutProcessesFits() {
    assertThat(Audit.of(new HandMade()).findings()).isEmpty();
  }

  @Test
  void processesThatShareAnAddressSpaceCountOnce() {
    machine.space(101, root, areas());
    final Audit audit = Audit.of(machine);
    assertThat(audit.findings()).isEmpty();
    assertThat(audit.spaces()).isEqualTo(1);
  }

  @Test
  void neighboursWithTheSameFaultAreOneFinding() {
    for (int i = 1; i <= 8; i++) {
      machine.map(root, DATA + i * 4096L, machine.frame(FramePurpose.PRIVATE), U | W);
    }
    final List<Finding> found = findings();
    assertThat(found)
        .extracting(Finding::rule, Finding::pages)
        .containsExactly(
            tuple(AuditRule.WRITABLE_AND_EXECUTABLE, 8L), tuple(AuditRule.MORE_THAN_PROMISED, 8L));
    assertThat(found.get(0).address().orElseThrow().value()).isEqualTo(DATA + 4096);
  }

  @Test
  void tooManyFindingsOfARuleAreCountedAndNotListed() {
    for (int i = 0; i < 300; i++) {
      machine.memory.writeWord(
          machine.entryAddress(root, DATA, 21) & -4096L | (64 + i) << 3, i % 2 == 0 ? 0x10 : 0);
    }
    final Audit audit = Audit.of(machine);
    assertThat(audit.findings()).hasSize(100);
    assertThat(audit.leftOut()).isEqualTo(50);
    assertThat(audit.errors()).isEqualTo(150);
  }

  @Test
  void aFindingNamesWhoWroteTheEntryLast() {
    final EntryWriter writer = new EntryWriter(PID, "mprotect (system call 10)", RunPlace.START);
    machine.writers.put(data, writer);
    clear(data, NX);
    assertThat(findings()).allSatisfy(found -> assertThat(found.writer()).contains(writer));
  }

  @Test
  void findingsCanBeNarrowedToAProcess() {
    machine.process(101);
    clear(data, NX);
    final Audit audit = Audit.of(machine);
    assertThat(audit.findings(PID)).hasSize(2);
    assertThat(audit.findings(101)).isEmpty();
  }

  @Test
  void aReverseMapThatIsOldIsFound() {
    final ReverseMap map = ReverseMap.of(machine);
    assertThat(Audit.of(machine, Optional.empty(), Optional.of(map)).findings()).isEmpty();
    machine.memory.writeWord(data, 0);
    machine.frames.release(PhysFrame.of(dataFrame));
    final List<Finding> found = Audit.of(machine, Optional.empty(), Optional.of(map)).findings();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).rule()).isEqualTo(AuditRule.REVERSE_MAP);
    assertThat(found.get(0).pid()).contains(PID);
    assertThat(found.get(0).entry().orElseThrow().value()).isEqualTo(data);
    assertThat(found.get(0).text()).startsWith("only the reverse map has the entry at 0x");
  }

  @Test
  void processesThatShareAnAddressSpaceShareWhatIsFoundInIt() {
    machine.space(101, root, areas());
    machine.process(102);
    clear(data, NX);
    final Audit audit = Audit.of(machine);
    assertThat(audit.errors()).isEqualTo(2);
    assertThat(audit.findings(101)).isEqualTo(audit.findings(PID)).hasSize(2);
    assertThat(audit.errors(101)).isEqualTo(2);
    assertThat(audit.errors(102)).isZero();
  }

  @Test
  void errorsOfAProcessCountWhereOthersFillTheList() {
    for (int i = 0; i < 300; i += 2) {
      machine.memory.writeWord(machine.entryAddress(root, DATA, 21) & -4096L | (64 + i) << 3, 0x10);
    }
    final PhysFrame other = machine.process(101);
    machine.map(other, DATA, machine.frame(FramePurpose.PRIVATE), U | NX);
    machine.memory.writeWord(machine.entryAddress(other, DATA + 4096, 12), 0x10);
    final Audit audit = Audit.of(machine);
    assertThat(audit.findings(101)).extracting(Finding::rule).containsExactly(AuditRule.NO_AREA);
    assertThat(audit.errors(101)).as("its entry that is not empty included").isEqualTo(2);
  }

  @Test
  void rootsBehindTheEndOfMemoryAreFoundAndNotFollowed() {
    machine.root = PhysFrame.of(machine.memory.size() >>> 12);
    machine.space(101, PhysFrame.of((machine.memory.size() >>> 12) + 7));
    assertThat(findings())
        .filteredOn(found -> found.rule() == AuditRule.OUTSIDE_MEMORY)
        .extracting(Finding::text)
        .containsExactly(
            "the kernel's root table lies behind the end of memory",
            "the root table of p101 (pid 101) lies behind the end of memory");
    assertThat(ReverseMap.of(machine).mappings(PhysFrame.of(dataFrame))).hasSize(1);
  }
}
