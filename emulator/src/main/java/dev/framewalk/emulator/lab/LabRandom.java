package dev.framewalk.emulator.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of a variant. They follow from the seed alone and are the same in every Java: a
 * student's questions must not change with the JDK that the grader runs on.
 *
 * <p>The generator is splitmix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number
 * Generators", 2014), which makes neighbouring seeds look unrelated.
 */
final class LabRandom {
  private static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

  private long state;

  /** The numbers of lab {@code lab} for {@code seed}. */
  LabRandom(String lab, long seed) {
    long start = seed;
    for (int i = 0; i < lab.length(); i++) {
      start = mix(start + GAMMA) ^ lab.charAt(i);
    }
    state = mix(start);
  }

  private static long mix(long word) {
    long z = (word ^ word >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return z ^ z >>> 31;
  }

  /** Any 64 bits. */
  long bits() {
    state += GAMMA;
    return mix(state);
  }

  /** Any of the bits of {@code mask}, each set or clear. */
  long bits(long mask) {
    return bits() & mask;
  }

  /** A number from {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + (int) Long.remainderUnsigned(bits(), (long) high - low + 1);
  }

  /** One of {@code choices}. */
  <T> T of(List<T> choices) {
    return choices.get(between(0, choices.size() - 1));
  }

  /** Different numbers from {@code low} to {@code high}, both included, in no order. */
  List<Integer> different(int count, int low, int high) {
    final List<Integer> numbers = new ArrayList<>(count);
    while (numbers.size() < count) {
      final int number = between(low, high);
      if (!numbers.contains(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  /** {@code things} in another order. */
  <T> List<T> shuffled(List<T> things) {
    final List<T> order = new ArrayList<>(things);
    for (int i = order.size() - 1; i > 0; i--) {
      final int other = between(0, i);
      final T kept = order.get(i);
      order.set(i, order.get(other));
      order.set(other, kept);
    }
    return order;
  }
}
