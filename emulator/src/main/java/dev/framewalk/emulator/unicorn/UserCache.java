package dev.framewalk.emulator.unicorn;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which this user's native libraries are kept (XDG Base Directory Specification,
 * {@code $XDG_CACHE_HOME}).
 *
 * <p>Files appear whole: they are written under another name and renamed. Only this user may look
 * into the directory, because what lies there is loaded into this program.
 */
record UserCache(Path directory) {
  /** This user's, after the environment. */
  static UserCache ofEnvironment() {
    return of(System.getenv("XDG_CACHE_HOME"), System.getProperty("user.home", "."));
  }

  /**
   * @param xdg what {@code XDG_CACHE_HOME} says; what is no absolute path says nothing
   */
  static UserCache of(@Nullable String xdg, String home) {
    Path base =
        xdg != null && Path.of(xdg).isAbsolute() ? Path.of(xdg) : Path.of(home).resolve(".cache");
    return new UserCache(base.resolve("framewalk"));
  }

  /** Makes the directory, for this user alone, where it is missing. */
  void create() throws IOException {
    if (!Files.isDirectory(directory)) {
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      try {
        Files.createDirectory(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } catch (FileAlreadyExistsException e) {
        return; // another process was faster
      }
    }
  }

  /**
   * A file with the bytes of {@code resource}: the resource itself if it is a file, else a copy in
   * this cache, made the first time. A copy is known by the size and check sum that the archive
   * states, so an archive that was built anew is not mixed up with the one before.
   */
  Path fileOf(URL resource) throws IOException {
    if (resource.getProtocol().equals("file")) {
      try {
        return Path.of(new URI(resource.toString()));
      } catch (URISyntaxException e) {
        throw new IOException("not a file: url=" + resource, e);
      }
    }
    URLConnection connection = resource.openConnection();
    if (!(connection instanceof JarURLConnection jar)) {
      throw new IOException("neither a file nor in an archive: url=" + resource);
    }
    long size = jar.getJarEntry().getSize();
    String name = Path.of(jar.getEntryName()).getFileName().toString();
    // Not by a format: loading locales would take longer than all the rest here.
    String stamp = "-" + Long.toHexString(jar.getJarEntry().getCrc()) + "-" + size + ".so";
    Path copy = directory.resolve(name.replace(".so", stamp));
    if (!Files.isRegularFile(copy) || Files.size(copy) != size) {
      create();
      try (InputStream in = jar.getInputStream()) {
        put(in, copy);
      }
    }
    return copy;
  }

  /** Stores what {@code in} gives as {@code file}, which appears when it is whole. */
  void put(InputStream in, Path file) throws IOException {
    Path part = Files.createTempFile(directory, ".part", "");
    try {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
