package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.EndText;
import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.firmware.SourceLine;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds how a process ended against what its test says. */
final class EndCheck {
  /** Of what a process that ended badly said, so much is shown. */
  private static final int LINES_OF_ERRORS = 5;

  /** What assert.inc prints. */
  private static final Pattern ASSERTION =
      Pattern.compile("([^:]+):([1-9]\\d{0,8}): assertion failed: ");

  private final TestFile test;
  private final TestedProcess process;

  EndCheck(TestFile test, TestedProcess process) {
    this.test = test;
    this.process = process;
  }

  /** What is wrong with the end of the process, which has ended. */
  Optional<String> difference(ProcessExpectations expected) {
    final ProcessEnd end = process.end().orElseThrow();
    if (expected.fault().isPresent()) {
      return fault(expected.fault().get(), expected.end());
    }
    final ProcessEnd wanted = expected.end().map(Stated::value).orElse(new ProcessEnd.Exited(0));
    if (end.equals(wanted)) {
      return Optional.empty();
    }
    final String where = expected.end().map(each -> at(each.place())).orElse(test.file() + ": ");
    return Optional.of(where + wanted(wanted) + ", but it " + happened());
  }

  /** What is wrong with a process that lives when the run is over. */
  Optional<String> lives(ProcessExpectations expected) {
    if (test.deadlock().isPresent() && expected.end().isEmpty() && expected.fault().isEmpty()) {
      return Optional.empty();
    }
    final String where =
        expected
            .fault()
            .map(each -> at(each.place()))
            .or(() -> expected.end().map(each -> at(each.place())))
            .orElse(test.file() + ": ");
    return Optional.of(where + process.name() + " waits for ever, and does not end");
  }

  private Optional<String> fault(
      Stated<ExpectedFault> expected, Optional<Stated<ProcessEnd>> signal) {
    final Optional<FaultFacts> facts = process.faultFacts();
    final String wanted =
        at(expected.place()) + process.name() + " is to die of a fault: " + expected.value();
    if (facts.isEmpty()) {
      return Optional.of(wanted + ", but it " + happened());
    }
    final Optional<String> mismatch = mismatch(expected.value(), facts.get());
    if (mismatch.isPresent()) {
      return Optional.of(wanted + ", but it " + happened() + mismatch.get());
    }
    return signal
        .filter(each -> !each.value().equals(process.end().orElseThrow()))
        .map(each -> at(each.place()) + wanted(each.value()) + ", but it " + happened());
  }

  /** Empty if the fault is the expected one, else what to add to what happened. */
  private Optional<String> mismatch(ExpectedFault expected, FaultFacts facts) {
    final boolean kind =
        expected.kind() instanceof ExpectedFault.Kind.OfPage page
            ? facts.access().equals(Optional.of(page.access()))
                && (page.reason().isEmpty() || page.reason().get() == facts.reason())
            : expected.kind() instanceof ExpectedFault.Kind.Sends sends
                && sends.signal() == facts.signal();
    if (!kind) {
      return Optional.of("");
    }
    try {
      if (expected.where().isPresent() && !isAt(expected.where().get(), facts)) {
        return Optional.of("");
      }
      if (expected.address().isPresent()
          && (facts.address().isEmpty()
              || facts.address().getAsLong() != address(expected.address().get()))) {
        return Optional.of("");
      }
      return Optional.empty();
    } catch (Symbols.Missing e) {
      return Optional.of("\n  " + e.text());
    }
  }

  private boolean isAt(CodePlace place, FaultFacts facts) throws Symbols.Missing {
    if (place instanceof CodePlace.AtSymbol at) {
      return facts.instruction() == Symbols.address(process, at.symbol()) + at.offset();
    }
    if (place instanceof CodePlace.InSymbol in) {
      final long unused =
          Symbols.address(process, in.symbol()); // a symbol that is missing is a mistake
      return facts.symbol().replaceFirst("\\+0x[0-9a-f]+$", "").equals(in.symbol());
    }
    if (place instanceof CodePlace.AtAddress at) {
      return facts.instruction() == at.address();
    }
    return place instanceof CodePlace.OnLine on
        && facts.line().map(line -> line.line() == on.line()).orElse(false);
  }

  private long address(MappedAddress address) throws Symbols.Missing {
    if (address instanceof MappedAddress.Fixed fixed) {
      return fixed.address();
    }
    if (address instanceof MappedAddress.OfSymbol of) {
      return Symbols.address(process, of.symbol()) + of.offset();
    }
    throw new Symbols.Missing(
        "what the memory at " + address + " held is not known when the process has ended");
  }

  private String wanted(ProcessEnd end) {
    return process.name()
        + (end instanceof ProcessEnd.Killed killed
            ? " is to be killed by " + killed.signal()
            : " is to exit with status " + end.exitStatus());
  }

  /** How it ended, with the line of the source and the last that it said. */
  private String happened() {
    final StringBuilder text = new StringBuilder(EndText.of(process));
    process
        .faultFacts()
        .flatMap(FaultFacts::line)
        .flatMap(this::sourceLine)
        .ifPresent(line -> text.append('\n').append(line));
    final List<String> errors = TextDiff.lines(process.errors());
    for (final String line :
        errors.subList(Math.max(0, errors.size() - LINES_OF_ERRORS), errors.size())) {
      text.append("\n  ").append(process.name()).append(" said: ").append(TextDiff.shown(line));
      asserted(line).flatMap(this::sourceLine).ifPresent(code -> text.append('\n').append(code));
    }
    return text.toString();
  }

  /** Where an assertion stands that failed, if that is what the process said. */
  private static Optional<SourceLine> asserted(String line) {
    final Matcher assertion = ASSERTION.matcher(line);
    return assertion.lookingAt()
        ? Optional.of(new SourceLine(assertion.group(1), Integer.parseInt(assertion.group(2))))
        : Optional.empty();
  }

  private Optional<String> sourceLine(SourceLine place) {
    for (final CalledProgram program : test.programs()) {
      if (program.name().equals(process.name())) {
        try {
          final Path source = test.file().resolveSibling(program.file());
          if (String.valueOf(source.getFileName()).equals(place.file())) {
            final List<String> lines = SourceText.read(source).lines();
            return place.line() > lines.size()
                ? Optional.empty()
                : Optional.of(
                    "  "
                        + place.line()
                        + " | "
                        + Printable.of(lines.get(place.line() - 1).replace('\t', ' ').strip()));
          }
        } catch (TestFormatException | InvalidPathException e) {
          return Optional.empty(); // it was there when it was assembled
        }
      }
    }
    return Optional.empty();
  }

  private String at(Place place) {
    return test.file() + ":" + place.line() + ": ";
  }
}
