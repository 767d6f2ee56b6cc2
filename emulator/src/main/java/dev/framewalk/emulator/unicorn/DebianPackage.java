package dev.framewalk.emulator.unicorn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches Debian's package of Unicorn with apt's own client: from the archive that this machine is
 * configured for, checked against Debian's installed keyring, into private directories. Nothing of
 * the system is changed, and no privilege is needed.
 *
 * <p>The package of Debian 14 needs only libc 2.34, so it runs on Debian 12 and Ubuntu 22.04 too.
 */
final class DebianPackage {
  private static final String PACKAGE = "libunicorn2t64";
  private static final String SUITE = "forky";
  private static final int MOST_ARCHIVES = 4;

  private final Commands commands;
  private final String aptGet;
  private final Path keyring;
  private final List<String> attempts = new ArrayList<>();

  /**
   * @param aptGet the program, by name or path
   * @param keyring Debian's archive keys, in OpenPGP's binary form
   */
  DebianPackage(Commands commands, String aptGet, Path keyring) {
    this.commands = commands;
    this.aptGet = aptGet;
    this.keyring = keyring;
  }

  /** What was tried and how it failed, a line each; whole when {@link #fetch} has returned. */
  List<String> attempts() {
    return List.copyOf(attempts);
  }

  /**
   * Fetches and unpacks the library below {@code work}, an empty directory.
   *
   * @return whether there is a file at {@code library} now
   */
  boolean fetch(Path work, Path library) throws IOException, InterruptedException {
    if (!Files.isReadable(keyring)) {
      attempts.add("no " + keyring + " to check Debian's signature with");
      return false;
    }
    List<String> archives = archives();
    if (archives.isEmpty()) {
      return false;
    }
    int number = 0;
    for (String archive : archives) {
      if (fetch(Files.createDirectory(work.resolve("archive" + number++)), archive, library)) {
        return true;
      }
    }
    return false;
  }

  /** The base addresses that this machine's apt is configured with, but those for security. */
  private List<String> archives() throws IOException, InterruptedException {
    Commands.Outcome outcome =
        commands.run(
            List.of(
                aptGet,
                "indextargets",
                "--no-release-info", // also where nobody has run apt-get update yet
                "--format",
                "$(REPO_URI)",
                "Identifier: Packages"));
    if (!outcome.good()) {
      attempts.add("apt-get indextargets: " + outcome.reason());
      return List.of();
    }
    List<String> found =
        outcome
            .output()
            .lines()
            .distinct()
            .filter(uri -> !uri.isBlank() && !uri.contains("security") && !uri.startsWith("cdrom"))
            // Debian's own first; what is none of Debian's fails the signature check.
            .sorted((a, b) -> Boolean.compare(!a.contains("debian"), !b.contains("debian")))
            .limit(MOST_ARCHIVES)
            .toList();
    if (found.isEmpty()) {
      attempts.add("apt-get indextargets names no archive");
    }
    return found;
  }

  private boolean fetch(Path work, String archive, Path library)
      throws IOException, InterruptedException {
    Path configuration = configure(work, archive);
    Path packages = Files.createDirectory(work.resolve("packages"));
    Commands.Outcome update =
        commands.run(List.of(aptGet, "-q", "-c", configuration.toString(), "update"), packages);
    if (!update.good()) {
      attempts.add(archive + " " + SUITE + ": " + update.reason());
      return false;
    }
    Commands.Outcome download =
        commands.run(
            List.of(aptGet, "-q", "-c", configuration.toString(), "download", PACKAGE), packages);
    List<Path> downloaded = filesIn(packages);
    if (!download.good() || downloaded.size() != 1) {
      attempts.add(archive + " " + SUITE + " " + PACKAGE + ": " + download.reason());
      return false;
    }
    Path unpacked = work.resolve("unpacked");
    Commands.Outcome unpack =
        commands.run(List.of("dpkg-deb", "-x", downloaded.get(0).toString(), unpacked.toString()));
    if (!unpack.good()) {
      attempts.add("dpkg-deb -x " + downloaded.get(0).getFileName() + ": " + unpack.reason());
      return false;
    }
    try (Stream<Path> files = Files.walk(unpacked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (file.endsWith(LibrarySearch.FILE_NAME)) {
          Files.move(file, library);
          return true;
        }
      }
    }
    attempts.add(downloaded.get(0).getFileName() + " holds no " + LibrarySearch.FILE_NAME);
    return false;
  }

  /**
   * An apt configuration that is read after the machine's own, so that proxies and credentials for
   * the archive stay, while sources, lists, caches and hooks are ours.
   */
  private Path configure(Path work, String archive) throws IOException {
    Path lists = work.resolve("lists");
    Path cache = work.resolve("cache");
    Files.createDirectories(lists.resolve("partial"));
    Files.createDirectories(cache.resolve("archives/partial"));
    Path sources = work.resolve("sources.list");
    Files.writeString(
        sources, "deb [signed-by=" + keyring + "] " + archive + " " + SUITE + " main\n");
    Path configuration = work.resolve("apt.conf");
    Files.writeString(
        configuration,
        """
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        Dir::Etc::SourceList "%s";
        Dir::Etc::SourceParts "/dev/null";
        Dir::State::Lists "%s";
        Dir::Cache "%s";
        APT::Sandbox::User "root";
        Acquire::Languages "none";
        APT::Get::AllowUnauthenticated "false";
        Acquire::AllowInsecureRepositories "false";
        Acquire::AllowWeakRepositories "false";
        APT::Update::Error-Mode "any";
        Acquire::Retries "2";
        Acquire::http::Timeout "20";
        Acquire::https::Timeout "20";
        """
            .formatted(sources, lists, cache),
        StandardCharsets.UTF_8);
    return configuration;
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
