package dev.framewalk.emulator.kernel.file;

/**
 * Where a process's relative paths begin, and which permissions the files that it makes do not get
 * (path_resolution(7), umask(2)). Processes can share one (clone(2), CLONE_FS).
 */
public final class FileContext {
  /** Linux's default file mode creation mask of a login. */
  private static final int DEFAULT_UMASK = 022;

  private DirectoryNode directory;
  private int umask;

  private FileContext(DirectoryNode directory, int umask) {
    this.directory = directory;
    this.umask = umask;
  }

  /** That of a program that was loaded. */
  public static FileContext at(DirectoryNode directory) {
    return new FileContext(directory, DEFAULT_UMASK);
  }

  /** One that is as this is now (fork(2)). */
  public FileContext copy() {
    return new FileContext(directory, umask);
  }

  /** The working directory. */
  public DirectoryNode directory() {
    return directory;
  }

  public void setDirectory(DirectoryNode other) {
    directory = other;
  }

  /** Permission bits that new files do not get. */
  public int umask() {
    return umask;
  }

  public void setUmask(int mask) {
    umask = mask & 0777;
  }
}
