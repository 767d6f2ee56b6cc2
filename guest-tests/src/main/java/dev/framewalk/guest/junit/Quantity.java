package dev.framewalk.guest.junit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as annotations write them. */
final class Quantity {
  private static final Pattern NUMBER = Pattern.compile("(\\d[\\d_]*)([kKMG]?)");
  private static final Pattern SEEDS = Pattern.compile("(-?\\d+)(?:\\.\\.(-?\\d+))?");

  /** More would be a mistake: a test for each. */
  private static final int MOST_SEEDS = 10_000;

  private Quantity() {}

  /** {@code 64M} as bytes: factors of 1024. */
  static long bytes(String attribute, String text) {
    return parse(text, 1024)
        .orElseThrow(
            () ->
                new GuestConfigurationException(
                    attribute
                        + " = \""
                        + text
                        + "\": not a size; write it as 65536, 64K, 64M, 1G"));
  }

  /** {@code 10M} as a number: factors of 1000. */
  static long count(String attribute, String text) {
    return parse(text, 1000)
        .orElseThrow(
            () ->
                new GuestConfigurationException(
                    attribute
                        + " = \""
                        + text
                        + "\": not a number of instructions; write it as 500000, 500k, 10M, 1G"));
  }

  private static Optional<Long> parse(String text, long thousand) {
    final Matcher matcher = NUMBER.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    final long factor =
        switch (matcher.group(2)) {
          case "k", "K" -> thousand;
          case "M" -> thousand * thousand;
          case "G" -> thousand * thousand * thousand;
          default -> 1;
        };
    try {
      final long value =
          Math.multiplyExact(Long.parseLong(matcher.group(1).replace("_", "")), factor);
      return value > 0 ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty(); // more than 63 bits
    }
  }

  /** {@code 1..50}, {@code 7} or {@code 1,5,9}. */
  static List<Long> seeds(String text) {
    final List<Long> seeds = new ArrayList<>();
    for (final String part : text.split(",", -1)) {
      final Matcher matcher = SEEDS.matcher(part.strip());
      if (!matcher.matches()) {
        throw noSeeds(text, "not seeds");
      }
      try {
        final long first = Long.parseLong(matcher.group(1));
        final long last = matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
        if (last < first) {
          throw noSeeds(text, "the last is before the first");
        }
        if (last - first < 0 || last - first >= MOST_SEEDS - seeds.size()) {
          throw noSeeds(text, "more than " + MOST_SEEDS + " seeds");
        }
        for (long seed = first; seed <= last; seed++) {
          seeds.add(seed);
        }
      } catch (NumberFormatException e) {
        throw noSeeds(text, "a number of more than 64 bits");
      }
    }
    return List.copyOf(seeds);
  }

  private static GuestConfigurationException noSeeds(String text, String why) {
    return new GuestConfigurationException(
        "@GuestSeeds(\"" + text + "\"): " + why + "; write them as 1..50, 7, or 1,5,9");
  }
}
