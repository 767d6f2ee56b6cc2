package dev.framewalk.emulator.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A program to run as the command line names it.
 *
 * @param path the file, as it was written
 * @param arguments what the program is given
 */
record ProgramCall(String path, List<String> arguments) {
  private static final String SEPARATOR = "--";

  /**
   * The programs of {@code words}, which {@code --} separates.
   *
   * @throws CommandFailure if there is none, or nothing before or behind a {@code --}
   */
  static List<ProgramCall> split(List<String> words) throws CommandFailure {
    final List<ProgramCall> calls = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= words.size(); i++) {
      if (i < words.size() && !words.get(i).equals(SEPARATOR)) {
        continue;
      }
      if (i == from) {
        throw CommandFailure.usage(
            words.isEmpty()
                ? "no program; give an ELF file or a .S source: framewalk run PROG"
                : "no program "
                    + (from == 0 ? "before" : "behind")
                    + " --; give an ELF file or a .S source there");
      }
      calls.add(new ProgramCall(words.get(from), List.copyOf(words.subList(from + 1, i))));
      from = i + 1;
    }
    return calls;
  }

  /** The file's name without directories and without the ending of an assembly source. */
  String name() {
    final String file = path.substring(path.lastIndexOf('/') + 1);
    return isSource() ? file.substring(0, file.lastIndexOf('.')) : file;
  }

  /** Whether the file is assembly, by its name. */
  boolean isSource() {
    return path.endsWith(".S") || path.endsWith(".s");
  }
}
