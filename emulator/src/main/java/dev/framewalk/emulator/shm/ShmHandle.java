package dev.framewalk.emulator.shm;

/**
 * One open's reference to an object, with the access it was opened for. It stays with its object
 * whatever becomes of the name.
 *
 * <p>To use a closed handle, or to close it again, is a bug of the caller's and throws {@link
 * IllegalStateException}; the count of references is not touched. (A guest that closes a descriptor
 * twice is refused by its descriptor table, which holds no handle any more.)
 */
public final class ShmHandle implements AutoCloseable {
  private final ShmObject object;
  private final OpenFlags.Access access;

  ShmHandle(ShmObject object, OpenFlags.Access access) {
    this.object = object;
    this.access = access;
    object.add(this);
  }

  /** The object. */
  public ShmObject object() {
    checkOpen();
    return object;
  }

  /** What it was opened for; known even when closed. */
  public OpenFlags.Access access() {
    return access;
  }

  /**
   * Makes the object {@code size} bytes long (POSIX.1-2017 ftruncate).
   *
   * <p>Bytes below both sizes are kept and all others read as zero, also those that somebody stored
   * behind the end in the last page, through a mapping. Whole pages beyond the new end leave every
   * mapping, then their frames are freed; new pages appear in every mapping that shows them. Size 0
   * frees every frame; the same size changes nothing. New frames are one contiguous run when memory
   * has one.
   *
   * @throws ShmException {@link ShmError#READ_ONLY} if the handle was opened to be read only;
   *     {@link ShmError#INVALID_SIZE} if {@code size} is negative; {@link ShmError#TOO_LARGE} if it
   *     is over {@link ShmLimits#objectBytes()} and the object is not anonymous; {@link
   *     ShmError#OUT_OF_MEMORY} if there are too few frames for the pages or for the tables of a
   *     mapping. Nothing has changed then
   */
  public void truncate(long size) throws ShmException {
    checkOpen();
    if (access == OpenFlags.Access.READ_ONLY) {
      throw ShmException.about(
          object,
          ShmError.READ_ONLY,
          "truncate of a handle opened read-only: object=" + object + ", newSize=" + size);
    }
    object.resize(size);
  }

  /** The object as it is now. */
  public ShmStat stat() {
    checkOpen();
    return object.stat();
  }

  /** A further reference to the same object with the same access, to be closed on its own. */
  public ShmHandle duplicate() {
    checkOpen();
    return new ShmHandle(object, access);
  }

  /**
   * Gives the reference up. The object is freed if this was the last and its name is gone.
   *
   * @throws IllegalStateException if the handle is closed already
   */
  @Override
  public void close() {
    object.remove(this);
  }

  private void checkOpen() {
    if (!object.isHeldBy(this)) {
      throw closed();
    }
  }

  IllegalStateException closed() {
    return new IllegalStateException("handle is closed: object=" + object + ", access=" + access);
  }

  @Override
  public String toString() {
    return "handle of " + object + ", " + access;
  }
}
