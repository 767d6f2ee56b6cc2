package dev.framewalk.emulator.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line taken apart.
 *
 * @param options the values of each option that was given, by the option's first name; no values
 *     for an option that has none
 * @param words what is no option, and all behind it
 */
record ParsedLine(Map<String, List<String>> options, List<String> words) {
  boolean has(String option) {
    return options.containsKey(option);
  }

  /** The values of an option, in the order they were given. */
  List<String> values(String option) {
    return options.getOrDefault(option, List.of());
  }

  /** The value of an option that was given, if it has one. */
  Optional<String> optionalValue(String option) {
    return values(option).stream().filter(value -> !value.isEmpty()).findFirst();
  }

  /** The value of an option that was given. */
  String value(String option) {
    return values(option).get(0);
  }
}
