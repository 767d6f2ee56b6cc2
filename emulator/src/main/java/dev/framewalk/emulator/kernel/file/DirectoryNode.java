package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.Owner;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A directory. */
public abstract class DirectoryNode extends Node {
  /**
   * Bytes that an entry counts in st_size, as tmpfs has it (Linux mm/shmem.c, BOGO_DIRENT_SIZE).
   */
  static final int ENTRY_BYTES = 20;

  private @Nullable Entry self;

  DirectoryNode(FileSystem files, Volume volume, long number, Attributes attributes) {
    super(files, volume, number, attributes);
  }

  /** Its name in the directory above. */
  public final Entry self() {
    return Objects.requireNonNull(self, "a directory that is in no tree");
  }

  final void setSelf(Entry entry) {
    self = entry;
  }

  /** The directory above; itself for the root. */
  public final DirectoryNode parent() {
    final DirectoryNode above = self().parent();
    return above == null ? this : above;
  }

  /** Whether another file system than the directory above's begins here. */
  public final boolean isMountPoint() {
    return parent() == this || parent().volume() != volume();
  }

  /** Whether it has been removed: no name can be made in it any more. */
  public final boolean isRemoved() {
    return self().isRemoved();
  }

  /** Whether {@code other} is this directory or lies below it. */
  final boolean holds(DirectoryNode other) {
    DirectoryNode at = other;
    while (at != this) {
      if (at.parent() == at) {
        return false;
      }
      at = at.parent();
    }
    return true;
  }

  @Override
  public final int type() {
    return FileStatus.DIRECTORY;
  }

  @Override
  public final OpenFile open(Task opener, int flags) {
    return new DirectoryFile(this, flags);
  }

  /** The entry of that name; null if there is none. */
  public abstract @Nullable Entry lookup(String name, Task caller);

  /** The entry that follows {@code cookie} in the listing; null at its end. */
  abstract @Nullable Entry after(long cookie, Task caller);

  /** Whether nothing is in it. */
  boolean isEmpty() {
    return false;
  }

  /**
   * Makes a regular file with no bytes.
   *
   * @throws ErrnoException if there is no room for one, or never is here
   */
  Entry create(String name, Owner owner, int mode) throws ErrnoException {
    throw takesNothing(name);
  }

  /** Gives {@code entry}'s node a name here: the entry itself moves here. */
  void attach(Entry entry, String name) throws ErrnoException {
    throw takesNothing(name);
  }

  /** Takes the name away; the node has one name less. */
  void detach(Entry entry) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM, "cannot be removed: name=" + entry);
  }

  /** What creating a name comes to where the kernel makes all names (Linux fs/proc/generic.c). */
  final ErrnoException takesNothing(String name) {
    return new ErrnoException(Errno.ENOENT, "takes no names: directory=" + self() + "/" + name);
  }
}
