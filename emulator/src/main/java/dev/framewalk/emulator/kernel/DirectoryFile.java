package dev.framewalk.emulator.kernel;

/** An open directory: something that can be closed and looked at, not read. */
public final class DirectoryFile extends OpenFile {
  private static final int SEEK_SET = 0;
  private static final int SEEK_CUR = 1;

  private final GuestPath.Directory directory;
  private long position;

  /**
   * @param flags the flags of open(2), to be read only
   */
  public DirectoryFile(GuestPath.Directory directory, int flags) {
    super(flags);
    this.directory = directory;
  }

  /** Which directory it is. */
  public GuestPath.Directory directory() {
    return directory;
  }

  @Override
  public long read(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EISDIR, "read: file=" + this);
  }

  @Override
  public long write(UserMemory memory, long address, long length) throws ErrnoException {
    throw new ErrnoException(Errno.EBADF, "write: file=" + this);
  }

  @Override
  public long seek(long offset, int whence) throws ErrnoException {
    // As tmpfs has it (Linux fs/libfs.c, offset_dir_llseek): a directory has no end.
    final long target = whence == SEEK_CUR ? position + offset : offset;
    if ((whence != SEEK_SET && whence != SEEK_CUR) || target < 0) {
      throw new ErrnoException(Errno.EINVAL, "seek: offset=" + offset + ", whence=" + whence);
    }
    position = target;
    return target;
  }

  @Override
  public FileStatus status() {
    return new FileStatus(
        ObjectFile.DEVICE,
        1 + directory.ordinal(),
        FileStatus.DIRECTORY | (directory == GuestPath.Directory.SHM ? 01777 : 0755),
        2,
        0,
        0,
        40,
        0);
  }

  @Override
  public String toString() {
    return directory.path();
  }
}
