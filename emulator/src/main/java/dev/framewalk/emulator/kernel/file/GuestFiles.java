package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.Owner;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a machine as whoever runs it puts them in and takes them out: with root's rights,
 * while no guest runs. Paths are absolute; symbolic links are not followed.
 */
public final class GuestFiles {
  private static final Owner ROOT = new Owner(0, 0, 0);

  private final FileSystem files;

  public GuestFiles(FileSystem files) {
    this.files = files;
  }

  /**
   * Makes a regular file of root's with these bytes, in the place of what was there; directories
   * that are missing are made. Its bytes take frames of the machine.
   *
   * @param mode permission bits
   * @throws ErrnoException if it is not possible: EISDIR, ENOTDIR, ENOSPC, EINVAL
   */
  public void write(String path, byte[] bytes, int mode) throws ErrnoException {
    final String guestPath = checked(path);
    final String name = guestPath.substring(guestPath.lastIndexOf('/') + 1);
    final DirectoryNode directory = files.makeDirectories(guestPath);
    if (directory == null) {
      throw new ErrnoException(Errno.ENOTDIR, "a file is in the way: path=" + path);
    }
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw new ErrnoException(Errno.EISDIR, "not the name of a file: path=" + path);
    }
    if (name.length() > PathWalk.NAME_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG, "name too long: path=" + path);
    }
    final Entry old = files.peek(directory, name);
    if (old != null && old.node().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + path);
    }
    if (old != null) {
      directory.detach(old);
    }
    final Entry made = directory.create(name, ROOT, mode);
    fill((RegularNode) made.node(), directory, made, bytes);
  }

  private static void fill(RegularNode node, DirectoryNode directory, Entry made, byte[] bytes)
      throws ErrnoException {
    try (ShmHandle handle = node.object().open(OpenFlags.Access.READ_WRITE)) {
      handle.truncate(bytes.length);
      final int written = node.object().write(0, bytes, 0, bytes.length);
      assert written == bytes.length;
    } catch (ShmException e) {
      directory.detach(made);
      throw ShmErrors.toErrno(e);
    }
    node.noteWritten();
  }

  /**
   * The bytes of a regular file.
   *
   * @throws ErrnoException ENOENT if there is none; EISDIR; EINVAL if it is no regular file
   */
  public byte[] read(String path) throws ErrnoException {
    final Node node = find(path).node();
    if (node instanceof FixedNode fixed) {
      return fixed.bytes().clone();
    }
    if (!(node instanceof RegularNode regular)) {
      throw new ErrnoException(
          node.isDirectory() ? Errno.EISDIR : Errno.EINVAL, "not a regular file: path=" + path);
    }
    final byte[] bytes = new byte[(int) regular.size()];
    final int read = regular.object().read(0, bytes, 0, bytes.length);
    assert read == bytes.length;
    return bytes;
  }

  /**
   * The names in a directory, in the order in which a guest is told them.
   *
   * @throws ErrnoException ENOENT if there is none; ENOTDIR
   */
  public List<String> list(String path) throws ErrnoException {
    if (!(find(path).node() instanceof PlainDirectory directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + path);
    }
    final List<String> names = new ArrayList<>();
    for (Entry entry = directory.listed(0); entry != null; ) {
      names.add(text(entry.name()));
      entry = directory.listed(entry.cookie());
    }
    return List.copyOf(names);
  }

  private Entry find(String path) throws ErrnoException {
    Entry at = files.root().self();
    for (final String name : checked(path).split("/+")) {
      if (name.isEmpty()) {
        continue;
      }
      if (!(at.node() instanceof DirectoryNode directory)) {
        throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + at);
      }
      final Entry below = files.peek(directory, name);
      if (below == null) {
        throw new ErrnoException(Errno.ENOENT, "no such file: path=" + path);
      }
      at = below;
    }
    return at;
  }

  private static String checked(String path) throws ErrnoException {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0) {
      throw new ErrnoException(Errno.EINVAL, "not an absolute path: path=" + path);
    }
    return FileSystem.bytes(path);
  }

  private static String text(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
