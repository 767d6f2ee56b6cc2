package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.shm.Attributes;

/** Who may do what (path_resolution(7), "Permissions"). */
public final class Permissions {
  public static final int READ = 4;
  public static final int WRITE = 2;
  public static final int EXECUTE = 1;

  private static final int STICKY = 01000;
  private static final int ANY_EXECUTE = 0111;

  private Permissions() {}

  /** Whether {@code who} may do what the bits of {@code wanted} say. */
  public static boolean allow(Node node, Credentials who, int wanted) {
    final Attributes attributes = node.attributes();
    final int mode = attributes.mode();
    if (who.privileged()) {
      return (wanted & EXECUTE) == 0 || node.isDirectory() || (mode & ANY_EXECUTE) != 0;
    }
    final int granted;
    if (who.effectiveUid() == attributes.uid()) {
      granted = mode >> 6;
    } else if (who.isIn(attributes.gid())) {
      granted = mode >> 3;
    } else {
      granted = mode;
    }
    return (wanted & ~granted & 7) == 0;
  }

  /** Refuses with EACCES what {@link #allow} does not. */
  public static void require(Node node, Credentials who, int wanted) throws ErrnoException {
    if (!allow(node, who, wanted)) {
      throw new ErrnoException(
          Errno.EACCES,
          "permission denied: mode=0"
              + Integer.toOctalString(node.attributes().mode())
              + ", owner="
              + node.attributes().uid()
              + ", wanted="
              + wanted);
    }
  }

  /** Whether {@code who} may act as the owner of {@code node}. */
  public static boolean owns(Node node, Credentials who) {
    return who.privileged() || who.effectiveUid() == node.attributes().uid();
  }

  /** Refuses with EPERM who is not the owner. */
  static void requireOwner(Node node, Credentials who) throws ErrnoException {
    if (!owns(node, who)) {
      throw new ErrnoException(Errno.EPERM, "not the owner: owner=" + node.attributes().uid());
    }
  }

  /** Whether only owners may take {@code node} out of {@code directory}, and who is none. */
  static boolean sticks(DirectoryNode directory, Node node, Credentials who) {
    return (directory.attributes().mode() & STICKY) != 0
        && !owns(node, who)
        && !owns(directory, who);
  }
}
