package dev.framewalk.emulator.unicorn;

import dev.framewalk.emulator.unicorn.LibrarySearch.Found;
import dev.framewalk.emulator.unicorn.LibrarySearch.Places;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Unicorn library that this program runs on.
 *
 * @param path the file that the dynamic linker took
 */
public record UnicornLibrary(Path path, UnicornVersion version, Origin origin) {
  /** How a library was found; searched in this order. */
  public enum Origin {
    /** {@code -Dframewalk.unicorn=PATH}. */
    PROPERTY("named by -D" + LibrarySearch.PROPERTY),
    /** The environment variable {@code FRAMEWALK_UNICORN}. */
    ENVIRONMENT("named by " + LibrarySearch.ENVIRONMENT),
    /** A copy on the class path, where the build puts it. */
    CLASS_PATH("the copy on the class path"),
    /** The system's own. */
    SYSTEM("the system's own");

    private final String words;

    Origin(String words) {
      this.words = words;
    }
  }

  /**
   * A library that is loaded and bound.
   *
   * @param stop the address of {@code uc_emu_stop}
   * @param nothing the address of {@code uc_errno}, which changes nothing: a hook of no effect
   * @param save the address of {@code uc_context_save}
   * @param facts what was found out about each model so far
   */
  record Bound(
      UnicornLibrary description,
      UnicornApi.Variadic variadic,
      long stop,
      long nothing,
      long save,
      Map<CpuModel, EngineFacts> facts) {
    /** What is to be known of {@code model}; found out when it is first asked for. */
    EngineFacts factsOf(CpuModel model) {
      return facts.computeIfAbsent(model, m -> ContextCalibration.examine(this, m));
    }
  }

  /** A process binds the library's functions once: that is a property of the process, not ours. */
  private static @Nullable Bound bound;

  /**
   * Finds and loads the library; from the second call on the one that was loaded.
   *
   * @throws UnicornUnavailableException if there is none that suffices
   */
  public static UnicornLibrary load() {
    return bind().description();
  }

  static synchronized Bound bind() {
    if (bound == null) {
      bound = bind(Places.ofThisProgram());
    }
    return bound;
  }

  private static Bound bind(Places places) {
    LibrarySearch search = new LibrarySearch(places);
    Optional<Found> found = search.run();
    if (found.isEmpty()) {
      throw new UnicornUnavailableException(advice(search.report(), List.of()));
    }
    return UnicornApi.bind(found.get().library(), found.get().description());
  }

  /**
   * The message that says what is missing and what to do, the same from program, tests and build.
   *
   * @param looked what was looked for and found, a line each
   * @param attempts what was tried to provide it, a line each
   */
  static String advice(List<String> looked, List<String> attempts) {
    StringBuilder text = new StringBuilder();
    text.append("Framewalk needs the Unicorn library, version ")
        .append(UnicornVersion.LEAST)
        .append(" or a later 2.x. Looked for:\n");
    looked.forEach(line -> text.append("  ").append(line).append('\n'));
    if (!attempts.isEmpty()) {
      text.append("Tried to fetch Debian's package for this build:\n");
      attempts.forEach(line -> text.append("  ").append(line).append('\n'));
    }
    text.append(
        """
        Install it, or name one with -Dframewalk.unicorn=PATH or FRAMEWALK_UNICORN=PATH:
          Debian 14, Ubuntu 25.04 and later: apt-get install libunicorn2t64
          Debian 12 and 13, Ubuntu 22.04 and 24.04: their own is too old; with debian-archive-keyring
            installed and a network, building Framewalk fetches Debian 14's for this user alone
          Fedora: dnf install unicorn
          Arch: pacman -S unicorn
          macOS: brew install unicorn""");
    return text.toString();
  }

  /** One line: path, version, how it was found. */
  public String describe() {
    return "Unicorn " + version + " at " + path + ", " + origin.words;
  }
}
