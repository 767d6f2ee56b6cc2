package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How what changed is written down: expected by hand. */
final class ChangesTest {
  private static final long[] EMPTY = new long[512];

  @Test
  void anEvenRunOfEntriesIsOneRun() {
    final long[] after = new long[512];
    for (int i = 0; i < 256; i++) {
      after[100 + i] = 0x8000_0000_1234_5067L + 0x1000L * i;
    }
    // 100 entries untouched, 256 in the run, the first of them, one frame more each.
    assertThat(TableChange.between(7, EMPTY, after).runs())
        .containsExactly(100, 256, 0x8000_0000_1234_5067L, 1);
    // And back: all of them cleared.
    assertThat(TableChange.between(7, after, EMPTY).runs()).containsExactly(100, 256, 0, 0);
  }

  @Test
  void entriesWhoseFlagsDifferAreRunsOfTheirOwn() {
    final long[] after = new long[512];
    after[0] = 0x1067;
    after[1] = 0x2027;
    after[2] = 0x3027;
    after[511] = 0x9001;
    assertThat(TableChange.between(7, EMPTY, after).runs())
        .containsExactly(0, 1, 0x1067, 0, 0, 2, 0x2027, 1, 508, 1, 0x9001, 0);
  }

  @Test
  void addressesMayFallAndStandStill() {
    final long[] after = new long[512];
    for (int i = 0; i < 4; i++) {
      after[i] = 0x9001 - 0x2000L * i;
      after[10 + i] = 0x5001;
    }
    assertThat(TableChange.between(7, EMPTY, after).runs())
        .containsExactly(0, 4, 0x9001, -2, 6, 4, 0x5001, 0);
  }

  @Test
  void onlyEntriesThatChangedAreWrittenDown() {
    final long[] before = new long[512];
    final long[] after = new long[512];
    for (int i = 0; i < 512; i++) {
      before[i] = 0x1000L * i + 0x27;
      after[i] = before[i];
    }
    after[5] |= 0x40;
    assertThat(TableChange.between(7, before, after).runs()).containsExactly(5, 1, 0x5067, 0);
  }

  @Test
  void runsOfFramesAreComparedWhereverTheyBeginAndEnd() {
    final long[] before = {1, 10, 8, 20, 5, 9};
    // Frames 1 to 4 as before, 5 and 6 freed, 7 to 10 for something else, 20 to 24 freed, 30 new.
    final long[] after = {1, 4, 8, 7, 4, 9, 30, 1, 8};
    assertThat(FrameChanges.between(before, after))
        .containsExactly(5, 2, 0, 7, 4, 9, 20, 5, 0, 30, 1, 8);
    assertThat(FrameChanges.between(after, after)).isEmpty();
    assertThat(FrameChanges.between(new long[0], before)).containsExactly(before);
  }
}
