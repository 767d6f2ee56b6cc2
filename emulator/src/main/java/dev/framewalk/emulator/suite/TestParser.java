package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.suite.DirectiveName.Scope;
import dev.framewalk.emulator.suite.DirectiveName.Times;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the directives of one source. */
final class TestParser {
  private static final Pattern NAME = Pattern.compile("[\\w.-]+");
  private static final Pattern NAMED_FILE = Pattern.compile("([\\w.-]+)=(.*)");

  private final Path file;
  private final SourceText text;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, CalledProgram> programs = new LinkedHashMap<>();
  private final Map<String, ProcessParser> processes = new LinkedHashMap<>();
  private final SettingsParser settings = new SettingsParser();

  private TestParser(Path file, SourceText text) {
    this.file = file;
    this.text = text;
  }

  /**
   * The test in {@code text}; empty if nothing in it looks like a directive.
   *
   * @throws TestFormatException if it is malformed
   */
  static Optional<TestFile> parse(Path file, SourceText text) throws TestFormatException {
    final DirectiveScanner.Found found = DirectiveScanner.scan(text.lines());
    return found.meant() ? Optional.of(new TestParser(file, text).parse(found)) : Optional.empty();
  }

  /** What is said of a file that has no directive. */
  static TestFormatException noTest(Path file) {
    return SourceText.unreadable(
        file, "no test: it has no directive; a test has a line such as # RUN: " + stem(file));
  }

  private TestFile parse(DirectiveScanner.Found found) throws TestFormatException {
    found.problems().forEach(this::add);
    final Map<DirectiveName, List<Directive>> byName = new EnumMap<>(DirectiveName.class);
    for (final Directive directive : found.directives()) {
      byName.computeIfAbsent(directive.name(), name -> new ArrayList<>()).add(directive);
    }
    addPrograms(byName);
    final Map<String, Directive> once = new HashMap<>();
    for (final Directive directive : found.directives()) {
      try {
        take(directive, once);
      } catch (Malformed e) {
        add(e);
      }
    }
    final Map<String, ProcessExpectations> expectations = new LinkedHashMap<>();
    final Map<String, String> inputs = new LinkedHashMap<>();
    for (final Map.Entry<String, ProcessParser> each : processes.entrySet()) {
      try {
        expectations.put(each.getKey(), each.getValue().expectations());
        each.getValue().input().ifPresent(input -> inputs.put(each.getKey(), input));
      } catch (Malformed e) {
        add(e);
      }
    }
    settings.flaw().ifPresent(this::add);
    if (!problems.isEmpty()) {
      problems.sort(
          Comparator.comparing(
              problem -> problem.place().orElseThrow(),
              Comparator.comparingInt(Place::line).thenComparingInt(Place::column)));
      throw new TestFormatException(problems);
    }
    return settings.test(file, List.copyOf(programs.values()), expectations, inputs);
  }

  private void add(Malformed malformed) {
    final Place place = malformed.place();
    problems.add(
        new Problem(
            file.toString(),
            Optional.of(place),
            String.valueOf(malformed.getMessage()),
            text.lines().get(place.line() - 1)));
  }

  private void addPrograms(Map<DirectiveName, List<Directive>> byName) {
    final List<Directive> run = byName.getOrDefault(DirectiveName.RUN, List.of());
    if (run.isEmpty()) {
      final Directive first =
          byName.values().stream()
              .flatMap(List::stream)
              .min(Comparator.comparingInt(each -> each.place().line()))
              .orElse(null);
      // Where there is nothing but slips, they say enough.
      if (first != null) {
        add(
            new Malformed(
                first.place(), "a test has a line # RUN: " + stem(file) + " as well; it has none"));
      }
    }
    for (final Directive directive : run.subList(0, Math.min(1, run.size()))) {
      addProgram(directive, this::ownProgram);
    }
    for (final Directive directive : byName.getOrDefault(DirectiveName.WITH, List.of())) {
      addProgram(directive, this::otherProgram);
    }
  }

  /** How a directive names a program. */
  private interface Naming {
    CalledProgram program(Directive directive, List<Stated<String>> words) throws Malformed;
  }

  private void addProgram(Directive directive, Naming naming) {
    try {
      final CalledProgram program =
          naming.program(directive, new ValueReader(directive).quotedWords());
      if (programs.containsKey(program.name())) {
        throw new Malformed(
            program.place(),
            "a second program named "
                + program.name()
                + "; give it another name: # WITH: NAME="
                + program.file());
      }
      programs.put(program.name(), program);
      processes.put(program.name(), new ProcessParser(text));
    } catch (Malformed e) {
      add(e);
    }
  }

  private CalledProgram ownProgram(Directive directive, List<Stated<String>> words)
      throws Malformed {
    final String own = fileName(file);
    if (words.isEmpty()) {
      return new CalledProgram(stem(file), own, List.of(), directive.place());
    }
    final Stated<String> name = words.get(0);
    final boolean ownFile = name.value().equals(own);
    if (!ownFile && name.value().matches("(?i).*\\.(S|elf)")) {
      throw new Malformed(
          name.place(),
          "RUN names the process of this very file; another file is run by # WITH: "
              + name.value());
    }
    return new CalledProgram(
        ownFile ? stem(file) : checkedName(name), own, arguments(words), name.place());
  }

  private CalledProgram otherProgram(Directive directive, List<Stated<String>> words)
      throws Malformed {
    if (words.isEmpty()) {
      throw new Malformed(
          directive.valuePlace(), "the file is missing: # " + directive.name().form());
    }
    final Stated<String> word = words.get(0);
    final var named = NAMED_FILE.matcher(word.value());
    final String path = named.matches() ? named.group(2) : word.value();
    if (path.isEmpty() || path.endsWith("/")) {
      throw new Malformed(word.place(), "no name of a file: # " + directive.name().form());
    }
    final String name =
        named.matches() ? named.group(1) : checkedName(new Stated<>(stem(path), word.place()));
    return new CalledProgram(name, path, arguments(words), word.place());
  }

  private static String checkedName(Stated<String> name) throws Malformed {
    if (!NAME.matcher(name.value()).matches()) {
      throw new Malformed(
          name.place(), "a process's name is of letters, digits, dots, hyphens and underscores");
    }
    return name.value();
  }

  private static List<String> arguments(List<Stated<String>> words) {
    return words.subList(1, words.size()).stream().map(Stated::value).toList();
  }

  private void take(Directive directive, Map<String, Directive> once) throws Malformed {
    final DirectiveName name = directive.name();
    if (name.scope() == Scope.TEST && directive.process().isPresent()) {
      throw new Malformed(
          directive.process().get().place(), name.word() + " is about the test, not one process");
    }
    if (name.times() == Times.ONCE) {
      final String key = name + "/" + directive.process().map(Stated::value).orElse("");
      final Directive first = once.putIfAbsent(key, directive);
      if (first != null) {
        throw new Malformed(
            directive.place(),
            name.word() + " a second time; it is in line " + first.place().line());
      }
    }
    if (name == DirectiveName.RUN || name == DirectiveName.WITH) {
      return;
    }
    if (name.scope() == Scope.TEST) {
      settings.take(directive);
    } else {
      final Optional<ProcessParser> process = process(directive);
      if (process.isPresent()) {
        process.get().take(directive);
      }
    }
  }

  /** Whom a directive is about; empty if the test has no RUN, which is said elsewhere. */
  private Optional<ProcessParser> process(Directive directive) throws Malformed {
    if (directive.process().isEmpty()) {
      return processes.values().stream().findFirst();
    }
    final Stated<String> name = directive.process().get();
    final ProcessParser process = processes.get(name.value());
    if (process == null && problems.isEmpty()) {
      throw new Malformed(
          name.place(),
          "no process "
              + name.value()
              + " in this test"
              + DirectiveScanner.didYouMean(Suggestions.near(name.value(), programs.keySet()))
              + "; it has "
              + String.join(", ", programs.keySet()));
    }
    return Optional.ofNullable(process);
  }

  private static String fileName(Path file) {
    final Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  private static String stem(Path file) {
    return stem(fileName(file));
  }

  /** The name of a file without its directory and its extension. */
  private static String stem(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("(?<=.)\\.[^.]*$", "");
  }
}
