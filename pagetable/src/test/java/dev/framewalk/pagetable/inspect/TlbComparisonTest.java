package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.A;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.PS;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.TlbComparison.Extent;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A CPU whose answers are written down here, error codes after Intel SDM 3A figure 4-12. */
class TlbComparisonTest {
  private static final long DATA = 0x60_0000;
  private static final int USER_READ = 0x4;
  private static final int USER_WRITE = 0x6;
  private static final int USER_FETCH = 0x14;

  private final HandMade machine = new HandMade();
  private final PhysFrame root = machine.process(100, area(DATA, 8, "rw-"));
  private final long frame = machine.run(4, FramePurpose.PRIVATE).numberAt(0);
  private final Cpu cpu = new Cpu();

  /** Answers from lists: what it was not told is not present. */
  private static final class Cpu implements TlbProbe {
    private final Map<String, Answer> answers = new TreeMap<>();
    private final Set<Long> asked = new LinkedHashSet<>();
    private boolean holds = true;

    void says(long page, Access access, Answer answer) {
      answers.put(Long.toHexString(page) + access, answer);
    }

    @Override
    public boolean holds(SpaceView space) {
      return holds;
    }

    @Override
    public Answer ask(SpaceView space, long virtual, Access access) {
      asked.add(virtual);
      final int absent =
          switch (access) {
            case READ -> USER_READ;
            case WRITE -> USER_WRITE;
            case FETCH -> USER_FETCH;
          };
      return answers.getOrDefault(
          Long.toHexString(virtual) + access, new Faults(new PageFaultErrorCode(absent)));
    }
  }

  private static TlbProbe.Answer goes(long physical) {
    return new TlbProbe.Goes(PhysAddr.of(physical));
  }

  private static TlbProbe.Answer faults(int code) {
    return new TlbProbe.Faults(new PageFaultErrorCode(code));
  }

  @BeforeEach
  void threePagesAreMappedAndKnown() {
    for (int i = 0; i < 3; i++) {
      machine.map(root, DATA + i * 4096, frame + i, U | W | NX | A);
      cpu.says(DATA + i * 4096, Access.READ, goes(frame + i << 12));
      cpu.says(DATA + i * 4096, Access.WRITE, goes(frame + i << 12));
      cpu.says(DATA + i * 4096, Access.FETCH, faults(0x15));
    }
  }

  private TlbComparison compare(long... more) {
    return TlbComparison.of(machine, machine.spaces().get(0), cpu, Extent.ALL, more);
  }

  @Test
  void whereTheyAgreeNothingDiffers() {
    final TlbComparison found = compare();
    assertThat(found.held()).isTrue();
    assertThat(found.differences()).isEmpty();
    // Three that are mapped, and the five others of the area.
    assertThat(found.pages()).isEqualTo(8);
    assertThat(found.asked()).isEqualTo(24);
    assertThat(found.leftOut()).isZero();
  }

  @Test
  void aCpuThatHoldsNothingOfTheProcessIsNotAsked() {
    cpu.holds = false;
    assertThat(compare().held()).isFalse();
    assertThat(cpu.asked).isEmpty();
  }

  @Test
  void pagesThatWereUnmappedWithoutAFlushAreOneRange() {
    machine.map(root, DATA, 0, 0);
    for (int i = 0; i < 2; i++) {
      machine.memory.writeWord(machine.entryAddress(root, DATA + i * 4096, 12), 0);
    }
    final EntryWriter writer = new EntryWriter(100, "munmap (system call 11)", RunPlace.atExit(7));
    machine.writers.put(machine.entryAddress(root, DATA, 12), writer);
    final TlbComparison found = compare();
    assertThat(found.differences()).hasSize(1);
    final TlbDifference difference = found.differences().get(0);
    assertThat(difference.start()).isEqualTo(DATA);
    assertThat(difference.pages()).isEqualTo(2);
    assertThat(difference.accesses())
        .extracting(TlbDifference.Disagreement::access)
        .containsExactly(Access.READ, Access.WRITE, Access.FETCH);
    assertThat(difference.entry().orElseThrow().value())
        .isEqualTo(machine.entryAddress(root, DATA, 12));
    assertThat(difference.writer()).contains(writer);
    assertThat(difference.text())
        .startsWith("on the CPU a read goes to 0x" + Long.toHexString(frame << 12))
        .contains("by the tables it faults, 0x4 (not present, read, user)")
        .endsWith(": a flush of [0x600000, 0x602000) is missing");
  }

  @Test
  void anEntryThatLeadsToAnotherFrameIsFound() {
    machine.map(root, DATA + 4096, frame + 3, U | W | NX | A);
    final TlbDifference difference = compare().differences().get(0);
    assertThat(difference.start()).isEqualTo(DATA + 4096);
    assertThat(difference.pages()).isEqualTo(1);
    assertThat(difference.accesses()).hasSize(2);
    assertThat(difference.accesses().get(1).toString())
        .isEqualTo(
            "a write goes to 0x%x; by the tables it goes to 0x%x"
                .formatted(frame + 1 << 12, frame + 3 << 12));
  }

  @Test
  void pagesOfWhichNothingCanBeCachedAnewAreAskedAboutFirst() {
    machine.map(root, DATA + 4096, frame + 1, U | W | NX);
    assertThat(compare().differences()).isEmpty();
    assertThat(cpu.asked)
        .containsExactly(
            DATA + 3 * 4096,
            DATA + 4 * 4096,
            DATA + 5 * 4096,
            DATA + 6 * 4096,
            DATA + 7 * 4096,
            DATA,
            DATA + 2 * 4096,
            DATA + 4096);
  }

  @Test
  void aRightThatWasTakenAwayIsFoundForThatAccessAlone() {
    machine.map(root, DATA + 8192, frame + 2, U | NX | A);
    final TlbDifference difference = compare().differences().get(0);
    assertThat(difference.accesses())
        .extracting(TlbDifference.Disagreement::access)
        .containsExactly(Access.WRITE);
  }

  @Test
  void anotherErrorCodeIsADifferenceToo() {
    cpu.says(DATA, Access.FETCH, faults(USER_FETCH));
    assertThat(compare().differences()).hasSize(1);
  }

  @Test
  void theWriterIsWhoWroteLastToAnyEntryOfTheWalk() {
    final EntryWriter first = new EntryWriter(100, "mmap (system call 9)", RunPlace.atExit(3));
    final EntryWriter later = new EntryWriter(100, "munmap (system call 11)", RunPlace.atExit(5));
    machine.writers.put(machine.entryAddress(root, DATA, 12), first);
    machine.writers.put(machine.entryAddress(root, DATA, 30), later);
    machine.memory.writeWord(machine.entryAddress(root, DATA, 30), 0);
    final TlbDifference difference = compare().differences().get(0);
    assertThat(difference.writer()).contains(later);
    assertThat(difference.entry().orElseThrow().value())
        .isEqualTo(machine.entryAddress(root, DATA, 30));
  }

  @Test
  void pagesThatWereMappedEarlierCanBeAskedAbout() {
    final long gone = 0x70_0000;
    cpu.says(gone, Access.READ, goes(frame << 12));
    assertThat(compare().differences()).isEmpty();
    assertThat(compare(gone + 5).differences())
        .extracting(TlbDifference::start)
        .containsExactly(gone);
    assertThat(compare(gone).differences().get(0).entry()).isPresent();
  }

  @Test
  void ofALargePageEveryPieceOrBothEndsAreAskedAbout() {
    final long huge = 0x8000_0000L;
    machine.enter(root, huge, 21, 0x20_0000 | P | U | W | NX | PS, P | W | U);
    assertThat(compare().pages()).isEqualTo(8 + 512);
    final TlbComparison ends = TlbComparison.of(machine, machine.spaces().get(0), cpu, Extent.ENDS);
    assertThat(ends.pages()).isEqualTo(8 + 2);
    assertThat(ends.leftOut()).isEqualTo(510);
  }

  @Test
  void anAreaOfAnySizeIsNotAskedAboutForever() {
    machine.space(100, root, area(DATA, 1L << 34, "rw-"));
    final TlbComparison found =
        TlbComparison.of(machine, machine.spaces().get(0), cpu, Extent.ENDS);
    assertThat(found.pages()).isLessThan(10_000);
    assertThat(found.leftOut()).isGreaterThan((1L << 34) - 10_000);
  }

  @Test
  void theAuditAsksTheCpuAsWell() {
    machine.frames.release(PhysFrame.of(frame + 3));
    assertThat(Audit.of(machine, Optional.of(cpu), Optional.empty()).findings()).isEmpty();
    cpu.says(DATA + 4096, Access.WRITE, goes(frame << 12));
    final Audit audit = Audit.of(machine, Optional.of(cpu), Optional.empty());
    assertThat(audit.errors()).isEqualTo(1);
    assertThat(audit.translations()).isEqualTo(24);
    final Finding found = audit.findings().get(0);
    assertThat(found.rule()).isEqualTo(AuditRule.STALE_TLB);
    assertThat(found.address().orElseThrow().value()).isEqualTo(DATA + 4096);
    assertThat(found.text()).contains("a flush of [0x601000, 0x602000) is missing");
  }
}
