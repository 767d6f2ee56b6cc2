package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.kernel.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads the directives that are about one process. */
final class ProcessParser {
  private static final int MOST_STATUS = 255;

  private final SourceText text;
  private final StringBuilder input = new StringBuilder();
  private boolean hasInput;
  private Optional<Stated<ProcessEnd>> end = Optional.empty();
  private Optional<Stated<ExpectedFault>> fault = Optional.empty();
  private final List<Stated<String>> output = new ArrayList<>();
  private final List<Stated<String>> errors = new ArrayList<>();
  private Optional<Place> noOutput = Optional.empty();
  private Optional<Place> noErrors = Optional.empty();
  private final List<Stated<ExpectedMapping>> mappings = new ArrayList<>();

  ProcessParser(SourceText text) {
    this.text = text;
  }

  void take(Directive directive) throws Malformed {
    final ValueReader value = new ValueReader(directive);
    final Place place = directive.place();
    switch (directive.name()) {
      case EXPECT_EXIT -> end = Optional.of(new Stated<>(end(value), place));
      case EXPECT_OUT -> output.add(line(directive));
      case EXPECT_ERR -> errors.add(line(directive));
      case EXPECT_NO_OUT -> {
        value.end();
        noOutput = Optional.of(place);
      }
      case EXPECT_NO_ERR -> {
        value.end();
        noErrors = Optional.of(place);
      }
      case EXPECT_FAULT -> fault = Optional.of(new Stated<>(FaultParser.parse(value), place));
      case EXPECT_MAP -> mappings.add(new Stated<>(MappingParser.parse(value), place));
      case INPUT -> {
        hasInput = true;
        input.append(text.bytesOf(directive.value())).append('\n');
      }
      default -> throw new IllegalStateException("not about a process: " + directive.name());
    }
  }

  private Stated<String> line(Directive directive) {
    return new Stated<>(text.bytesOf(directive.value()), directive.place());
  }

  private static ProcessEnd end(ValueReader value) throws Malformed {
    final Stated<String> word = value.word("the exit status, or the signal,");
    final ProcessEnd end =
        Character.isDigit(word.value().charAt(0))
            ? new ProcessEnd.Exited((int) ValueReader.number(word, "an exit status", MOST_STATUS))
            : new ProcessEnd.Killed(signal(word, "neither an exit status nor a signal"));
    value.end();
    return end;
  }

  /** The signal that {@code word} names. */
  static Signal signal(Stated<String> word, String otherwise) throws Malformed {
    final List<String> names = Arrays.stream(Signal.values()).map(Signal::name).toList();
    if (!names.contains(word.value())) {
      throw new Malformed(
          word.place(),
          otherwise
              + ": "
              + word.value()
              + DirectiveScanner.didYouMean(Suggestions.near(word.value(), names)));
    }
    return Signal.valueOf(word.value());
  }

  Optional<String> input() {
    return hasInput ? Optional.of(input.toString()) : Optional.empty();
  }

  /**
   * @throws Malformed if two of the expectations cannot hold together
   */
  ProcessExpectations expectations() throws Malformed {
    if (fault.isPresent() && end.isPresent() && end.get().value() instanceof ProcessEnd.Exited) {
      throw new Malformed(
          end.get().place(), "a process that a fault ends has no exit status; leave this away");
    }
    return new ProcessExpectations(
        end, fault, all(output, noOutput, "output"), all(errors, noErrors, "errors"), mappings);
  }

  private static Optional<ExpectedText> all(
      List<Stated<String>> lines, Optional<Place> none, String what) throws Malformed {
    if (none.isPresent()) {
      if (!lines.isEmpty()) {
        throw new Malformed(
            none.get(),
            "lines of " + what + " are expected in line " + lines.get(0).place().line());
      }
      return Optional.of(new ExpectedText(List.of(), none.get()));
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ExpectedText(lines.stream().map(Stated::value).toList(), lines.get(0).place()));
  }
}
