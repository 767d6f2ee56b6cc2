package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.suite.ExpectedMapping.Rights;
import dev.framewalk.emulator.suite.ExpectedMapping.Target;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what EXPECT-MAP says: {@code [view]+0x1000 /ring+0x2000 r at done}. */
final class MappingParser {
  private static final Pattern HELD = Pattern.compile("\\[([^\\]]+)\\](?:\\+(\\w+))?");
  private static final Pattern OBJECT = Pattern.compile("(/.*?)(?:\\+(\\w+))?");
  private static final Pattern RIGHTS = Pattern.compile("r?-?w?-?x?-?");

  private MappingParser() {}

  static ExpectedMapping parse(ValueReader value) throws Malformed {
    final MappedAddress address = address(value.word("the address"));
    final Stated<String> what = value.word("what is mapped there");
    final Target target = target(what, value);
    final Optional<Stated<String>> at = value.word();
    Optional<String> symbol = Optional.empty();
    if (at.isPresent()) {
      if (!at.get().value().equals("at")) {
        throw new Malformed(at.get().place(), "expected here: at SYMBOL, or nothing more");
      }
      final Stated<String> name = value.word("the symbol");
      if (FaultParser.symbol(name).offset() != 0) {
        throw new Malformed(name.place(), "a symbol without an offset stands here");
      }
      symbol = Optional.of(name.value());
    }
    value.end();
    return new ExpectedMapping(address, target, symbol);
  }

  /** The address that a word is. */
  static MappedAddress address(Stated<String> word) throws Malformed {
    final Matcher held = HELD.matcher(word.value());
    if (held.matches()) {
      final CodePlace.AtSymbol symbol =
          FaultParser.symbol(new Stated<>(held.group(1), behind(word.place(), 1)));
      if (symbol.offset() != 0) {
        throw new Malformed(word.place(), "the offset stands behind the brackets: [NAME]+0x10");
      }
      return new MappedAddress.HeldAt(symbol.symbol(), offset(held, 2, word));
    }
    if (Character.isDigit(word.value().charAt(0))) {
      return new MappedAddress.Fixed(ValueReader.number(word, "an address", -1L));
    }
    if (!word.value().matches("[\\w.$+]+")) {
      throw new Malformed(
          word.place(), "an address is 0x10000000, [NAME] (what the 8 bytes there hold) or NAME");
    }
    final CodePlace.AtSymbol symbol = FaultParser.symbol(word);
    return new MappedAddress.OfSymbol(symbol.symbol(), symbol.offset());
  }

  private static Place behind(Place place, int columns) {
    return new Place(place.line(), place.column() + columns);
  }

  private static long offset(Matcher form, int group, Stated<String> word) throws Malformed {
    if (form.group(group) == null) {
      return 0;
    }
    return ValueReader.number(
        new Stated<>(form.group(group), behind(word.place(), form.start(group))),
        "an offset",
        Long.MAX_VALUE);
  }

  private static Target target(Stated<String> what, ValueReader value) throws Malformed {
    switch (what.value()) {
      case "nothing":
        return new Target.Nothing();
      case "anonymous":
        return new Target.Anonymous(rights(value));
      default:
        final Matcher form = OBJECT.matcher(what.value());
        if (!form.matches()) {
          throw new Malformed(
              what.place(), "expected here: /OBJECT, /OBJECT+0x1000, anonymous or nothing");
        }
        final String object = SettingsParser.object(new Stated<>(form.group(1), what.place()));
        return new Target.OfObject(object, offset(form, 2, what), rights(value));
    }
  }

  private static Rights rights(ValueReader value) throws Malformed {
    final Stated<String> word = value.word("what it allows: r, rw, rx or rwx");
    final String text = word.value();
    // On this CPU what may be written or run may be read; what may not be used has no page.
    if (!RIGHTS.matcher(text).matches() || !text.contains("r")) {
      throw new Malformed(word.place(), "rights are r, rw, rx or rwx, not '" + text + "'");
    }
    return new Rights(text.contains("r"), text.contains("w"), text.contains("x"));
  }
}
