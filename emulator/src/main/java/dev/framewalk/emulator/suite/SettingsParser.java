package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the directives that are about a test as a whole. */
final class SettingsParser {
  private static final Pattern SEEDS = Pattern.compile("([^.,]+?)(\\.\\.([^.,]+))?");

  /** Each seed is a run. */
  private static final int MOST_SEEDS = 10_000;

  private static final long MOST_INSTRUCTIONS = 1_000_000_000_000L;
  private static final int MOST_QUANTUM = 1_000_000_000;
  private static final long DECIMAL_THOUSAND = 1000;
  private static final long BINARY_THOUSAND = 1024;
  private static final long PAGE = 4096;

  private Optional<String> title = Optional.empty();
  private final List<String> hints = new ArrayList<>();
  private List<String> objects = List.of();
  private Optional<Place> deadlock = Optional.empty();
  private Optional<Place> sameNatively = Optional.empty();
  private long instructions = TestFile.DEFAULT_INSTRUCTIONS;
  private List<Long> seeds = List.of(0L);
  private MachineConfig config = MachineConfig.defaults();

  void take(Directive directive) throws Malformed {
    final ValueReader value = new ValueReader(directive);
    switch (directive.name()) {
      case TITLE -> title = Optional.of(text(directive, value));
      case HINT -> hints.add(text(directive, value));
      case EXPECT_OBJECTS -> objects = objects(value);
      case EXPECT_DEADLOCK -> {
        value.end();
        deadlock = Optional.of(directive.place());
      }
      case EXPECT_NATIVE -> {
        final Stated<String> same = value.word("the word same");
        if (!same.value().equals("same")) {
          throw new Malformed(same.place(), "the only word here is same: # EXPECT-NATIVE: same");
        }
        value.end();
        sameNatively = Optional.of(directive.place());
      }
      case BUDGET -> instructions = positive(value, "a budget", MOST_INSTRUCTIONS);
      case QUANTUM -> config = config.withQuantum((int) positive(value, "a quantum", MOST_QUANTUM));
      case MEMORY -> config = config.withMemory(memory(value));
      case SEED -> seeds = seeds(directive, value);
      default -> throw new IllegalStateException("not about a test: " + directive.name());
    }
  }

  private static String text(Directive directive, ValueReader value) throws Malformed {
    final Place place = value.place();
    final String text = value.rest();
    if (text.isEmpty()) {
      throw new Malformed(place, "the text is missing: # " + directive.name().form());
    }
    return text;
  }

  private static List<String> objects(ValueReader value) throws Malformed {
    final Set<String> names = new LinkedHashSet<>();
    names.add(object(value.word("the name of an object")));
    for (Optional<Stated<String>> next = value.word(); next.isPresent(); next = value.word()) {
      names.add(object(next.get()));
    }
    return List.copyOf(names);
  }

  /** An object's name, which has its slash. */
  static String object(Stated<String> word) throws Malformed {
    if (!word.value().startsWith("/")) {
      throw new Malformed(word.place(), "an object's name begins with a slash: /" + word.value());
    }
    try {
      return "/" + ShmName.of(word.value()).value();
    } catch (ShmException e) {
      throw new Malformed(word.place(), "no name of an object: " + e.getMessage());
    }
  }

  private static long positive(ValueReader value, String what, long most) throws Malformed {
    final Stated<String> word = value.word("the number");
    final long number = ValueReader.scaled(word, what, DECIMAL_THOUSAND, most);
    if (number == 0) {
      throw new Malformed(word.place(), what + " is at least 1");
    }
    value.end();
    return number;
  }

  private static long memory(ValueReader value) throws Malformed {
    final Stated<String> word = value.word("the size");
    final long bytes =
        ValueReader.scaled(word, "memory", BINARY_THOUSAND, MachineConfig.MAX_MEMORY_BYTES);
    if (bytes < MachineConfig.MIN_MEMORY_BYTES) {
      throw new Malformed(word.place(), "a machine has at least 1M of memory");
    }
    if (bytes % PAGE != 0) {
      throw new Malformed(word.place(), "memory is of whole pages of 4096 bytes");
    }
    value.end();
    return bytes;
  }

  /** Seeds that are named outside a file. */
  static List<Long> seeds(String text) throws TestFormatException {
    final Place start = new Place(1, 1);
    final Directive directive =
        new Directive(DirectiveName.SEED, start, Optional.empty(), text, start);
    try {
      return seeds(directive, new ValueReader(directive));
    } catch (Malformed e) {
      throw new TestFormatException(
          List.of(
              new Problem("seed " + text, Optional.empty(), String.valueOf(e.getMessage()), "")));
    }
  }

  private static List<Long> seeds(Directive directive, ValueReader value) throws Malformed {
    final Place place = value.place();
    final String text = value.rest();
    if (text.isEmpty()) {
      throw new Malformed(place, "the seed is missing: # " + directive.name().form());
    }
    final Set<Long> seeds = new LinkedHashSet<>();
    int column = place.column();
    for (final String part : text.split(",", -1)) {
      final Stated<String> word = new Stated<>(part, new Place(place.line(), column));
      addSeeds(word, directive, seeds);
      column += part.length() + 1;
    }
    return List.copyOf(seeds);
  }

  private static void addSeeds(Stated<String> part, Directive directive, Set<Long> seeds)
      throws Malformed {
    final int blanks = part.value().length() - part.value().stripLeading().length();
    final Place place = new Place(part.place().line(), part.place().column() + blanks);
    final Matcher form = SEEDS.matcher(part.value().strip());
    if (!form.matches()) {
      throw new Malformed(place, "no seed: # " + directive.name().form());
    }
    final long first = seed(form.group(1), place);
    final String behind = form.group(3);
    final long last =
        behind == null
            ? first
            : seed(behind, new Place(place.line(), place.column() + form.start(3)));
    if (last < first) {
      throw new Malformed(place, "these seeds run backwards: write " + last + ".." + first);
    }
    if (last - first >= MOST_SEEDS - seeds.size()) {
      throw new Malformed(
          place, "too many seeds, and each is a run: a test has at most " + MOST_SEEDS);
    }
    for (long seed = first; seed <= last; seed++) {
      seeds.add(seed);
    }
  }

  private static long seed(String text, Place place) throws Malformed {
    // Half of what a long holds: a grader adds its own to it.
    return ValueReader.number(new Stated<>(text.strip(), place), "a seed", Long.MAX_VALUE / 2);
  }

  /** What is wrong with all of them together. */
  Optional<Malformed> flaw() {
    if (deadlock.isPresent() && sameNatively.isPresent()) {
      return Optional.of(
          new Malformed(
              sameNatively.get(), "a deadlock would last for ever on the host: leave one of them"));
    }
    return Optional.empty();
  }

  TestFile test(
      Path file,
      List<CalledProgram> programs,
      Map<String, ProcessExpectations> expectations,
      Map<String, String> inputs) {
    return new TestFile(
        file,
        title,
        programs,
        expectations,
        inputs,
        objects,
        deadlock,
        sameNatively,
        instructions,
        seeds,
        config,
        hints.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", hints)));
  }
}
