package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;

/** A file, whatever its names: what Linux calls an inode (inode(7)). */
public abstract class Node {
  private final FileSystem files;
  private final Volume volume;
  private final long number;
  private final Attributes attributes;
  private int links;

  Node(FileSystem files, Volume volume, long number, Attributes attributes) {
    this.files = files;
    this.volume = volume;
    this.number = number;
    this.attributes = attributes;
  }

  /** The tree that it belongs to. */
  final FileSystem files() {
    return files;
  }

  /** The file system that it lies in. */
  public final Volume volume() {
    return volume;
  }

  /** st_ino: never used again in its volume. */
  public final long number() {
    return number;
  }

  /** Permissions, owner, times. */
  public final Attributes attributes() {
    return attributes;
  }

  /** Type bits of st_mode. */
  public abstract int type();

  /**
   * A description of it for {@code opener}, who may open it so.
   *
   * @param flags of open(2)
   */
  public abstract OpenFile open(Task opener, int flags) throws ErrnoException;

  /** Names that lead here: st_nlink. */
  public long links() {
    return links;
  }

  /** st_size. */
  public long size() {
    return 0;
  }

  /** Blocks of 512 bytes that it takes. */
  long blocks() {
    return 0;
  }

  /** st_rdev. */
  long special() {
    return 0;
  }

  /** One name more leads here. */
  void linked() {
    links++;
  }

  /** One name less leads here. */
  void unlinked() {
    links--;
  }

  final int treeLinks() {
    return links;
  }

  /** Whether it is a directory. */
  public final boolean isDirectory() {
    return this instanceof DirectoryNode;
  }

  /** Its bytes were read. */
  public final void noteRead() {
    attributes.setAccessed(files.now());
  }

  /** Its bytes have changed. */
  public final void noteWritten() {
    attributes.touch(files.now());
  }

  /** Something else of it has changed: owner, permissions, names. */
  public final void noteChanged() {
    attributes.setChanged(files.now());
  }

  /** What stat(2) says of it. */
  public final FileStatus status() {
    return new FileStatus(
        volume.device(),
        number,
        type() | attributes.mode(),
        links(),
        attributes.uid(),
        attributes.gid(),
        size(),
        blocks(),
        special(),
        new FileStatus.Times(attributes.accessed(), attributes.modified(), attributes.changed()));
  }

  /** One more process runs it. */
  public void isRun() {}

  /** One process less runs it. */
  public void isRunNoMore() {}

  /**
   * All of its bytes, to be run as a program (execve(2)).
   *
   * @throws ErrnoException EACCES if it is no regular file; ETXTBSY if it is open for writing
   */
  public byte[] program() throws ErrnoException {
    throw new ErrnoException(Errno.EACCES, "no regular file: node=" + number());
  }
}
