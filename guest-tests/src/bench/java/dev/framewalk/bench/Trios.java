package dev.framewalk.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Figures of Linux, of qemu-user where it is installed, and of ours, taken in turns. */
final class Trios {
  /** Runs of ours before the first that counts: the JVM compiles for a second or two. */
  private static final int WARM_UPS = 5;

  private final Pairs pairs = new Pairs();
  private final List<Double> qemu = new ArrayList<>();

  /**
   * Takes {@code rounds} figures of each, after one of each that does not count, and some more of
   * ours.
   *
   * @param qemu empty where there is none
   */
  static Trios measure(int rounds, Timing linux, Optional<Timing> qemu, Timing ours)
      throws Exception {
    final Trios trios = new Trios();
    for (int i = 0; i < WARM_UPS; i++) {
      final double unused = ours.seconds();
    }
    for (int i = 0; i <= rounds; i++) {
      final double theirs = linux.seconds();
      final double emulated = qemu.isPresent() ? qemu.get().seconds() : 0;
      final double mine = ours.seconds();
      if (i > 0) {
        trios.pairs.add(theirs, mine);
        if (qemu.isPresent()) {
          trios.qemu.add(emulated);
        }
      }
    }
    return trios;
  }

  /** Linux and ours. */
  Pairs pairs() {
    return pairs;
  }

  /** Seconds that one operation takes under qemu-user; empty where there is none. */
  Optional<Spread> qemu() {
    return qemu.isEmpty() ? Optional.empty() : Optional.of(Spread.of(qemu));
  }
}
