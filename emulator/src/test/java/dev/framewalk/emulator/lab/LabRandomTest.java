package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The numbers of variants: for ever the same, and not alike for neighbouring seeds. */
class LabRandomTest {
  /** Who changes these changes the questions of every course that is under way. */
  @Test
  void theNumbersOfASeedAreForEverTheSame() {
    assertThat(new LabRandom("walk", 1).bits()).isEqualTo(0xcd35_128f_ab23_8dd2L);
    assertThat(new LabRandom("map", 1).bits()).isEqualTo(0xe9bc_8a2c_5690_b6c2L);
    assertThat(new WalkTables(1).pageA()).isEqualTo(0x3409_0c31_be38L);
    assertThat(new MapTask(1).free().first()).isEqualTo(0x90_a000);
    assertThat(new FaultProgram(1).path()).isEqualTo("/fw-fault-quarry-326");
  }

  @Test
  void everyNumberOfARangeComesUp() {
    TreeSet<Integer> seen = new TreeSet<>();
    for (long seed = 0; seed < 200; seed++) {
      seen.add(new LabRandom("any", seed).between(3, 12));
    }
    assertThat(seen).containsExactly(3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  void shufflingLosesNothing() {
    List<Integer> order = new LabRandom("any", 7).shuffled(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(order).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(order).isNotEqualTo(List.of(1, 2, 3, 4, 5, 6, 7, 8));
    assertThat(new LabRandom("any", 7).different(5, 1, 5)).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
  }
}
