package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A lab's tests laid out side by side and assembled, for any number of submissions, which look at
 * them and change nothing.
 *
 * @param directory the absolute directory that they lie in
 * @param files their names in it
 * @param programs what was made of each source
 * @param around those of {@code files} that include a file of a submission, and if there are any,
 *     all that they may include: they are assembled anew with each submission
 */
record Bench(Path directory, List<String> files, Map<Path, Path> programs, Set<String> around) {
  private static final Pattern INCLUSION =
      Pattern.compile("[.#](?:include|incbin)\\s*[\"<]?([^\"<>\\s]*)");

  Bench {
    files = List.copyOf(files);
    programs = Map.copyOf(programs);
    around = Set.copyOf(around);
  }

  /**
   * Lays out and assembles a lab's tests.
   *
   * @param parts those whose tests are wanted
   * @param directory an empty directory
   * @throws LabException if a test cannot be assembled, or the directory not be written
   */
  static Bench of(Lab lab, List<Part> parts, Path directory) throws LabException {
    try {
      final Path real = directory.toRealPath();
      final Path sources = Files.createDirectory(real.resolve("tests"));
      final Map<String, String> laid = laidOut(lab, parts);
      for (final Map.Entry<String, String> file : laid.entrySet()) {
        final Path target = sources.resolve(file.getKey());
        Files.createDirectories(target.resolveSibling("."));
        Files.write(target, lab.bytes(file.getValue()));
      }
      final Set<String> around = around(lab, laid);
      final Map<Path, Path> programs = new HashMap<>();
      for (final Map.Entry<String, String> file : laid.entrySet()) {
        if (file.getKey().endsWith(".S") && !around.contains(file.getKey())) {
          final Path source = sources.resolve(file.getKey());
          programs.put(source, assembled(source, real.resolve("programs"), file, lab));
        }
      }
      return new Bench(sources, List.copyOf(laid.keySet()), programs, around);
    } catch (IOException e) {
      throw new LabException(directory + ": cannot be written: " + e.getMessage());
    }
  }

  /** Where each file lies beside the tests, and where in the lab. */
  static Map<String, String> laidOut(Lab lab, List<Part> parts) {
    final Map<String, String> laid = new LinkedHashMap<>();
    for (final String support : lab.support()) {
      laid.put(support, Lab.SUPPORT + support);
    }
    for (final Part part : parts) {
      if (part.check() instanceof Test test) {
        laid.put(test.base(), test.file());
      }
    }
    return laid;
  }

  /** The files that include one of a submission, or one that does, and what they may include. */
  private static Set<String> around(Lab lab, Map<String, String> laid) throws LabException {
    final Map<String, Set<String>> included = new HashMap<>();
    for (final Map.Entry<String, String> file : laid.entrySet()) {
      final Matcher inclusion =
          INCLUSION.matcher(new String(lab.bytes(file.getValue()), StandardCharsets.ISO_8859_1));
      final Set<String> names = new HashSet<>();
      while (inclusion.find()) {
        names.add(inclusion.group(1));
      }
      included.put(file.getKey(), names);
    }
    final Set<String> around = new HashSet<>();
    final Set<String> leading = new HashSet<>(lab.submit());
    boolean more = true;
    while (more) {
      more = false;
      for (final Map.Entry<String, Set<String>> file : included.entrySet()) {
        if (file.getValue().stream().anyMatch(leading::contains) && around.add(file.getKey())) {
          leading.add(file.getKey());
          more = true;
        }
      }
    }
    if (!around.isEmpty()) {
      laid.keySet().stream().filter(file -> !file.endsWith(".S")).forEach(around::add);
    }
    return around;
  }

  private static Path assembled(Path source, Path programs, Map.Entry<String, String> file, Lab lab)
      throws LabException {
    try {
      return Assembler.ofEnvironment()
          .assemble(source, programs.resolve(file.getKey().replace('/', '-')));
    } catch (AssemblerException e) {
      final String message = String.valueOf(e.getMessage());
      throw new LabException(
          e.kind() == AssemblerException.Kind.MISSING_TOOL
              ? message
              : "the lab's own "
                  + lab.files().place(file.getValue())
                  + " cannot be assembled: "
                  + message.replace(source.toString(), file.getKey()));
    }
  }
}
