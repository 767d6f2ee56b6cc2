package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.ObjectFile;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmObject;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A regular file: the bytes of an object. There is one for each object that the tree has seen. A
 * name in the registry keeps the object by itself; a name elsewhere in the tree is a handle.
 */
public final class RegularNode extends Node implements Supplier<String> {
  private static final long BLOCKS_PER_FRAME = 4096 / 512;

  /** A program as large as the largest object that there can be is no program. */
  private static final long MOST_PROGRAM_BYTES = 64 << 20;

  private final ShmObject object;
  private @Nullable ShmHandle kept;
  private @Nullable ShmHandle made;
  private @Nullable Entry entry;
  private boolean sealable;
  private int writers;
  private int runners;

  RegularNode(FileSystem files, Volume volume, ShmObject object) {
    super(files, volume, object.id(), object.attributes());
    this.object = object;
  }

  /** The object that its bytes are. */
  public ShmObject object() {
    return object;
  }

  void setEntry(Entry where) {
    entry = where;
  }

  /** Whether seals can be added (memfd_create(2)). */
  public boolean isSealable() {
    return sealable;
  }

  void setSealable() {
    sealable = true;
  }

  /** One more open file can write to it. */
  public void isWritten() {
    writers++;
  }

  /** One open file less can write to it. */
  public void isWrittenNoMore() {
    writers--;
  }

  @Override
  public void isRun() {
    runners++;
  }

  @Override
  public void isRunNoMore() {
    runners--;
  }

  /**
   * Refuses to change a program that somebody runs (open(2), truncate(2)).
   *
   * @throws ErrnoException ETXTBSY
   */
  public void requireNotRun() throws ErrnoException {
    if (runners > 0) {
      throw new ErrnoException(Errno.ETXTBSY, "is run: file=" + get() + ", processes=" + runners);
    }
  }

  /** Takes over the reference that its object was made with, until {@link #letGo}. */
  void keep(ShmHandle handle) {
    made = handle;
  }

  /** Lets go of the reference that its object was made with: somebody else has one by now. */
  void letGo() {
    final ShmHandle handle = made;
    if (handle != null) {
      made = null;
      handle.close();
    }
  }

  @Override
  public byte[] program() throws ErrnoException {
    if (writers > 0) {
      throw new ErrnoException(
          Errno.ETXTBSY, "open for writing: file=" + get() + ", times=" + writers);
    }
    if (object.size() > MOST_PROGRAM_BYTES) {
      throw new ErrnoException(Errno.ENOEXEC, "too large for a program: bytes=" + object.size());
    }
    final byte[] bytes = new byte[(int) object.size()];
    final int read = object.read(0, bytes, 0, bytes.length);
    assert read == bytes.length;
    return bytes;
  }

  @Override
  public int type() {
    return FileStatus.REGULAR;
  }

  @Override
  public long links() {
    return object.links() + super.links();
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  long blocks() {
    return object.frames().size() * BLOCKS_PER_FRAME;
  }

  @Override
  void linked() {
    super.linked();
    if (kept == null) {
      kept = object.open(OpenFlags.Access.READ_WRITE);
    }
  }

  @Override
  void unlinked() {
    super.unlinked();
    final ShmHandle handle = kept;
    if (treeLinks() == 0 && handle != null) {
      kept = null;
      handle.close();
    }
  }

  @Override
  public OpenFile open(Task opener, int flags) {
    return new ObjectFile(
        object.open(
            (flags & OpenFile.O_ACCMODE) == OpenFile.O_RDONLY
                ? OpenFlags.Access.READ_ONLY
                : OpenFlags.Access.READ_WRITE),
        this,
        files().registry().limits().objectBytes(),
        flags);
  }

  /**
   * Makes it {@code size} bytes long (truncate(2)).
   *
   * @throws ErrnoException ETXTBSY if it is run; EINVAL if that is too long; ENOMEM if there are
   *     too few frames
   */
  public void truncate(long size) throws ErrnoException {
    requireNotRun();
    try (ShmHandle handle = object.open(OpenFlags.Access.READ_WRITE)) {
      handle.truncate(size);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
    noteWritten();
  }

  /** Its path, as {@code /proc/PID/maps} shows it. */
  @Override
  public String get() {
    final Entry where = entry;
    if (object.links() == 0 && where != null) {
      return where.path();
    }
    final String name =
        "/dev/shm/" + object.name().map(ShmDirectory::bytesOf).orElse("#" + object.id());
    return object.isLinked() ? name : name + Entry.DELETED;
  }
}
