package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.KERNEL;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.PS;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static dev.framewalk.pagetable.inspect.HandMade.shared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules of what entries lead to: frames, tables, objects; each broken by one word of memory. */
class AuditFramesTest extends AuditGround {
  @Test
  void ring3SeesNoPageTable() {
    machine.memory.writeWord(data, root.start().value() | P | U | NX);
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.VISIBLE_TO_USER, AuditRule.UNREACHABLE_FRAME);
    assertThat(findings().get(0).text())
        .isEqualTo(
            "ring 3 reaches frame 0x"
                + Long.toHexString(root.number())
                + ", which is a page table");
  }

  @Test
  void theKernelsPageIsTheSupervisorsAlone() {
    final long leaf = machine.entryAddress(machine.kernelRoot, KERNEL, 12);
    set(leaf, U);
    // The levels above withhold what the leaf grants: that is wrong, but ring 3 sees nothing.
    assertThat(only().rule()).isEqualTo(AuditRule.UPPER_LEVEL_REFUSES);
    for (int shift = 21; shift <= 39; shift += 9) {
      set(machine.entryAddress(machine.kernelRoot, KERNEL, shift), U);
    }
    set(root.start().value() + 511 * 8, U);
    assertThat(only().rule()).isEqualTo(AuditRule.VISIBLE_TO_USER);
  }

  @Test
  void aFrameHasAsManyReferencesAsEntries() {
    machine.frames.retain(PhysFrame.of(dataFrame));
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.REFERENCE_COUNT, AuditRule.SHARED_AND_WRITABLE);
    clear(data, W);
    assertOnlyFrame(
        AuditRule.REFERENCE_COUNT, dataFrame, "has 2 references, but 1 entry leads there");
    // A second entry, read-only as well: a page that fork left to two.
    machine.map(root, DATA + 4096, dataFrame, U | NX);
    assertThat(findings()).isEmpty();
    machine.map(root, DATA + 8192, dataFrame, U | NX);
    assertOnlyFrame(
        AuditRule.REFERENCE_COUNT, dataFrame, "has 2 references, but 3 entries lead there");
  }

  @Test
  void aPageThatForkLeftToTwoProcessesIsReadOnlyInBoth() {
    final PhysFrame child = machine.process(101, areas());
    machine.frames.retain(PhysFrame.of(dataFrame));
    final long theirs = machine.map(child, DATA, dataFrame, U | NX);
    clear(data, W);
    assertThat(findings()).isEmpty();
    set(theirs, W);
    final Finding found = only();
    assertThat(found.rule()).isEqualTo(AuditRule.SHARED_AND_WRITABLE);
    assertThat(found.pid()).contains(101);
    assertThat(found.text())
        .isEqualTo(
            "can be written, but 2 entries have frame 0x"
                + Long.toHexString(dataFrame)
                + " in common");
  }

  @Test
  void aTableThatTwoEntriesLeadToHasTooFewReferences() {
    final long pt = machine.memory.readWord(machine.entryAddress(root, DATA, 21));
    machine.memory.writeWord(machine.entryAddress(root, DATA + (8 << 21), 21), pt);
    assertThat(findings())
        .extracting(Finding::rule)
        .contains(AuditRule.REFERENCE_COUNT, AuditRule.NO_AREA);
    assertThat(findings())
        .anySatisfy(found -> assertThat(found.frame()).contains((pt & HandMade.ADDRESS) >>> 12));
  }

  @Test
  void noEntryLeadsToAFreeFrame() {
    machine.frames.release(PhysFrame.of(dataFrame));
    assertOnly(AuditRule.FREE_FRAME, DATA, data, "which is free");
    machine.memory.writeWord(data, P | U | NX);
    assertOnly(AuditRule.FREE_FRAME, DATA, data, "maps frame 0x0, which is never handed out");
  }

  @Test
  void noEntryLeadsToATableInAFreeFrame() {
    final long entry = machine.entryAddress(root, DATA, 21);
    final long pt = (machine.memory.readWord(entry) & HandMade.ADDRESS) >>> 12;
    // Poisoned when it was freed, so the tables below it are gone: write them again.
    final long[] words = new long[512];
    machine.memory.readWords(pt << 12, words, 512);
    machine.frames.release(PhysFrame.of(pt));
    machine.memory.writeWords(pt << 12, words, 512);
    assertOnly(AuditRule.FREE_FRAME, DATA, entry, "leads to a PT in frame 0x");
  }

  @Test
  void noEntryLeadsBehindTheEndOfMemory() {
    machine.memory.writeWord(data, machine.memory.size() | P | U | NX);
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.OUTSIDE_MEMORY, AuditRule.UNREACHABLE_FRAME);
    assertThat(findings().get(0).text())
        .isEqualTo("maps 0x1000000, behind the end of memory at 0x1000000");
    machine.memory.writeWord(
        data, (machine.memory.size() - 4096) | P | U | NX); // the last frame there is
    assertThat(findings())
        .extracting(Finding::rule)
        .containsExactly(AuditRule.FREE_FRAME, AuditRule.UNREACHABLE_FRAME);
  }

  @Test
  void noEntryLeadsToATableBehindTheEndOfMemory() {
    final long entry = machine.entryAddress(root, DATA + (1L << 39), 39);
    machine.memory.writeWord(entry, machine.memory.size() | P | W | U);
    assertOnly(AuditRule.OUTSIDE_MEMORY, 1L << 39, entry, "leads to a PDPT at 0x1000000");
  }

  @Test
  void aPrivatePageWithoutAnEntryIsLost() {
    machine.memory.writeWord(data, 0);
    assertOnlyFrame(
        AuditRule.UNREACHABLE_FRAME, dataFrame, "is a private page that no entry leads to");
    machine.frames.release(PhysFrame.of(dataFrame));
    assertThat(findings()).isEmpty();
  }

  @Test
  void aTableThatNothingLeadsToIsLost() {
    final long table = machine.table().number();
    assertOnlyFrame(AuditRule.UNREACHABLE_FRAME, table, "is a page table that no entry leads to");
  }

  @Test
  void framesOfAnObjectThatIsGoneAreLostAsOneFinding() {
    machine.memory.writeWord(ringPage, 0);
    machine.objects.remove(ring);
    assertOnlyFrame(
        AuditRule.UNREACHABLE_FRAME,
        ring.frames().numberAt(0),
        "are each a page of an object that no object leads to");
    assertThat(only().pages()).isEqualTo(4);
  }

  @Test
  void anObjectsFrameThatWasFreedIsFound() {
    machine.memory.writeWord(ringPage, 0);
    machine.frames.release(ring.frames().get(2));
    assertOnlyFrame(AuditRule.FREE_FRAME, ring.frames().numberAt(2), "page 2 of /o1 is frame 0x");
  }

  @Test
  void aPageShowsItsObjectsPage() {
    final long third = ring.frames().numberAt(2);
    machine.memory.writeWord(ringPage, third << 12 | P | U | W | NX);
    assertOnly(AuditRule.WRONG_FRAME, RING, ringPage, "but page 1 of the object is frame 0x");
    machine.memory.writeWord(ringPage, 0);
    final long second = machine.map(root, RING + 4096, third, U | W | NX);
    assertThat(findings()).isEmpty();
    machine.memory.writeWord(second, huge.frames().numberAt(0) << 12 | P | U | W | NX);
    assertThat(only().rule()).isEqualTo(AuditRule.WRONG_FRAME);
  }

  @Test
  void aPageBehindTheEndOfItsObjectIsFound() {
    final Area[] areas = areas();
    areas[2] = shared(RING, 8, "rw-", 1, 1);
    machine.space(PID, root, areas);
    assertThat(findings()).isEmpty(); // an area may reach further than its object
    final long entry = machine.map(root, RING + 3 * 4096, ring.frames().numberAt(0), U | W | NX);
    assertOnly(
        AuditRule.WRONG_FRAME, RING + 3 * 4096, entry, "behind the object's end (page 4 of 4)");
  }

  @Test
  void aPrivatePageInASharedAreaAndAnObjectsPageInMemoryAreFound() {
    final long frame = machine.frame(FramePurpose.PRIVATE);
    final long entry = machine.map(root, RING + 4096, frame, U | W | NX);
    assertOnly(AuditRule.WRONG_FRAME, RING + 4096, entry, "in a mapping that others share");
    machine.memory.writeWord(entry, 0);
    machine.frames.release(PhysFrame.of(frame));
    final long other = machine.map(root, DATA + 4096, ring.frames().numberAt(0), U | NX);
    assertOnly(AuditRule.WRONG_FRAME, DATA + 4096, other, "in a mapping without one");
  }

  @Test
  void anObjectsPageInAPrivateAreaIsReadOnlyUntilItIsCopied() {
    final Area[] areas = areas();
    areas[2] = area(RING, 3, "rw-", false, Optional.of(new Area.Part(1, 1)));
    machine.space(PID, root, areas);
    assertOnly(
        AuditRule.SHARED_AND_WRITABLE,
        RING,
        ringPage,
        "still the object's page in a private mapping");
    clear(ringPage, W);
    assertThat(findings()).isEmpty();
    final long copy = machine.frame(FramePurpose.PRIVATE);
    machine.memory.writeWord(ringPage, copy << 12 | P | U | W | NX);
    assertThat(findings()).isEmpty();
  }

  @Test
  void aLargePageShowsAllOfItsObjectsPages() {
    final long first = huge.frames().numberAt(0);
    assertThat(first % 512).as("a run on a boundary of 2 MiB").isZero();
    final long entry = machine.enter(root, HUGE, 21, first << 12 | P | U | W | NX | PS, P | W | U);
    assertThat(findings()).isEmpty();
    machine.memory.writeWord(entry, first - 512 << 12 | P | U | W | NX | PS);
    assertThat(findings()).extracting(Finding::rule).contains(AuditRule.WRONG_FRAME);
  }
}
