package dev.framewalk.emulator.unicorn;

import com.sun.jna.Function;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import dev.framewalk.emulator.unicorn.UnicornLibrary.Origin;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The search for a Unicorn library that suffices: named by the user, on the class path, the
 * system's own, in this order.
 *
 * <p>A library that the user named is the only one tried: what he asked for is not silently
 * replaced by something else.
 */
final class LibrarySearch {
  /** The file's name, which is also its place below JNA's resource directory. */
  static final String FILE_NAME = Platform.isMac() ? "libunicorn.2.dylib" : "libunicorn.so.2";

  /** Where the class-path copy lies, without a leading slash. */
  static final String RESOURCE = Platform.RESOURCE_PREFIX + "/" + FILE_NAME;

  static final String PROPERTY = "framewalk.unicorn";
  static final String ENVIRONMENT = "FRAMEWALK_UNICORN";

  /**
   * RTLD_LAZY without RTLD_GLOBAL keeps a library's symbols out of other libraries' sight. The
   * loader is one that sees no class path: JNA would search that behind our back.
   */
  private static final Map<String, Object> OPTIONS =
      Map.of(
          Library.OPTION_OPEN_FLAGS,
          1,
          Library.OPTION_CLASSLOADER,
          ClassLoader.getPlatformClassLoader());

  private static final int NOT_THERE = 0;

  /** Where to look. Null stands for what is not set or not there. */
  record Places(
      @Nullable String property,
      @Nullable String environment,
      @Nullable URL resource,
      UserCache cache,
      List<String> system) {
    /** Those of this program. */
    static Places ofThisProgram() {
      return new Places(
          System.getProperty(PROPERTY),
          System.getenv(ENVIRONMENT),
          LibrarySearch.class.getResource("/" + RESOURCE),
          UserCache.ofEnvironment(),
          systemNames());
    }

    private static List<String> systemNames() {
      return Platform.isMac()
          ? List.of("/opt/homebrew/lib/" + FILE_NAME, "/usr/local/lib/" + FILE_NAME)
          : List.of(FILE_NAME);
    }
  }

  /** A library that suffices, loaded. */
  record Found(NativeLibrary library, UnicornLibrary description) {}

  private final Places places;
  private final List<String> report = new ArrayList<>();

  LibrarySearch(Places places) {
    this.places = places;
  }

  /** The first library that suffices. */
  Optional<Found> run() {
    JnaStart.prepare();
    String property = places.property();
    String environment = places.environment();
    if (property != null) {
      return tryFile("-D" + PROPERTY, property, Origin.PROPERTY);
    }
    if (environment != null && !environment.isEmpty()) {
      return tryFile(ENVIRONMENT, environment, Origin.ENVIRONMENT);
    }
    report.add("-D" + PROPERTY + " and " + ENVIRONMENT + ": not set");
    return tryClassPath().or(this::trySystem);
  }

  /** What was looked for and what was found, a line each; whole when {@link #run} has returned. */
  List<String> report() {
    return List.copyOf(report);
  }

  private Optional<Found> tryFile(String place, String file, Origin origin) {
    Path path = Path.of(file).toAbsolutePath();
    if (!Files.isRegularFile(path)) {
      report.add(place + ": " + path + " is " + (Files.exists(path) ? "no file" : "not there"));
      return Optional.empty();
    }
    return tryLoad(place + ": " + path, path.toString(), origin);
  }

  private Optional<Found> tryClassPath() {
    URL resource = places.resource();
    if (resource == null) {
      report.add("class path: no " + RESOURCE);
      return Optional.empty();
    }
    try {
      return tryLoad("class path: " + resource, fileOf(resource).toString(), Origin.CLASS_PATH);
    } catch (IOException e) {
      report.add("class path: " + resource + " cannot be copied: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** A file with the bytes of {@code resource}; where there can be no cache, for this run only. */
  private Path fileOf(URL resource) throws IOException {
    try {
      return places.cache().fileOf(resource);
    } catch (IOException e) {
      Path directory = Files.createTempDirectory("framewalk-");
      directory.toFile().deleteOnExit();
      Path file = new UserCache(directory).fileOf(resource);
      file.toFile().deleteOnExit();
      return file;
    }
  }

  private Optional<Found> trySystem() {
    for (String name : places.system()) {
      Optional<Found> found = tryLoad("system: " + name, name, Origin.SYSTEM);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<Found> tryLoad(String place, String name, Origin origin) {
    NativeLibrary library;
    try {
      library = NativeLibrary.getInstance(name, OPTIONS);
    } catch (UnsatisfiedLinkError e) {
      report.add(place + " " + whyNotLoaded(e));
      return Optional.empty();
    }
    Optional<UnicornVersion> version = versionOf(library);
    if (version.isEmpty()) {
      report.add(place + " is no Unicorn library, it has no uc_version");
    } else if (!version.get().suffices()) {
      report.add(place + " is version " + version.get() + ", which does not suffice");
    } else {
      Path path = NativeFile.of(library.getFunction("uc_version"), name);
      return Optional.of(new Found(library, new UnicornLibrary(path, version.get(), origin)));
    }
    library.close();
    return Optional.empty();
  }

  /** {@code uc_version(NULL, NULL)}: one byte each for major, minor, patch and extra. */
  private static Optional<UnicornVersion> versionOf(NativeLibrary library) {
    Function function;
    try {
      function = library.getFunction("uc_version");
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
    int packed = function.invokeInt(new Object[] {0L, 0L});
    if (packed == NOT_THERE) {
      return Optional.empty();
    }
    return Optional.of(
        new UnicornVersion(packed >>> 24, packed >>> 16 & 0xff, packed >>> 8 & 0xff));
  }

  /** The dynamic linker's reason, which is the second line of what JNA says. */
  private static String whyNotLoaded(UnsatisfiedLinkError e) {
    String reason =
        String.valueOf(e.getMessage()).lines().skip(1).findFirst().orElse("for no known reason");
    return reason.contains("No such file") ? "is not there" : "cannot be loaded: " + reason;
  }
}
