package dev.framewalk.emulator.unicorn;

import com.sun.jna.Platform;
import dev.framewalk.emulator.unicorn.LibrarySearch.Found;
import dev.framewalk.emulator.unicorn.LibrarySearch.Places;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The build step that sees to it that there is a Unicorn: where neither the user nor the system has
 * one that suffices, Debian's package is fetched once for this user and copied to where the program
 * looks for it on the class path.
 */
public final class LibraryProvision {
  private static final Path DEBIAN_KEYRING =
      Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");

  private final Places places;
  private final Path classes;
  private final DebianPackage debian;

  LibraryProvision(Places places, Path classes, DebianPackage debian) {
    this.places = places;
    this.classes = classes;
    this.debian = debian;
  }

  /**
   * @param arguments the directory of the module's classes
   * @throws UnicornUnavailableException if there is no Unicorn and none can be fetched
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Places machine = Places.ofThisProgram();
    // In the build the class path is the directory that we provide for.
    Places withoutResource =
        new Places(
            machine.property(), machine.environment(), null, machine.cache(), machine.system());
    new LibraryProvision(
            withoutResource,
            Path.of(arguments[0]),
            new DebianPackage(new Commands(), "apt-get", DEBIAN_KEYRING))
        .provide();
  }

  /**
   * Leaves the machine with a library that {@link LibrarySearch} finds.
   *
   * @throws UnicornUnavailableException if that cannot be done
   */
  void provide() throws IOException, InterruptedException {
    Path copy = classes.resolve(LibrarySearch.RESOURCE);
    LibrarySearch search = new LibrarySearch(places);
    if (suffices(search)) {
      Files.deleteIfExists(copy); // of a build before the system had one
      return;
    }
    boolean named = places.property() != null || places.environment() != null;
    if (named || !Platform.isLinux()) {
      throw new UnicornUnavailableException(UnicornLibrary.advice(search.report(), List.of()));
    }
    if (!Files.isRegularFile(copy) || !suffices(searchOf(copy))) {
      Path cached = cached(search.report());
      Path directory = Objects.requireNonNull(copy.getParent(), "a resource is in a directory");
      Files.createDirectories(directory);
      Path part = Files.createTempFile(directory, "unicorn", ".part");
      Files.copy(cached, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Whether a search finds one; it is let go of again, because its file may be replaced. */
  private static boolean suffices(LibrarySearch search) {
    Optional<Found> found = search.run();
    found.ifPresent(it -> it.library().close());
    return found.isPresent();
  }

  private LibrarySearch searchOf(Path library) {
    return new LibrarySearch(new Places(library.toString(), null, null, places.cache(), List.of()));
  }

  /** The library in the user's cache; fetched first where it is missing or damaged. */
  private Path cached(List<String> looked) throws IOException, InterruptedException {
    UserCache cache = places.cache();
    Path directory = cache.directory();
    try {
      cache.create();
    } catch (IOException e) {
      throw new UnicornUnavailableException(
          UnicornLibrary.advice(
              looked, List.of("no cache, set XDG_CACHE_HOME: " + directory + " cannot be made")));
    }
    Path library =
        directory.resolve("unicorn-" + Platform.RESOURCE_PREFIX + "-" + LibrarySearch.FILE_NAME);
    Path sum = directory.resolve(library.getFileName() + ".sha256");
    try (FileChannel channel =
            FileChannel.open(
                directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) { // builds that run at the same time wait for the first
      if (!lock.isValid() || isWhole(library, sum)) {
        return library;
      }
      Path work = directory.resolve("fetch");
      delete(work); // of a build that was killed
      Files.createDirectory(work);
      try {
        fetch(looked, work, library, sum);
        return library;
      } finally {
        delete(work);
      }
    }
  }

  private void fetch(List<String> looked, Path work, Path library, Path sum)
      throws IOException, InterruptedException {
    Path fetched = work.resolve(LibrarySearch.FILE_NAME);
    if (!debian.fetch(work, fetched)) {
      throw new UnicornUnavailableException(UnicornLibrary.advice(looked, debian.attempts()));
    }
    LibrarySearch check = searchOf(fetched);
    if (!suffices(check)) {
      throw new UnicornUnavailableException(UnicornLibrary.advice(looked, check.report()));
    }
    // The sum last: without it the library is fetched again.
    Files.deleteIfExists(sum);
    Files.move(
        fetched, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Path part = work.resolve("sum");
    Files.writeString(part, sha256(library));
    Files.move(part, sum, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static boolean isWhole(Path library, Path sum) throws IOException {
    return Files.isRegularFile(library)
        && Files.isRegularFile(sum)
        && Files.readString(sum).equals(sha256(library));
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        byte[] buffer = new byte[1 << 16];
        while (in.read(buffer) >= 0) {
          continue;
        }
      }
      return "%064x".formatted(new BigInteger(1, digest.digest()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
