package dev.framewalk.emulator.kernel;

/**
 * What clone(2), clone3(2), fork(2) and vfork(2) ask for, flags checked.
 *
 * @param flags of clone(2), without the exit signal
 * @param exitSignal what the parent is sent when the child ends; 0 for nothing
 * @param stack RSP of the child; 0 for the caller's
 * @param parentTid where the child's number is stored in the parent (CLONE_PARENT_SETTID)
 * @param childTid where it is stored and cleared in the child (CLONE_CHILD_SETTID and _CLEARTID)
 * @param tls FS base of the child (CLONE_SETTLS)
 */
public record CloneRequest(
    long flags, int exitSignal, long stack, long parentTid, long childTid, long tls) {
  /** They share memory. */
  public static final long CLONE_VM = 0x100;

  /** They share root, working directory and umask. */
  public static final long CLONE_FS = 0x200;

  /** They share descriptors. */
  public static final long CLONE_FILES = 0x400;

  /** They share signal handlers. */
  public static final long CLONE_SIGHAND = 0x800;

  /** The parent waits until the child has left its memory. */
  public static final long CLONE_VFORK = 0x4000;

  /** The child's parent is the caller's. */
  public static final long CLONE_PARENT = 0x8000;

  /** The child is a thread of the caller's process. */
  public static final long CLONE_THREAD = 0x10000;

  /** The child gets {@link #tls}. */
  public static final long CLONE_SETTLS = 0x80000;

  /** The parent is told the child's number. */
  public static final long CLONE_PARENT_SETTID = 0x100000;

  /** The child's number is cleared when it ends. */
  public static final long CLONE_CHILD_CLEARTID = 0x200000;

  /** The child is told its number. */
  public static final long CLONE_CHILD_SETTID = 0x1000000;

  /** Handlers become the default ones (clone3(2)). */
  public static final long CLONE_CLEAR_SIGHAND = 0x100000000L;

  /** Whether {@code flag} is asked for. */
  public boolean has(long flag) {
    return (flags & flag) != 0;
  }
}
