package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.harness.FaultReason;
import dev.framewalk.pagetable.table.Access;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what EXPECT-FAULT says: {@code write read-only at store of 0x1000}. */
final class FaultParser {
  private static final Pattern SYMBOL = Pattern.compile("([A-Za-z_.$][\\w.$]*)(?:\\+(\\w+))?");

  private Optional<CodePlace> where = Optional.empty();
  private Optional<MappedAddress> address = Optional.empty();

  private FaultParser() {}

  static ExpectedFault parse(ValueReader value) throws Malformed {
    final Stated<String> first = value.word("what fault");
    final FaultParser parser = new FaultParser();
    final Optional<Access> access =
        Arrays.stream(Access.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(first.value()))
            .findFirst();
    Optional<Stated<String>> next = value.word();
    final ExpectedFault.Kind kind;
    if (access.isPresent()) {
      Optional<FaultReason> reason = Optional.empty();
      if (next.isPresent() && !isPlaceWord(next.get().value())) {
        reason = Optional.of(reason(next.get()));
        next = value.word();
      }
      kind = new ExpectedFault.Kind.OfPage(access.get(), reason);
    } else {
      kind =
          new ExpectedFault.Kind.Sends(
              ProcessParser.signal(first, "neither read, write, fetch nor a signal"));
    }
    while (next.isPresent()) {
      parser.place(next.get(), value);
      next = value.word();
    }
    return new ExpectedFault(kind, parser.where, parser.address);
  }

  private static boolean isPlaceWord(String word) {
    return word.equals("at") || word.equals("in") || word.equals("of");
  }

  private static FaultReason reason(Stated<String> word) throws Malformed {
    final List<String> words = new ArrayList<>();
    for (final FaultReason reason : FaultReason.values()) {
      if (reason.word().equals(word.value())) {
        return reason;
      }
      words.add(reason.word());
    }
    throw new Malformed(
        word.place(),
        "no reason for a fault: "
            + word.value()
            + DirectiveScanner.didYouMean(Suggestions.near(word.value(), words))
            + "; there are "
            + String.join(", ", words));
  }

  private void place(Stated<String> word, ValueReader value) throws Malformed {
    final boolean again =
        word.value().equals("of")
            ? address.isPresent()
            : isPlaceWord(word.value()) && where.isPresent();
    if (again) {
      throw new Malformed(word.place(), "a second place");
    }
    switch (word.value()) {
      case "at" -> where = Optional.of(instruction(value));
      case "in" -> where = Optional.of(new CodePlace.InSymbol(symbol(value).symbol()));
      case "of" -> address = Optional.of(MappingParser.address(value.word("the address")));
      default ->
          throw new Malformed(
              word.place(), "expected here: at SYMBOL, at line 41, in SYMBOL or of 0x1000");
    }
  }

  private static CodePlace instruction(ValueReader value) throws Malformed {
    final Stated<String> word = value.word("the instruction");
    if (word.value().equals("line")) {
      final Stated<String> line = value.word("the number of the line");
      return new CodePlace.OnLine((int) ValueReader.number(line, "a line", Integer.MAX_VALUE));
    }
    return Character.isDigit(word.value().charAt(0))
        ? new CodePlace.AtAddress(ValueReader.number(word, "an address", -1L))
        : symbol(word);
  }

  private static CodePlace.AtSymbol symbol(ValueReader value) throws Malformed {
    return symbol(value.word("the symbol"));
  }

  /** The symbol, with its offset, that a word is. */
  static CodePlace.AtSymbol symbol(Stated<String> word) throws Malformed {
    final Matcher form = SYMBOL.matcher(word.value());
    if (!form.matches()) {
      throw new Malformed(word.place(), "no symbol: write NAME or NAME+0x10");
    }
    if (form.group(2) == null) {
      return new CodePlace.AtSymbol(form.group(1), 0);
    }
    final Place place = new Place(word.place().line(), word.place().column() + form.start(2));
    return new CodePlace.AtSymbol(
        form.group(1),
        ValueReader.number(new Stated<>(form.group(2), place), "an offset", Long.MAX_VALUE));
  }
}
