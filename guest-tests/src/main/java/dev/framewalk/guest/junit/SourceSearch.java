package dev.framewalk.guest.junit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that a test class names: beside its source, on the class path, below the
 * directories of sources.
 */
final class SourceSearch {
  private static final String TESTS = "src/test";

  private final Class<?> testClass;
  private final Path module;
  private final Path copies;

  /**
   * @param copies a directory for what is in an archive on the class path; made when needed
   */
  SourceSearch(Class<?> testClass, Path copies) {
    this.testClass = testClass;
    this.module = moduleOf(testClass);
    this.copies = copies;
  }

  /**
   * Where the module of a test class is: where Surefire says, or tests were started, or around the
   * class itself, for a development environment that starts them elsewhere.
   */
  static Path moduleOf(Class<?> testClass) {
    final String told = System.getProperty("basedir");
    final Path here = Path.of(told == null ? "" : told).toAbsolutePath().normalize();
    if (told != null || Files.isDirectory(here.resolve(TESTS))) {
      return here;
    }
    final CodeSource code = testClass.getProtectionDomain().getCodeSource();
    if (code == null || !"file".equals(code.getLocation().getProtocol())) {
      return here;
    }
    try {
      for (@Nullable Path each = Path.of(code.getLocation().toURI());
          each != null;
          each = each.getParent()) {
        if (Files.isDirectory(each.resolve(TESTS))) {
          return each;
        }
      }
    } catch (URISyntaxException e) {
      return here; // classes that lie nowhere in particular
    }
    return here;
  }

  /**
   * The file or directory.
   *
   * @throws GuestConfigurationException if it is nowhere; the message names the places
   */
  Path find(String what, String name) {
    final Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new GuestConfigurationException(what + ": not a file name: " + e.getReason());
    }
    if (path.isAbsolute()) {
      if (Files.exists(path)) {
        return path;
      }
      throw new GuestConfigurationException(
          what + ": no such file" + near(name, List.of(parent(path))));
    }
    final List<Path> places = new ArrayList<>();
    // What a class inherits stands beside the class that says it.
    for (Class<?> each = testClass;
        each != null && each != Object.class;
        each = each.getSuperclass()) {
      final Optional<Path> beside = beside(each, name, places);
      if (beside.isPresent()) {
        return beside.get();
      }
    }
    final List<Path> roots =
        List.of(module.resolve("src/test/asm"), module.resolve("src/test/resources"), module);
    places.addAll(roots.subList(0, 2));
    return firstWith(roots, name)
        .or(() -> resource(testClass, "/" + name))
        .orElseThrow(
            () ->
                new GuestConfigurationException(
                    what
                        + ": no such file; looked in "
                        + String.join(
                            ", ", places.stream().map(each -> shown(each).toString()).toList())
                        + " and on the class path"
                        + near(name, places)));
  }

  private Optional<Path> beside(Class<?> where, String name, List<Path> places) {
    final String inPackage = where.getPackageName().replace('.', '/');
    final List<Path> directories =
        List.of(
            module.resolve("src/test/java").resolve(inPackage),
            module.resolve("src/test/resources").resolve(inPackage));
    directories.stream().filter(each -> !places.contains(each)).forEach(places::add);
    return firstWith(directories, name).or(() -> resource(where, name));
  }

  private static Optional<Path> firstWith(List<Path> directories, String name) {
    return directories.stream()
        .map(directory -> directory.resolve(name).normalize())
        .filter(Files::exists)
        .findFirst();
  }

  /** A path as a person in the module's directory writes it. */
  private Path shown(Path path) {
    return path.startsWith(module) ? module.relativize(path) : path;
  }

  /** A resource as a file: one in an archive is copied out of it. */
  private Optional<Path> resource(Class<?> where, String name) {
    final URL url = where.getResource(name);
    if (url == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          url.getProtocol().equals("file") ? Path.of(new URI(url.toString())) : copy(url));
    } catch (URISyntaxException | IOException e) {
      throw new GuestConfigurationException(url + ": cannot be read: " + e);
    }
  }

  private Path copy(URL url) throws IOException {
    final byte[] bytes;
    try (InputStream in = url.openStream()) {
      bytes = in.readAllBytes();
    }
    final String path = url.getPath();
    final Path file =
        copies
            .resolve(UUID.nameUUIDFromBytes(bytes).toString())
            .resolve(path.substring(path.lastIndexOf('/') + 1));
    if (!Files.exists(file)) {
      Files.createDirectories(parent(file));
      final Path part = Files.createTempFile(parent(file), ".copy", ".tmp");
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static String near(String name, List<Path> directories) {
    final TreeSet<String> names = new TreeSet<>();
    final String file = String.valueOf(Path.of(name).getFileName());
    for (final Path directory : directories) {
      final Path wanted = directory.resolve(name).getParent();
      if (wanted == null || !Files.isDirectory(wanted)) {
        continue;
      }
      try (Stream<Path> files = Files.list(wanted)) {
        files
            .map(each -> String.valueOf(each.getFileName()))
            .filter(each -> each.endsWith(".S") || each.endsWith(".elf"))
            .forEach(names::add);
      } catch (IOException | UncheckedIOException e) {
        return ""; // a directory that cannot be read has no suggestions
      }
    }
    return names.isEmpty() ? "" : "; " + Near.hint(file, names);
  }

  private static Path parent(Path path) {
    final @Nullable Path parent = path.getParent();
    return parent == null ? path : parent;
  }
}
