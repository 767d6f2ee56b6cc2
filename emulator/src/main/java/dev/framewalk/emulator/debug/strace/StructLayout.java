package dev.framewalk.emulator.debug.strace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A structure in a guest's memory.
 *
 * @param name ours
 * @param type C's
 * @param size in bytes
 * @param fields those that are shown
 * @param abbreviated whether others are left out
 */
record StructLayout(String name, String type, int size, List<Field> fields, boolean abbreviated) {
  /**
   * @param offset in bytes
   * @param width of a number, in bytes; 0 for what lies in the structure itself
   */
  record Field(String name, int offset, int width, ArgumentKind kind) {}

  private static final Map<String, StructLayout> ALL = load();

  static Map<String, StructLayout> all() {
    return ALL;
  }

  /**
   * The structure of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static StructLayout of(String name) {
    final StructLayout layout = ALL.get(name);
    if (layout == null) {
      throw new IllegalArgumentException("no structure: " + name);
    }
    return layout;
  }

  private static Map<String, StructLayout> load() {
    final Map<String, StructLayout> layouts = new LinkedHashMap<>();
    StructLayout last = null;
    for (final String line : Tables.lines("structs.txt")) {
      final String[] words = Tables.words(line);
      if (line.charAt(0) != ' ') {
        last =
            new StructLayout(
                words[0],
                words[1].replace("struct_", "struct "),
                Integer.parseInt(words[2]),
                new ArrayList<>(),
                false);
        layouts.put(last.name(), last);
        continue;
      }
      if (last == null) {
        throw new IllegalStateException("fields of no structure: " + line);
      }
      for (final String word : words) {
        if (word.equals("...")) {
          layouts.put(
              last.name(),
              new StructLayout(last.name(), last.type(), last.size(), last.fields(), true));
        } else {
          last.fields().add(field(word));
        }
      }
    }
    return layouts;
  }

  private static Field field(String word) {
    final int at = word.indexOf('@');
    final int colon = word.indexOf(':');
    final String[] place = word.substring(at + 1, colon).split("/", -1);
    return new Field(
        word.substring(0, at),
        Integer.parseInt(place[0]),
        place.length > 1 ? Integer.parseInt(place[1]) : 0,
        ArgumentKind.parse(word.substring(colon + 1)));
  }
}
