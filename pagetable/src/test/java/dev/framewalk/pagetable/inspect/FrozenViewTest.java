package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.A;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenViewTest {
  private static final long DATA = 0x60_0000;

  private final HandMade machine = new HandMade();
  private final PhysFrame root = machine.process(100, area(DATA, 16, "rw-"));
  private final ObjectFrames object = machine.object(1, 700);
  private final long frame = machine.frame(FramePurpose.PRIVATE);
  private final long data = machine.map(root, DATA, frame, U | W | NX | A);

  @Test
  void itStaysWhileTheMachineGoesOn() {
    final FrozenView view = FrozenView.of(machine);
    final PageTableDump then = PageTableDump.of(machine.memory, view.spaces().get(0).mode());
    machine.memory.writeWord(data, 0);
    machine.frames.release(PhysFrame.of(frame));
    object.frames().append(machine.run(1, FramePurpose.SHARED_OBJECT));
    machine.process(101);
    machine.place = RunPlace.atExit(9);
    assertThat(PageTableDump.of(view.memory(), view.spaces().get(0).mode()).text())
        .isEqualTo(then.text());
    assertThat(view.frames().purpose(PhysFrame.of(frame))).contains(FramePurpose.PRIVATE);
    assertThat(view.objects().get(0).frames().size()).isEqualTo(700);
    assertThat(view.spaces()).hasSize(1);
    assertThat(view.place()).isEqualTo(RunPlace.START);
    assertThat(view.kernelRoot()).isEqualTo(machine.kernelRoot);
    assertThat(Audit.of(view).findings()).isEmpty();
  }

  @Test
  void itKnowsTheUseOfEveryFrame() {
    machine.frames.retain(PhysFrame.of(frame));
    final FrameUse kept = FrozenView.of(machine).frames();
    for (long number = 0; number < machine.memory.size() >>> 12; number++) {
      final PhysFrame each = PhysFrame.of(number);
      assertThat(kept.owns(each)).as("%s", each).isEqualTo(machine.frames.owns(each));
      assertThat(kept.purpose(each)).isEqualTo(machine.frames.purpose(each));
      if (machine.frames.owns(each)) {
        assertThat(kept.references(each)).isEqualTo(machine.frames.references(each));
      }
    }
    assertThat(kept.used()).isEqualTo(machine.frames.used());
    assertThat(runs(kept)).isEqualTo(runs(machine.frames));
  }

  private static List<String> runs(FrameUse frames) {
    final List<String> runs = new ArrayList<>();
    frames.forEachUsed(
        (run, purpose, references) -> runs.add(run + " " + purpose + " " + references));
    return runs;
  }

  @Test
  void bytesOfPagesAreRefusedRatherThanInvented() {
    final FrozenView view = FrozenView.of(machine);
    assertThatIllegalStateException()
        .isThrownBy(() -> view.memory().readWord(frame << 12))
        .withMessageContaining("only page tables were kept");
    assertThat(view.memory().readWord(3998 << 12)).as("of a free frame").isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> view.memory().readWord(machine.memory.size()));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> view.memory().writeWord(data, 0));
  }

  @Test
  void tablesCanBeReadInWordsAndBytes() {
    final FrozenView view = FrozenView.of(machine);
    final long table = root.start().value();
    final long[] words = new long[512];
    view.memory().readWords(table, words, 512);
    assertThat(words[511]).isEqualTo(machine.memory.readWord(table + 8 * 511));
    final byte[] bytes = new byte[11];
    final byte[] live = new byte[11];
    view.memory().read(table + 4085, bytes, 0, 11);
    machine.memory.read(table + 4085, live, 0, 11);
    assertThat(bytes).isEqualTo(live);
    assertThat(live).isNotEqualTo(new byte[11]);
  }

  @Test
  void aTableInAFrameThatIsNoneIsKeptAsWell() {
    final long wrong = machine.frame(FramePurpose.PRIVATE);
    machine.memory.writeWord(wrong << 12, frame << 12 | P | U);
    machine.memory.writeWord(machine.entryAddress(root, DATA + (1 << 21), 21), wrong << 12 | P | U);
    final FrozenView view = FrozenView.of(machine);
    assertThat(view.memory().readWord(wrong << 12)).isEqualTo(frame << 12 | P | U);
    assertThat(Audit.of(view).findings())
        .isEqualTo(Audit.of(machine).findings())
        .extracting(Finding::rule)
        .contains(AuditRule.WRONG_FRAME);
  }

  @Test
  void aViewThatIsFrozenAlreadyIsItself() {
    final FrozenView view = FrozenView.of(machine);
    assertThat(FrozenView.of(view)).isSameAs(view);
  }
}
