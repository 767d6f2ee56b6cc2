package dev.framewalk.pagetable.table;

/**
 * What the entries of a walk allow together: an access is allowed where every entry allows it
 * (Intel SDM 3A 4.6.1 "Determination of Access Rights").
 *
 * @param writable R/W is set in every entry
 * @param user U/S is set in every entry
 * @param executable execute disable is off or clear in every entry
 */
public record Permissions(boolean writable, boolean user, boolean executable) {
  /** As {@code r-x user} or {@code rw- supervisor}. */
  @Override
  public String toString() {
    return (writable ? "rw" : "r-") + (executable ? "x" : "-") + (user ? " user" : " supervisor");
  }
}
