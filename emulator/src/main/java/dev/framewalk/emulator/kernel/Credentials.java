package dev.framewalk.emulator.kernel;

import java.util.List;

/**
 * Whom a process acts for (credentials(7)). The file system IDs follow the effective ones: there is
 * no setfsuid here.
 *
 * @param uid real user
 * @param effectiveUid the user that permissions are checked for
 * @param savedUid saved set-user-ID
 * @param gid real group
 * @param effectiveGid the group that permissions are checked for
 * @param savedGid saved set-group-ID
 * @param groups supplementary groups
 */
public record Credentials(
    int uid,
    int effectiveUid,
    int savedUid,
    int gid,
    int effectiveGid,
    int savedGid,
    List<Integer> groups) {
  /** The superuser, in no group but its own. */
  public static final Credentials ROOT = of(0, 0);

  /** A user with one group. */
  public static Credentials of(int uid, int gid) {
    return new Credentials(uid, uid, uid, gid, gid, gid, List.of());
  }

  /** Whether permissions are not checked for it (capabilities(7), all of them). */
  public boolean privileged() {
    return effectiveUid == 0;
  }

  /** Whether {@code group} is its effective or a supplementary one. */
  public boolean isIn(int group) {
    return effectiveGid == group || groups.contains(group);
  }
}
