package dev.framewalk.guest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
  @Test
  void whatTheFailureDoesNotNeedIsLeftOut() {
    List<String> lines = List.of("a", "b", "c", "d", "e", "f", "g");

    assertThat(Shrinker.shrink(lines, part -> part.contains("b") && part.contains("f")))
        .containsExactly("b", "f");
  }

  @Test
  void aListOfWhichEverythingIsNeededStays() {
    List<String> lines = List.of("a", "b", "c");

    assertThat(Shrinker.shrink(lines, lines::equals)).isEqualTo(lines);
  }

  @Test
  void aSeedAlwaysMakesTheSameList() {
    assertThat(SequenceGenerator.lines(7))
        .isEqualTo(SequenceGenerator.lines(7))
        .isNotEqualTo(SequenceGenerator.lines(8));
  }
}
