package dev.framewalk.pagetable.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameListTest {
  private static FrameRun run(long first, long count) {
    return new FrameRun(PhysFrame.of(first), count);
  }

  @Test
  void aNewListIsEmpty() {
    final FrameList list = new FrameList();
    assertThat(list.size()).isZero();
    assertThat(list.runs()).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(0));
  }

  @Test
  void runsThatTouchBecomeOne() {
    final FrameList list = FrameList.of(run(10, 5));
    list.append(run(15, 3));
    assertThat(list.runs()).isEqualTo(1);
    list.append(run(17, 2));
    assertThat(list.runs()).isEqualTo(2);
    assertThat(list.size()).isEqualTo(10);
    assertThat(list.get(7)).isEqualTo(PhysFrame.of(17));
    assertThat(list.get(8)).isEqualTo(PhysFrame.of(17));
    assertThat(list.runAt(6, 100)).isEqualTo(run(16, 2));
    assertThat(list.runAt(6, 1)).isEqualTo(run(16, 1));
  }

  @Test
  void truncateInsideARunSplitsIt() {
    final FrameList list = FrameList.of(run(10, 5));
    list.append(run(100, 5));
    final FrameList cut = list.truncate(7);
    assertThat(list.toString()).isEqualTo("[0xa x 5, 0x64 x 2]");
    assertThat(cut.toString()).isEqualTo("[0x66 x 3]");
    assertThat(list.truncate(7).size()).isZero();
    assertThat(list.truncate(0).size()).isEqualTo(7);
    assertThat(list.runs()).isZero();
    list.append(run(3, 1));
    assertThat(list.get(0)).isEqualTo(PhysFrame.of(3));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.truncate(2));
  }

  @Test
  void aListAgreesWithAPlainListOfFrames() {
    final Random random = new Random(5);
    final FrameList list = new FrameList();
    List<Long> model = new ArrayList<>();
    for (int round = 0; round < 3000; round++) {
      if (random.nextInt(4) > 0) {
        final long first = random.nextInt(40);
        final long count = 1 + random.nextInt(4);
        list.append(run(first, count));
        for (long i = 0; i < count; i++) {
          model.add(first + i);
        }
      } else {
        final int keep = random.nextInt(model.size() + 1);
        final List<Long> expected = model.subList(keep, model.size());
        assertThat(numbers(list.truncate(keep))).isEqualTo(expected);
        model = new ArrayList<>(model.subList(0, keep));
      }
      assertThat(list.size()).isEqualTo(model.size());
      if (!model.isEmpty()) {
        final int at = random.nextInt(model.size());
        assertThat(list.numberAt(at)).isEqualTo(model.get(at));
        int end = at + 1;
        while (end < model.size() && model.get(end) == model.get(end - 1) + 1) {
          end++;
        }
        assertThat(list.runLengthAt(at)).isEqualTo(end - at);
      }
    }
    assertThat(numbers(list)).isEqualTo(model);
  }

  private static List<Long> numbers(FrameList list) {
    final List<Long> numbers = new ArrayList<>();
    for (long i = 0; i < list.size(); i++) {
      numbers.add(list.get(i).number());
    }
    return numbers;
  }
}
