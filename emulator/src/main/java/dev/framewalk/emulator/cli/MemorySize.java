package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.machine.MachineConfig;

/** Sizes as people write them: {@code 64M}, {@code 1G}, {@code 67108864}. */
final class MemorySize {
  private static final String UNITS = "KMGT";
  private static final long PAGE = 4096;

  private MemorySize() {}

  /**
   * The bytes that {@code text} says: a whole number, or one with K, M, G or T for powers of 1024
   * ({@code 64M}, {@code 64MiB}).
   *
   * @throws CommandFailure if it is no size, not a multiple of 4 KiB, or none that a machine can
   *     have
   */
  static long parse(String text) throws CommandFailure {
    final long bytes = bytes("--memory", text);
    if (bytes < MachineConfig.MIN_MEMORY_BYTES) {
      throw CommandFailure.usage(
          "--memory "
              + text
              + ": too small for a machine; give "
              + inUnits(MachineConfig.MIN_MEMORY_BYTES)
              + " or more");
    }
    if (bytes > MachineConfig.MAX_MEMORY_BYTES) {
      throw CommandFailure.usage(
          "--memory "
              + text
              + ": more than the CPU can address; give at most "
              + inUnits(MachineConfig.MAX_MEMORY_BYTES));
    }
    if (bytes % PAGE != 0) {
      throw CommandFailure.usage(
          "--memory "
              + text
              + ": not whole pages of 4096 bytes; give "
              + (bytes / PAGE + 1) * PAGE);
    }
    return bytes;
  }

  /**
   * The bytes that {@code text}, a size as for {@link #parse}, lets programs print.
   *
   * @throws CommandFailure if it is no size or negative
   */
  static long parseOutput(String text) throws CommandFailure {
    final long bytes = bytes("--output-limit", text);
    if (bytes < 0) {
      throw CommandFailure.usage("--output-limit " + text + ": less than nothing; give 0 or more");
    }
    return bytes;
  }

  private static long bytes(String option, String text) throws CommandFailure {
    final String digits = text.replaceFirst("(?i)(iB|B)$", "");
    final int unit =
        digits.isEmpty()
            ? -1
            : UNITS.indexOf(Character.toUpperCase(digits.charAt(digits.length() - 1)));
    final String number = unit < 0 ? digits : digits.substring(0, digits.length() - 1);
    if (!number.matches("-?\\d+")) {
      throw CommandFailure.usage(
          option + " " + text + ": not a size; give bytes, or a number with K, M, G or T: 64M");
    }
    return scaled(number, 10 * (unit + 1));
  }

  /** {@code bytes} in the largest unit that divides it. */
  static String inUnits(long bytes) {
    for (int unit = UNITS.length(); unit > 0; unit--) {
      if (bytes != 0 && bytes % (1L << 10 * unit) == 0) {
        return (bytes >>> 10 * unit) + "" + UNITS.charAt(unit - 1);
      }
    }
    return Long.toString(bytes);
  }

  /** What does not fit becomes the largest number of its sign, which is refused as such. */
  private static long scaled(String number, int shift) {
    try {
      return Math.multiplyExact(Long.parseLong(number), 1L << shift);
    } catch (NumberFormatException | ArithmeticException e) {
      return number.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
