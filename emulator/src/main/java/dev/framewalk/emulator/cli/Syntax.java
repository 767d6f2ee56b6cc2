package dev.framewalk.emulator.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The form of one command's line: its options, a row each, and what its help says around them.
 *
 * <p>A line that is plainly right is taken apart here; every other one, and the help, is {@link
 * Picocli}'s. Loading picocli takes three times as long as starting Java does.
 */
final class Syntax {
  /** How often an option may be given, and whether it has a value. */
  enum Kind {
    FLAG,
    /** With a value behind {@code =}, or without one. */
    FLAG_OR_VALUE,
    VALUE,
    VALUES
  }

  /**
   * An option.
   *
   * @param names all of them, the one that the program knows it by first
   * @param label stands for the value in the help; empty for a flag
   */
  record Option(List<String> names, Kind kind, String label, String description) {
    String name() {
      return names.get(0);
    }
  }

  /** What stands behind the options; there may be none of it. */
  record Words(String label, String description) {}

  /** A command that has a syntax of its own. */
  record Command(String name, String description) {}

  /** What the help says before and behind the options. */
  record Help(String synopsis, String description, List<String> footer) {}

  private final String name;
  private final Help help;
  private final List<Option> options = new ArrayList<>();
  private final Map<String, Option> byName = new HashMap<>();
  private final List<Command> commands = new ArrayList<>();
  private Optional<Words> words = Optional.empty();

  /**
   * A syntax with the option {@code --help}.
   *
   * @param name what the user types: {@code framewalk run}
   */
  Syntax(String name, Help help) {
    this.name = name;
    this.help = help;
    flag("--help", "Print this.", "-h");
  }

  /** Adds an option without a value. */
  void flag(String option, String description, String... more) {
    final List<String> names = new ArrayList<>();
    names.add(option);
    names.addAll(List.of(more));
    add(new Option(names, Kind.FLAG, "", description));
  }

  /** Adds an option that may have a value, behind {@code =}. */
  void flagOrValue(String option, String label, String description) {
    add(new Option(List.of(option), Kind.FLAG_OR_VALUE, label, description));
  }

  /** Adds an option that has one value and may be given once. */
  void value(String option, String label, String description, String... more) {
    final List<String> names = new ArrayList<>();
    names.add(option);
    names.addAll(List.of(more));
    add(new Option(names, Kind.VALUE, label, description));
  }

  /** Adds an option that has one value and may be given often. */
  void values(String option, String label, String description, String... more) {
    final List<String> names = new ArrayList<>();
    names.add(option);
    names.addAll(List.of(more));
    add(new Option(names, Kind.VALUES, label, description));
  }

  /** Adds an option of another command. */
  void add(Option option) {
    options.add(option);
    for (final String each : option.names()) {
      byName.put(each, option);
    }
  }

  /** Lets all words from the first one that is no option on be words, whatever they are. */
  void words(String label, String description) {
    words = Optional.of(new Words(label, description));
  }

  /** Adds a command to be listed. */
  void command(String command, String description) {
    commands.add(new Command(command, description));
  }

  String name() {
    return name;
  }

  Help help() {
    return help;
  }

  List<Option> options() {
    return options;
  }

  Optional<Words> words() {
    return words;
  }

  List<Command> commands() {
    return commands;
  }

  /**
   * Takes a line apart.
   *
   * @throws CommandFailure if it has not this form
   */
  ParsedLine parse(List<String> arguments) throws CommandFailure {
    final Optional<ParsedLine> plain = parsePlain(arguments);
    return plain.isPresent() ? plain.get() : new Picocli(this).parse(arguments);
  }

  /**
   * A line whose options may stand anywhere, with its options before its words. Behind {@code --}
   * are words only.
   */
  List<String> optionsFirst(List<String> arguments) {
    final List<String> first = new ArrayList<>();
    final List<String> then = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      final String argument = arguments.get(i);
      if (argument.equals("--")) {
        then.addAll(arguments.subList(i + 1, arguments.size()));
        break;
      }
      if (!argument.startsWith("-") || argument.length() == 1) {
        then.add(argument);
        continue;
      }
      first.add(argument);
      final Option option = byName.get(argument);
      if (option != null
          && (option.kind() == Kind.VALUE || option.kind() == Kind.VALUES)
          && i + 1 < arguments.size()) {
        i++;
        first.add(arguments.get(i));
      }
    }
    // What begins with a hyphen and stood behind -- is a word all the same.
    if (!then.isEmpty() && then.get(0).startsWith("-")) {
      first.add("--");
    }
    first.addAll(then);
    return first;
  }

  /** A line of options written out, each with its value behind it; empty for any other. */
  Optional<ParsedLine> parsePlain(List<String> arguments) {
    final Map<String, List<String>> given = new LinkedHashMap<>();
    int next = 0;
    while (next < arguments.size() && arguments.get(next).startsWith("-")) {
      final Option option = byName.get(arguments.get(next));
      next++;
      if (option == null || (option.kind() != Kind.VALUES && given.containsKey(option.name()))) {
        return Optional.empty();
      }
      final List<String> values = given.computeIfAbsent(option.name(), key -> new ArrayList<>());
      if (option.kind() == Kind.VALUE || option.kind() == Kind.VALUES) {
        if (next == arguments.size() || mayBeOptions(arguments.get(next))) {
          return Optional.empty();
        }
        values.add(arguments.get(next));
        next++;
      }
    }
    if (next < arguments.size() && words.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new ParsedLine(given, arguments.subList(next, arguments.size())));
  }

  /** Whether a value looks like options: then picocli decides. A hyphen and numbers do not. */
  private static boolean mayBeOptions(String value) {
    return value.length() > 1 && value.startsWith("-") && !Character.isDigit(value.charAt(1));
  }
}
