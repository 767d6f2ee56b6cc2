package dev.framewalk.emulator.shm;

/**
 * How an object is opened (POSIX.1-2017 shm_open, DESCRIPTION).
 *
 * @param create make the object when there is none of that name (O_CREAT)
 * @param exclusive refuse an object that is there already (O_EXCL); without {@code create} it says
 *     nothing, for POSIX leaves that undefined and Linux ignores it
 * @param access what the handle may do
 */
public record OpenFlags(boolean create, boolean exclusive, Access access) {
  /** What a handle may do with its object; kept by the handle as long as it is open. */
  public enum Access {
    READ_ONLY,
    READ_WRITE
  }

  /** Opens what exists, to be read. */
  public static final OpenFlags RDONLY = new OpenFlags(false, false, Access.READ_ONLY);

  /** Opens what exists, to be read and written. */
  public static final OpenFlags RDWR = new OpenFlags(false, false, Access.READ_WRITE);

  /** Opens what exists or makes it, to be read and written. */
  public static final OpenFlags CREATE_RDWR = RDWR.creating();

  /** Opens what exists with this access. */
  public static OpenFlags of(Access access) {
    return access == Access.READ_ONLY ? RDONLY : RDWR;
  }

  /** These flags, with a missing object made. */
  public OpenFlags creating() {
    return new OpenFlags(true, exclusive, access);
  }

  /** These flags, with an object that is there already refused. */
  public OpenFlags exclusively() {
    return new OpenFlags(create, true, access);
  }
}
