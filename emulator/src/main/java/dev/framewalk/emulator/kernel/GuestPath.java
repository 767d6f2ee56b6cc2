package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a path names in the machine's own file system, where {@code /dev/shm} is the registry of
 * objects and nothing of the host exists (path_resolution(7)).
 */
public sealed interface GuestPath {
  /** Longest name of a directory entry, in bytes: Linux's NAME_MAX. */
  int NAME_MAX = 255;

  /** The directories there are. */
  enum Directory {
    ROOT("/"),
    DEV("/dev"),
    SHM("/dev/shm");

    private final String path;

    Directory(String path) {
      this.path = path;
    }

    /** Absolute path. */
    public String path() {
      return path;
    }

    /** The directory that {@code component} leads to from here, if it is one's. */
    @Nullable Directory enter(String component) {
      return switch (component) {
        case "." -> this;
        case ".." -> this == SHM ? DEV : ROOT;
        case "dev" -> this == ROOT ? DEV : null;
        case "shm" -> this == DEV ? SHM : null;
        default -> null;
      };
    }
  }

  /** A directory. */
  record OfDirectory(Directory directory) implements GuestPath {}

  /**
   * A name in {@code /dev/shm}, of an object that exists or not.
   *
   * @param mustBeDirectory whether the path ended in a slash
   */
  record OfObject(ShmName name, boolean mustBeDirectory) implements GuestPath {}

  /** A name that does not exist, in a directory that takes no new ones. */
  record Missing(String path) implements GuestPath {}

  /**
   * A path resolved up to its last component, which may be {@code .}, {@code ..}, or empty for the
   * root: where some calls refuse before they look the name up.
   *
   * @param directory the directory that the last component is looked up in
   * @param last the last component, one char a byte
   * @param slashAtEnd whether a slash follows it
   * @param path the whole path
   */
  record Parent(Directory directory, String last, boolean slashAtEnd, String path) {
    /** Whether the last component is a name, and neither the root nor {@code .} or {@code ..}. */
    public boolean isName() {
      return !last.isEmpty() && !last.equals(".") && !last.equals("..");
    }

    /**
     * What the whole path names.
     *
     * @throws ErrnoException ENAMETOOLONG if the last component is longer than {@link #NAME_MAX}
     */
    public GuestPath target() throws ErrnoException {
      if (last.isEmpty()) {
        return new OfDirectory(Directory.ROOT);
      }
      final Directory below = directory.enter(last);
      if (below != null) {
        return new OfDirectory(below);
      }
      checkLength(last);
      return directory == Directory.SHM
          ? new OfObject(objectName(last), slashAtEnd)
          : new Missing(path);
    }
  }

  /**
   * Resolves a path from the root, which is every process's working directory.
   *
   * @param path the path, one char a byte; not empty
   * @throws ErrnoException ENOENT for a missing directory; ENOTDIR for an object in the place of
   *     one; ENAMETOOLONG for a component longer than {@link #NAME_MAX}
   */
  static GuestPath resolve(String path, ShmRegistry registry) throws ErrnoException {
    return parentOf(path, registry).target();
  }

  /**
   * Resolves all but the last component of a path.
   *
   * @throws ErrnoException as {@link #resolve}, for the components before the last
   */
  static Parent parentOf(String path, ShmRegistry registry) throws ErrnoException {
    Directory at = Directory.ROOT;
    String last = "";
    for (final String component : path.split("/+")) {
      if (component.isEmpty()) {
        continue;
      }
      if (!last.isEmpty()) {
        at = directory(at, last, registry, path);
      }
      last = component;
    }
    return new Parent(at, last, path.endsWith("/"), path);
  }

  private static Directory directory(
      Directory in, String component, ShmRegistry registry, String path) throws ErrnoException {
    final Directory below = in.enter(component);
    if (below != null) {
      return below;
    }
    checkLength(component);
    if (in == Directory.SHM && registry.find(objectName(component)).isPresent()) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + path);
    }
    throw new ErrnoException(Errno.ENOENT, "no such directory: path=" + path);
  }

  private static void checkLength(String component) throws ErrnoException {
    if (component.length() > NAME_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG, "name too long: bytes=" + component.length());
    }
  }

  private static ShmName objectName(String component) throws ErrnoException {
    try {
      return ShmName.ofBytes(component.getBytes(StandardCharsets.ISO_8859_1));
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }
}
