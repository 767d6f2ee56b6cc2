package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.MachineError;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that are random bytes, with registers that point into them. */
@Timeout(120)
class RandomCodeTest {
  private static final int PROGRAMS = 400;

  @Test
  void whateverTheBytesAreTheMachineGoesOn() throws Exception {
    int died = 0;
    try (Lab lab = new Lab()) {
      for (int seed = 1; seed <= PROGRAMS; seed++) {
        Process process = lab.load(HostileGuests.program("random-code", seed));
        RunResult result = lab.run(Budget.wallTime(Duration.ofMillis(200)));
        assertThat(result).as("seed %d", seed).isNotInstanceOf(MachineError.class);
        if (process.alive()) {
          lab.machine().kill(process);
        } else {
          died++;
        }
      }
    }
    // A few of them are endless loops; most run into what is no instruction or no address of
    // theirs.
    assertThat(died).isGreaterThan(PROGRAMS * 8 / 10);
  }

  @Test
  void countedTheyEndTheSameWayEachTime() throws Exception {
    for (int seed = 1; seed <= 20; seed++) {
      assertThat(hashOf(seed)).as("seed %d", seed).isEqualTo(hashOf(seed));
    }
  }

  private static long hashOf(int seed) throws Exception {
    try (Lab lab = new Lab()) {
      lab.load(HostileGuests.program("random-code", seed));
      return lab.run(Budget.instructions(100_000)).summary().scheduleHash();
    }
  }
}
