package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.unicorn.LibrarySearch.Places;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The build step, with an apt-get of our own that serves a package made here: the build itself
 * fetches the real one.
 */
class LibraryProvisionTest {
  private static final int VERSION_2_1_4 = 0x020104ff;
  private static final int VERSION_2_0_1 = 0x020001ff;

  @TempDir Path directory;
  private UserCache cache;
  private Path classes;
  private Path copy;
  private Path keyring;

  @BeforeEach
  void makeAMachineWithoutUnicorn() throws IOException {
    cache = new UserCache(directory.resolve("cache/framewalk"));
    classes = directory.resolve("classes");
    copy = classes.resolve(LibrarySearch.RESOURCE);
    keyring = Files.writeString(directory.resolve("keyring.gpg"), "keys\n");
  }

  @Test
  void thePackageIsFetchedUnpackedAndPutOnTheClassPath() throws Exception {
    Path library = toy(VERSION_2_1_4);

    provision(aptServing(packageOf(library))).provide();

    assertThat(copy).hasSameBinaryContentAs(library);
  }

  @Test
  void aSecondBuildAsksNoNetwork() throws Exception {
    provision(aptServing(packageOf(toy(VERSION_2_1_4)))).provide();
    Files.delete(copy);

    provision(directory.resolve("no-apt")).provide();

    assertThat(copy).isRegularFile();
  }

  @Test
  void aDamagedCacheIsFetchedAnew() throws Exception {
    Path library = toy(VERSION_2_1_4);
    Path apt = aptServing(packageOf(library));
    provision(apt).provide();
    Files.delete(copy);
    for (Path cached : filesIn(cache.directory())) {
      if (cached.toString().endsWith(".so.2")) {
        Files.write(cached, new byte[] {1, 2, 3});
      }
    }

    provision(apt).provide();

    assertThat(copy).hasSameBinaryContentAs(library);
  }

  @Test
  void aBuildThatWasKilledLeavesNothingInTheWay() throws Exception {
    Files.createDirectories(cache.directory().resolve("fetch/archive0/lists"));
    Files.writeString(cache.directory().resolve("fetch/libunicorn.so.2"), "half");

    provision(aptServing(packageOf(toy(VERSION_2_1_4)))).provide();

    assertThat(copy).isRegularFile();
    assertThat(cache.directory().resolve("fetch")).doesNotExist();
  }

  @Test
  void anEmptyCacheWithoutNetworkSaysWhichArchiveWasAsked() throws Exception {
    Path apt =
        script(
            """
            case "$*" in
              *indextargets*) echo http://archive.test/debian/;;
              *) echo 'E: Failed to fetch http://archive.test/debian/dists/forky/InRelease'
                 exit 100;;
            esac
            """);

    assertThatThrownBy(() -> provision(apt).provide())
        .isInstanceOf(UnicornUnavailableException.class)
        .hasMessageContaining("http://archive.test/debian/ forky: E: Failed to fetch")
        .hasMessageContaining("apt-get install libunicorn2t64");
    assertThat(copy).doesNotExist();
    assertThat(filesIn(cache.directory()))
        .extracting(Path::getFileName)
        .containsExactly(Path.of("lock"));
  }

  @Test
  void aMachineWithoutAptSaysSo() {
    assertThatThrownBy(() -> provision(directory.resolve("no-apt")).provide())
        .isInstanceOf(UnicornUnavailableException.class)
        .hasMessageContaining("no-apt is not installed")
        .hasMessageContaining("pacman -S unicorn");
  }

  @Test
  void aCacheThatCannotBeMadeIsNamed() throws Exception {
    Files.writeString(directory.resolve("cache"), "a file where the directory should be");

    assertThatThrownBy(() -> provision(directory.resolve("no-apt")).provide())
        .isInstanceOf(UnicornUnavailableException.class)
        .hasMessageContaining("set XDG_CACHE_HOME: " + cache.directory());
  }

  @Test
  void withoutDebiansKeysNothingIsFetched() throws Exception {
    Path apt = aptServing(packageOf(toy(VERSION_2_1_4)));
    Files.delete(keyring);

    assertThatThrownBy(() -> provision(apt).provide())
        .isInstanceOf(UnicornUnavailableException.class)
        .hasMessageContaining("to check Debian's signature with");
  }

  @Test
  void aPackageWhoseLibraryDoesNotSufficeIsNotKept() throws Exception {
    Path apt = aptServing(packageOf(toy(VERSION_2_0_1)));

    assertThatThrownBy(() -> provision(apt).provide())
        .isInstanceOf(UnicornUnavailableException.class)
        .hasMessageContaining("version 2.0.1");
    assertThat(copy).doesNotExist();
    assertThat(filesIn(cache.directory()))
        .extracting(Path::getFileName)
        .containsExactly(Path.of("lock"));
  }

  @Test
  void aSystemThatHasOneNeedsNoCopy() throws Exception {
    Path system = toy(VERSION_2_1_4);
    Places places = new Places(null, null, null, cache, List.of(system.toString()));

    provision(places, directory.resolve("no-apt")).provide();

    assertThat(copy).doesNotExist();
    assertThat(cache.directory()).doesNotExist();
  }

  @Test
  void theConfigurationKeepsAptAwayFromTheSystem() throws Exception {
    Path apt = aptServing(packageOf(toy(VERSION_2_1_4)));

    provision(apt).provide();

    String configuration = Files.readString(directory.resolve("seen.conf"));
    assertThat(configuration)
        .contains("Dir::Etc::SourceParts \"/dev/null\"")
        .contains("Dir::State::Lists \"" + cache.directory())
        .contains("Dir::Cache \"" + cache.directory())
        .contains("Acquire::AllowInsecureRepositories \"false\"")
        .contains("#clear APT::Update::Post-Invoke;");
    assertThat(directory.resolve("seen.list"))
        .hasContent("deb [signed-by=" + keyring + "] http://archive.test/debian/ forky main");
  }

  @Test
  void buildsThatRunAtTheSameTimeFetchOnce() throws Exception {
    Path apt = aptServing(packageOf(toy(VERSION_2_1_4)));
    List<Process> builds = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      builds.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Build.class.getName(),
                  cache.directory().toString(),
                  directory.resolve("classes" + i).toString(),
                  apt.toString(),
                  keyring.toString())
              .inheritIO()
              .start());
    }

    for (Process build : builds) {
      assertThat(build.waitFor()).isZero();
    }
    assertThat(Files.readString(directory.resolve("log")).lines().filter("update"::equals))
        .hasSize(1);
  }

  /** A build in a process of its own. */
  static final class Build {
    private Build() {}

    public static void main(String[] arguments) throws Exception {
      UserCache cache = new UserCache(Path.of(arguments[0]));
      new LibraryProvision(
              new Places(null, null, null, cache, List.of()),
              Path.of(arguments[1]),
              new DebianPackage(new Commands(), arguments[2], Path.of(arguments[3])))
          .provide();
    }
  }

  private LibraryProvision provision(Path apt) {
    return provision(new Places(null, null, null, cache, List.of()), apt);
  }

  private LibraryProvision provision(Places places, Path apt) {
    return new LibraryProvision(
        places, classes, new DebianPackage(new Commands(), apt.toString(), keyring));
  }

  private Path toy(int version) throws Exception {
    return Toys.unicornOfVersion(version, directory.resolve("toy.so"));
  }

  /** A Debian package with {@code library} where Debian has it. */
  private Path packageOf(Path library) throws Exception {
    Path root = directory.resolve("root");
    Path place = root.resolve("usr/lib/x86_64-linux-gnu");
    Files.createDirectories(place);
    Files.copy(library, place.resolve(LibrarySearch.FILE_NAME));
    Files.createDirectories(root.resolve("DEBIAN"));
    Files.writeString(
        root.resolve("DEBIAN/control"),
        """
        Package: libunicorn2t64
        Version: 1
        Architecture: amd64
        Maintainer: nobody <nobody@example.org>
        Description: a test
        """);
    Path file = directory.resolve("libunicorn2t64_1_amd64.deb");
    Commands.Outcome outcome =
        new Commands()
            .run(List.of("dpkg-deb", "-Znone", "--build", root.toString(), file.toString()));
    assertThat(outcome.good()).as(outcome.output()).isTrue();
    return file;
  }

  /** An apt-get that knows one archive and has {@code file} to download. */
  private Path aptServing(Path file) throws IOException {
    return script(
        """
        case "$*" in
          *indextargets*) echo http://security.test/debian-security/; echo http://archive.test/debian/;;
          *update) echo update >> %1$s/log; cp "$3" %1$s/seen.conf; cp "$(dirname "$3")/sources.list" %1$s/seen.list;;
          *download*) cp %2$s .;;
        esac
        """
            .formatted(directory, file));
  }

  private Path script(String body) throws IOException {
    Path script = Files.writeString(directory.resolve("apt-get"), "#!/bin/sh\n" + body);
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }
}
