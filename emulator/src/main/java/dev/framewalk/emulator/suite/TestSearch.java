package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the tests among files and directories. */
public final class TestSearch {
  private static final Pattern INCLUSION =
      Pattern.compile("[.#][ \\t]*(?:include|incbin)[ \\t]*[\"<]([^\">]*)[\">]");

  private final List<FoundTest> tests = new ArrayList<>();
  private final Set<Path> seen = new HashSet<>();
  private final Set<Path> found = new HashSet<>();
  private final Set<Path> sources = new LinkedHashSet<>();
  private final Set<Path> used = new HashSet<>();

  private TestSearch() {}

  /**
   * A test, or what is wrong with a file that is meant to be one.
   *
   * @param test empty if it is malformed
   * @param flaw empty unless it is malformed
   */
  public record FoundTest(Path file, Optional<TestFile> test, Optional<TestFormatException> flaw) {}

  /**
   * What was found.
   *
   * @param tests in the order of the places, and sorted by path within each; none twice
   * @param unused {@code .S} files that are no tests and that no other file found names
   */
  public record Found(List<FoundTest> tests, List<Path> unused) {
    public Found {
      tests = List.copyOf(tests);
      unused = List.copyOf(unused);
    }
  }

  /** A place that is no file or directory with tests; the message is fit for a person. */
  public static final class NothingFound extends Exception {
    private static final long serialVersionUID = 1L;

    NothingFound(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * Looks for tests: a file is one, in a directory and all below it those {@code .S} files are that
   * have directives. Hidden directories are left out.
   *
   * @throws NothingFound if a place does not exist, cannot be read, or has no test
   */
  public static Found in(List<Path> places) throws NothingFound {
    final TestSearch search = new TestSearch();
    for (final Path place : places) {
      search.place(place);
    }
    final List<Path> unused = new ArrayList<>();
    for (final Path source : search.sources) {
      if (!search.used.contains(real(source))) {
        unused.add(source);
      }
    }
    return new Found(search.tests, unused);
  }

  private void place(Path place) throws NothingFound {
    if (Files.isDirectory(place)) {
      final TreeSet<Path> files = sources(place);
      files.forEach(this::source);
      if (files.stream().noneMatch(file -> found.contains(real(file)))) {
        throw new NothingFound(
            name(place)
                + ": no test here"
                + (files.isEmpty()
                    ? " (no .S file)"
                    : " (" + files.size() + (files.size() == 1 ? " .S file)" : " .S files)"))
                + "; a test is a .S file with a line # RUN: NAME");
      }
      return;
    }
    if (!Files.exists(place)) {
      throw new NothingFound(
          name(place) + ": no such file or directory; give one that holds tests");
    }
    if (!String.valueOf(place.getFileName()).endsWith(".S")) {
      throw new NothingFound(name(place) + ": no test: tests are .S files");
    }
    if (seen.add(real(place))) {
      try {
        add(place, TestFile.parse(place));
      } catch (TestFormatException e) {
        add(place, e);
      }
    }
  }

  private static String name(Path place) {
    return Printable.of(place.toString());
  }

  private static TreeSet<Path> sources(Path directory) throws NothingFound {
    final TreeSet<Path> files = new TreeSet<>();
    try {
      Files.walkFileTree(
          directory,
          EnumSet.of(FileVisitOption.FOLLOW_LINKS),
          Integer.MAX_VALUE,
          new SourceVisitor(directory, files));
    } catch (AccessDeniedException e) {
      throw new NothingFound(
          Printable.of(e.getFile()) + ": not readable; see its permissions (ls -ld)");
    } catch (IOException e) {
      throw new NothingFound(
          name(directory) + ": cannot be searched: " + Printable.of(e.getMessage() + ""));
    }
    return files;
  }

  /** Gathers sources. */
  private static final class SourceVisitor extends SimpleFileVisitor<Path> {
    private final Path start;
    private final Set<Path> files;

    SourceVisitor(Path start, Set<Path> files) {
      this.start = start;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      final boolean hidden = String.valueOf(directory.getFileName()).startsWith(".");
      return hidden && !directory.equals(start)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (String.valueOf(file.getFileName()).endsWith(".S") && attributes.isRegularFile()) {
        files.add(file);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
      if (why instanceof FileSystemLoopException || !Files.exists(file)) {
        return FileVisitResult.CONTINUE; // a link back up is searched already; or it leads nowhere
      }
      throw why;
    }
  }

  private void source(Path file) {
    if (!seen.add(real(file))) {
      return;
    }
    try {
      final SourceText text = SourceText.read(file);
      noteInclusions(file, text);
      final Optional<TestFile> test = TestParser.parse(file, text);
      if (test.isPresent()) {
        add(file, test.get());
      } else {
        sources.add(file);
      }
    } catch (TestFormatException e) {
      add(file, e);
    }
  }

  private void add(Path file, TestFormatException flaw) {
    found.add(real(file));
    tests.add(new FoundTest(file, Optional.empty(), Optional.of(flaw)));
  }

  private void add(Path file, TestFile test) {
    found.add(real(file));
    tests.add(new FoundTest(file, Optional.of(test), Optional.empty()));
    for (final CalledProgram program : test.programs()) {
      use(file, program.file());
    }
  }

  private void noteInclusions(Path file, SourceText text) {
    for (final String line : text.lines()) {
      final Matcher inclusion = INCLUSION.matcher(line);
      if (inclusion.find()) {
        use(file, inclusion.group(1));
      }
    }
  }

  private void use(Path by, String name) {
    try {
      used.add(real(by.resolveSibling(name)));
    } catch (InvalidPathException e) {
      return; // no file has such a name
    }
  }

  /** The same for each way to a file. */
  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }
}
