package dev.framewalk.emulator.shm;

/**
 * What a file has beside its bytes: permissions, owner, times, seals. Nothing in this package
 * decides by them; whoever has a clock and knows who asks does.
 *
 * <p>Times are nanoseconds since the epoch of whoever sets them.
 */
public final class Attributes {
  private static final int MODE_BITS = 07777;

  private int mode;
  private int uid;
  private int gid;
  private long accessed;
  private long modified;
  private long changed;
  private int seals;

  /**
   * @param mode permission bits; bits beyond 07777 are dropped
   */
  public Attributes(int mode, int uid, int gid) {
    this.mode = mode & MODE_BITS;
    this.uid = uid;
    this.gid = gid;
  }

  /** Permission bits, 0 to 07777. */
  public int mode() {
    return mode;
  }

  /** Sets the permission bits; bits beyond 07777 are dropped, as Linux chmod(2) does. */
  public void setMode(int newMode) {
    mode = newMode & MODE_BITS;
  }

  /** Owner. */
  public int uid() {
    return uid;
  }

  /** Group. */
  public int gid() {
    return gid;
  }

  public void setOwner(int user, int group) {
    uid = user;
    gid = group;
  }

  /** When it was read last. */
  public long accessed() {
    return accessed;
  }

  /** When its bytes changed last. */
  public long modified() {
    return modified;
  }

  /** When anything of it changed last. */
  public long changed() {
    return changed;
  }

  public void setAccessed(long time) {
    accessed = time;
  }

  public void setModified(long time) {
    modified = time;
  }

  public void setChanged(long time) {
    changed = time;
  }

  /** Its bytes changed. */
  public void touch(long time) {
    modified = time;
    changed = time;
  }

  /** Sets all three times. */
  public void born(long time) {
    accessed = time;
    touch(time);
  }

  /** What may not be done to it any more (fcntl(2), F_ADD_SEALS). */
  public int seals() {
    return seals;
  }

  public void seal(int more) {
    seals |= more;
  }
}
