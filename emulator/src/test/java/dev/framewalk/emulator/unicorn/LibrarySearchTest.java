package dev.framewalk.emulator.unicorn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.LibrarySearch.Found;
import dev.framewalk.emulator.unicorn.LibrarySearch.Places;
import dev.framewalk.emulator.unicorn.UnicornLibrary.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
  private static final int VERSION_2_0_1 = 0x020001ff;
  private static final int VERSION_2_1_3 = 0x020103ff;
  private static final int VERSION_3_0_0 = 0x030000ff;

  @TempDir Path directory;
  private UserCache cache;

  @BeforeEach
  void useACacheOfItsOwn() {
    cache = new UserCache(directory.resolve("cache"));
  }

  @Test
  void thisMachineHasOneThatSuffices() {
    UnicornLibrary library = UnicornLibrary.load();

    assertThat(library.version().suffices()).isTrue();
    assertThat(library.path()).isRegularFile();
    assertThat(library.describe())
        .contains(library.version().toString())
        .contains(library.path().toString());
  }

  @Test
  void aPathThatIsNotThereIsNamedInTheReport() {
    LibrarySearch search = named(directory.resolve("missing.so"));

    assertThat(search.run()).isEmpty();
    assertThat(search.report())
        .containsExactly("-Dframewalk.unicorn: " + directory + "/missing.so is not there");
  }

  @Test
  void aDirectoryIsNoLibrary() {
    LibrarySearch search = named(directory);

    assertThat(search.run()).isEmpty();
    assertThat(search.report())
        .containsExactly("-Dframewalk.unicorn: " + directory + " is no file");
  }

  @Test
  void aTextFileIsNoLibrary() throws IOException {
    Path text = Files.writeString(directory.resolve("libunicorn.so.2"), "not a library\n");
    LibrarySearch search = named(text);

    assertThat(search.run()).isEmpty();
    assertThat(search.report()).singleElement().asString().contains("cannot be loaded");
  }

  @Test
  void aLibraryOfSomethingElseIsTold() throws Exception {
    Path other = Toys.library("int answer(void) { return 42; }", directory.resolve("libother.so"));
    LibrarySearch search = named(other);

    assertThat(search.run()).isEmpty();
    assertThat(search.report()).singleElement().asString().contains("no Unicorn library");
  }

  @Test
  void aVersionThatIsTooOldIsRefusedWithItsNumber() throws Exception {
    LibrarySearch search =
        named(Toys.unicornOfVersion(VERSION_2_0_1, directory.resolve("libold.so")));

    assertThat(search.run()).isEmpty();
    assertThat(search.report()).singleElement().asString().contains("version 2.0.1");
  }

  @Test
  void aNextMajorVersionIsRefusedTooBecauseItsInterfaceIsAnother() throws Exception {
    LibrarySearch search =
        named(Toys.unicornOfVersion(VERSION_3_0_0, directory.resolve("libnew.so")));

    assertThat(search.run()).isEmpty();
    assertThat(search.report()).singleElement().asString().contains("version 3.0.0");
  }

  @Test
  void theLeastVersionSuffices() throws Exception {
    Path toy = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libleast.so"));

    Optional<Found> found = named(toy).run();

    assertThat(found.orElseThrow().description())
        .isEqualTo(new UnicornLibrary(toy, new UnicornVersion(2, 1, 3), Origin.PROPERTY));
  }

  @Test
  void whatTheUserNamedIsNotReplacedByAnother() throws Exception {
    Path good = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libgood.so"));
    Places places =
        new Places(null, directory + "/missing.so", good.toUri().toURL(), cache, List.of());

    LibrarySearch search = new LibrarySearch(places);

    assertThat(search.run()).isEmpty();
    assertThat(search.report()).singleElement().asString().startsWith("FRAMEWALK_UNICORN: ");
  }

  @Test
  void theClassPathComesBeforeTheSystem() throws Exception {
    Path classPath = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libone.so"));
    Path system = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libtwo.so"));

    Optional<Found> found =
        new LibrarySearch(places(classPath.toUri().toURL(), List.of(system.toString()))).run();

    assertThat(found.orElseThrow().description().origin()).isEqualTo(Origin.CLASS_PATH);
  }

  @Test
  void theSystemsIsTakenWhereTheClassPathHasNone() throws Exception {
    Path system = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libsystem.so"));

    Optional<Found> found = new LibrarySearch(places(null, List.of(system.toString()))).run();

    assertThat(found.orElseThrow().description().origin()).isEqualTo(Origin.SYSTEM);
  }

  @Test
  void aCopyInAnArchiveIsUnpackedOncePerUser() throws Exception {
    Path toy = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libunicorn.so.2"));
    URL packed = inArchive(toy, directory.resolve("first.jar"));

    Path first =
        new LibrarySearch(places(packed, List.of())).run().orElseThrow().description().path();
    Path second = cache.fileOf(packed);

    assertThat(first).isEqualTo(second).hasSameBinaryContentAs(toy);
    try (Stream<Path> files = Files.list(cache.directory())) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void aCopyInAnArchiveIsFoundWithoutACacheToo() throws Exception {
    Path toy = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libunicorn.so.2"));
    URL packed = inArchive(toy, directory.resolve("first.jar"));
    cache = new UserCache(Files.writeString(directory.resolve("file"), "").resolve("cache"));

    Found found = new LibrarySearch(places(packed, List.of())).run().orElseThrow();

    assertThat(found.description().path()).hasSameBinaryContentAs(toy);
  }

  @Test
  void anArchiveWithAnotherLibraryIsNotMixedUpWithTheFirst() throws Exception {
    Path one = Toys.unicornOfVersion(VERSION_2_1_3, directory.resolve("libunicorn.so.2"));
    Path first = cache.fileOf(inArchive(one, directory.resolve("first.jar")));
    Path other = Toys.unicornOfVersion(VERSION_2_0_1, directory.resolve("libunicorn.so.2"));

    Path second = cache.fileOf(inArchive(other, directory.resolve("second.jar")));

    assertThat(second).isNotEqualTo(first).hasSameBinaryContentAs(other);
  }

  @Test
  void nothingFoundSaysWhatWasLookedForAndHowToInstallIt() {
    LibrarySearch search = new LibrarySearch(places(null, List.of("libunicorn-none.so.2")));

    assertThat(search.run()).isEmpty();
    assertThat(UnicornLibrary.advice(search.report(), List.of()))
        .contains("2.1.3")
        .contains("-Dframewalk.unicorn and FRAMEWALK_UNICORN: not set")
        .contains("class path: no " + LibrarySearch.RESOURCE)
        .contains("system: libunicorn-none.so.2 is not there")
        .contains("apt-get install libunicorn2t64")
        .contains("dnf install unicorn")
        .contains("pacman -S unicorn")
        .contains("brew install unicorn");
  }

  @Test
  void theCacheIsWhereTheEnvironmentPutsIt() {
    assertThat(UserCache.of("/somewhere", "/home/one").directory())
        .isEqualTo(Path.of("/somewhere/framewalk"));
    assertThat(UserCache.of(null, "/home/one").directory())
        .isEqualTo(Path.of("/home/one/.cache/framewalk"));
    assertThat(UserCache.of("relative", "/home/one").directory())
        .isEqualTo(Path.of("/home/one/.cache/framewalk"));
  }

  private LibrarySearch named(Path library) {
    return new LibrarySearch(
        new Places(library.toString(), null, null, cache, List.of(LibrarySearch.FILE_NAME)));
  }

  private Places places(@Nullable URL resource, List<String> system) {
    return new Places(null, null, resource, cache, system);
  }

  private static URL inArchive(Path library, Path archive) throws IOException {
    try (OutputStream file = Files.newOutputStream(archive);
        JarOutputStream jar = new JarOutputStream(file)) {
      jar.putNextEntry(new JarEntry(LibrarySearch.RESOURCE));
      jar.write(Files.readAllBytes(library));
    }
    try {
      return new URL("jar:" + archive.toUri() + "!/" + LibrarySearch.RESOURCE);
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }
}
