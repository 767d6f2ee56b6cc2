package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.Access;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of a question taken apart: options by name, the others in order. */
public final class Arguments {
  private static final Pattern SIXTEEN_DIGITS = Pattern.compile("[0-9a-fA-F]{16}");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]++(?:_++[0-9]++)*+|0[xX][0-9a-fA-F]++(?:_++[0-9a-fA-F]++)*+");

  private final String synopsis;
  private final Map<String, String> options = new HashMap<>();
  private final List<String> rest = new ArrayList<>();

  /**
   * Takes {@code words} apart.
   *
   * @param synopsis the form that an error shows
   * @param flags options without a value: {@code --tree}
   * @param valued options with one, behind it or behind {@code =}: {@code --where}
   * @param least how many other words there must be
   * @param most how many there may be
   * @throws InspectionFailure if they have another form
   */
  public static Arguments parse(
      String synopsis,
      List<String> words,
      Set<String> flags,
      Set<String> valued,
      int least,
      int most)
      throws InspectionFailure {
    final Arguments arguments = new Arguments(synopsis);
    for (int i = 0; i < words.size(); i++) {
      final String word = words.get(i);
      final int equals = word.indexOf('=');
      final String option = equals < 0 ? word : word.substring(0, equals);
      if (!word.startsWith("--")) {
        arguments.rest.add(word);
      } else if (flags.contains(word)) {
        arguments.options.put(word, "");
      } else if (!valued.contains(option)) {
        throw arguments.refused("unknown option " + word);
      } else if (equals >= 0) {
        arguments.options.put(option, word.substring(equals + 1));
      } else if (i + 1 < words.size()) {
        arguments.options.put(option, words.get(++i));
      } else {
        throw arguments.refused("no value behind " + option);
      }
    }
    if (arguments.rest.size() < least) {
      throw arguments.refused("too few words");
    }
    if (arguments.rest.size() > most) {
      throw arguments.refused("a word too many: " + arguments.rest.get(most));
    }
    return arguments;
  }

  private Arguments(String synopsis) {
    this.synopsis = synopsis;
  }

  /** Whether the option was given. */
  public boolean has(String option) {
    return options.containsKey(option);
  }

  /** The value of the option. */
  public Optional<String> value(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /** How many words there are that are no options. */
  public int size() {
    return rest.size();
  }

  /** The word at {@code index}, from 0, that is no option. */
  public String word(int index) {
    return rest.get(index);
  }

  /**
   * The word at {@code index} as a process of {@code subject}.
   *
   * @throws InspectionFailure if it is no number, or no process lives that has it
   */
  public SpaceView space(int index, Subject subject) throws InspectionFailure {
    final String word = word(index);
    for (final SpaceView space : subject.view().spaces()) {
      if (Integer.toString(space.pid()).equals(word)) {
        return space;
      }
    }
    final String there =
        subject.view().spaces().stream()
            .map(each -> Printable.of(each.toString()))
            .collect(Collectors.joining(", "));
    throw new InspectionFailure(
        "no process "
            + Printable.of(word)
            + (there.isEmpty() ? ": none lives any more" : "; there are: " + there));
  }

  /**
   * The word at {@code index} as a number: hexadecimal behind {@code 0x}, or of sixteen digits, as
   * the columns of a dump have them; decimal otherwise; all 64 bits, without a sign; there may be
   * {@code _} between digits.
   *
   * @throws InspectionFailure if it is none
   */
  public long number(int index) throws InspectionFailure {
    return number(word(index));
  }

  /** Any word as {@link #number(int)} reads it. */
  public long number(String word) throws InspectionFailure {
    final OptionalLong number = numberIn(word);
    if (number.isEmpty()) {
      throw refused("not a 64-bit number: " + word + " (hexadecimal ones begin with 0x)");
    }
    return number.getAsLong();
  }

  /** Any word as {@link #number(int)} reads it; empty if it is no number of 64 bits. */
  public static OptionalLong numberIn(String word) {
    if (SIXTEEN_DIGITS.matcher(word).matches()) {
      return OptionalLong.of(Long.parseUnsignedLong(word, 16));
    }
    if (!NUMBER.matcher(word).matches()) {
      return OptionalLong.empty();
    }
    final String digits = word.replace("_", "");
    try {
      return OptionalLong.of(
          digits.length() > 1 && (digits.charAt(1) | ' ') == 'x'
              ? Long.parseUnsignedLong(digits.substring(2), 16)
              : Long.parseUnsignedLong(digits));
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // more than 64 bits
    }
  }

  /**
   * The word at {@code index} as a kind of access: {@code r}, {@code w} or {@code x}.
   *
   * @throws InspectionFailure if it is none
   */
  public Access access(int index) throws InspectionFailure {
    return switch (word(index)) {
      case "r", "read" -> Access.READ;
      case "w", "write" -> Access.WRITE;
      case "x", "fetch" -> Access.FETCH;
      default -> throw refused("not an access: " + word(index) + "; give r, w or x");
    };
  }

  /** Whether {@code address} is canonical under 4-level paging. */
  public static boolean isCanonical(long address) {
    return VirtAddr.isCanonical(address, VirtAddr.BITS_4_LEVEL);
  }

  /** A failure that shows the form of the words. */
  public InspectionFailure refused(String why) {
    return new InspectionFailure(Printable.of(why) + "; usage: " + synopsis);
  }
}
