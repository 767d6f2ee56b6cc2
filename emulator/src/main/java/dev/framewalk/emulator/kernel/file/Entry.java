package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import org.jspecify.annotations.Nullable;

/**
 * A name in a directory and the node that it leads to. It follows when it is renamed, and is kept
 * by whoever opened the file when it is removed.
 */
public final class Entry {
  /** What Linux puts behind the path of a file whose name is gone (proc(5)). */
  static final String DELETED = " (deleted)";

  private @Nullable DirectoryNode parent;
  private String name;
  private final Node node;
  private long cookie;
  private boolean removed;
  private boolean nameless;

  /**
   * @param parent the directory; null for what is in none, whose name is then all of its path
   * @param name one char a byte
   */
  Entry(@Nullable DirectoryNode parent, String name, Node node, long cookie) {
    this.parent = parent;
    this.name = name;
    this.node = node;
    this.cookie = cookie;
  }

  /** Of a file that is in no directory. */
  static Entry nameless(String path, Node node) {
    return new Entry(null, path, node, 0);
  }

  /** What it leads to. */
  public Node node() {
    return node;
  }

  /** Its name, one char a byte. */
  public String name() {
    return name;
  }

  /** Its place in the listing of its directory, from 3 (getdents64(2), d_off). */
  long cookie() {
    return cookie;
  }

  /** What it says if it is a symbolic link; null if it is not. */
  public @Nullable String linkTarget(Task caller) throws ErrnoException {
    return node instanceof SymlinkNode link ? link.target(caller) : null;
  }

  /** Whether it never had a name (open(2), O_TMPFILE): it may be given one. */
  public boolean wasMadeNameless() {
    return nameless;
  }

  void madeNameless() {
    nameless = true;
    removed = true;
  }

  /** Whether the name is gone. */
  public boolean isRemoved() {
    return removed;
  }

  void remove() {
    removed = true;
  }

  /** It has another name from now on, perhaps in another directory. */
  void moveTo(DirectoryNode directory, String newName, long newCookie) {
    parent = directory;
    name = newName;
    cookie = newCookie;
    removed = false;
  }

  /** The directory; null for what is in none, and for the root. */
  @Nullable DirectoryNode parent() {
    return parent;
  }

  /** Absolute path, one char a byte, marked when the name is gone. */
  public String path() {
    if (parent instanceof ShmDirectory && node instanceof RegularNode regular) {
      // Its names are the registry's.
      return regular.get();
    }
    return removed ? location() + DELETED : location();
  }

  private String location() {
    if (parent == null) {
      return name;
    }
    final String above = parent.self().location();
    return above.equals("/") ? "/" + name : above + "/" + name;
  }

  @Override
  public String toString() {
    return path();
  }
}
