package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.Suggestions;
import dev.framewalk.emulator.debug.inspection.Arguments;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.kernel.ElfImage;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses as people write them: numbers, symbols of a program, registers, with an offset. */
public final class Addresses {
  private static final Pattern OPTION_WITH_VALUE =
      Pattern.compile("\\[(--[a-z-]+) [^]]+\\]", Pattern.CASE_INSENSITIVE);
  private static final Pattern SUM =
      Pattern.compile("([^+-].*?)([+-])((?:0[xX])?[0-9a-fA-F]{1,16})");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]{1,20}|0[xX][0-9a-fA-F_]{1,20}|[0-9a-fA-F]{16}");

  private final Scene scene;
  private final OptionalInt used;

  /**
   * @param used the process that is meant where none is named; empty for the current one
   */
  public Addresses(Scene scene, OptionalInt used) {
    this.scene = scene;
    this.used = used;
  }

  /**
   * The process that is meant where none is named.
   *
   * @throws InspectionFailure if none lives
   */
  public int process() throws InspectionFailure {
    final OptionalInt pid = used.isPresent() ? used : scene.current();
    return pid.orElseThrow(() -> new InspectionFailure("no process lives any more"));
  }

  /**
   * The process that {@code word} names.
   *
   * @throws InspectionFailure if it names none that lives
   */
  public int process(String word) throws InspectionFailure {
    return space(word).pid();
  }

  /** The address space of the process that {@code word} names. */
  public SpaceView space(String word) throws InspectionFailure {
    for (final SpaceView space : scene.view().spaces()) {
      if (Integer.toString(space.pid()).equals(word)) {
        return space;
      }
    }
    final StringBuilder there = new StringBuilder();
    for (final SpaceView space : scene.view().spaces()) {
      there.append(there.length() == 0 ? "" : ", ").append(Printable.of(space.toString()));
    }
    throw new InspectionFailure(
        "no process "
            + Printable.of(word)
            + (there.length() == 0 ? ": none lives any more" : "; there are: " + there));
  }

  /**
   * The address that {@code word} means in process {@code pid}: {@code 0x401000}, {@code 4198400},
   * {@code store}, {@code store+4}, {@code $rsp-8}.
   *
   * @throws InspectionFailure if it means none
   */
  public long address(int pid, String word) throws InspectionFailure {
    final Optional<Long> whole = term(pid, word);
    if (whole.isPresent()) {
      return whole.get();
    }
    final Matcher sum = SUM.matcher(word);
    if (sum.matches()) {
      final Optional<Long> base = term(pid, sum.group(1));
      if (base.isPresent()) {
        final long offset = number(sum.group(3));
        return sum.group(2).equals("+") ? base.get() + offset : base.get() - offset;
      }
    }
    throw new InspectionFailure(
        "no address, and no symbol of process "
            + pid
            + ": "
            + Printable.of(word)
            + suggestion(pid, word)
            + "; give one as 0x401000, _start, store+4 or $rsp-8");
  }

  private String suggestion(int pid, String word) {
    final List<String> near = Suggestions.near(word, symbols(pid).keySet());
    return near.isEmpty() ? "" : " (did you mean " + String.join(" or ", near) + "?)";
  }

  private Optional<Long> term(int pid, String word) throws InspectionFailure {
    if (NUMBER.matcher(word).matches()) {
      return Optional.of(number(word));
    }
    if (word.startsWith("$")) {
      final OptionalLong value = scene.register(pid, word.substring(1));
      return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
    return Optional.ofNullable(symbols(pid).get(word));
  }

  /**
   * All 64 bits of a number, as {@link Arguments#parse} reads it.
   *
   * @throws InspectionFailure if it is none
   */
  public static long number(String word) throws InspectionFailure {
    final OptionalLong number = Arguments.numberIn(word);
    if (number.isEmpty()) {
      throw new InspectionFailure(
          "not a 64-bit number: " + Printable.of(word) + " (hexadecimal ones begin with 0x)");
    }
    return number.getAsLong();
  }

  /** The symbols of the program that process {@code pid} runs. */
  public Map<String, Long> symbols(int pid) {
    return scene.image(pid).map(ElfImage::symbols).orElse(Map.of());
  }

  /** What process {@code pid}'s program calls {@code address}, safe to print. */
  public Optional<String> name(int pid, long address) {
    return scene.image(pid).flatMap(image -> image.symbolAt(address)).map(Printable::of);
  }

  /**
   * The words of a question with the process put in where it was left out, and symbols as numbers.
   *
   * @throws InspectionFailure if a word that should be an address is none
   */
  public List<String> complete(Inspection inspection, List<String> words) throws InspectionFailure {
    final List<String> form = positional(inspection);
    final List<String> all = new ArrayList<>(words);
    final List<Integer> places = places(inspection, words);
    if (!form.isEmpty() && form.get(0).equals("PID") && places.size() == form.size() - 1) {
      all.add(places.isEmpty() ? 0 : places.get(0), Integer.toString(process()));
    }
    final List<Integer> filled = places(inspection, all);
    final int address = form.indexOf("ADDRESS");
    if (address > 0 && address < filled.size()) {
      final int at = filled.get(address);
      final int pid = process(all.get(filled.get(0)));
      all.set(at, Answer.hex(address(pid, all.get(at))));
    }
    return all;
  }

  /** The process that the words of a question name, before there is one; empty if they do not. */
  public static OptionalInt named(Inspection inspection, List<String> words) {
    final List<String> form = positional(inspection);
    final List<Integer> places = places(inspection, words);
    if (form.isEmpty() || !form.get(0).equals("PID") || places.size() != form.size()) {
      return OptionalInt.empty();
    }
    final String pid = words.get(places.get(0));
    return pid.matches("[0-9]{1,7}") ? OptionalInt.of(Integer.parseInt(pid)) : OptionalInt.empty();
  }

  /** The words of the form that must be there. */
  private static List<String> positional(Inspection inspection) {
    final List<String> form = new ArrayList<>();
    for (final String word :
        inspection.synopsis().replaceAll("\\[[^]]*\\]", " ").strip().split("\\s+", -1)) {
      if (!word.equals(inspection.name())) {
        form.add(word);
      }
    }
    return form;
  }

  /** The indexes of the words that are neither options nor values of options. */
  private static List<Integer> places(Inspection inspection, List<String> words) {
    final List<String> valued = new ArrayList<>();
    final Matcher options = OPTION_WITH_VALUE.matcher(inspection.synopsis());
    while (options.find()) {
      valued.add(options.group(1));
    }
    final List<Integer> places = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (valued.contains(words.get(i))) {
        i++;
      } else if (!words.get(i).startsWith("--")) {
        places.add(i);
      }
    }
    return places;
  }
}
