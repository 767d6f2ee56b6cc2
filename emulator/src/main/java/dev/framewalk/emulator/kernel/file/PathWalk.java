package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a path through the tree, for one call of one task (path_resolution(7)). */
public final class PathWalk {
  /** What becomes of a symbolic link at the end of a path. */
  public enum AtEnd {
    FOLLOW,
    STAY
  }

  /** Longest name of a directory entry, in bytes: Linux's NAME_MAX. */
  public static final int NAME_MAX = 255;

  /** Most symbolic links of one walk (Linux fs/namei.c, MAXSYMLINKS). */
  private static final int MAX_LINKS = 40;

  private final Task caller;
  private final Credentials who;
  private int links;

  /** A walk with the permissions that the caller has. */
  public PathWalk(Task caller) {
    this(caller, caller.process().credentials());
  }

  /** A walk with other permissions (access(2)). */
  public PathWalk(Task caller, Credentials who) {
    this.caller = caller;
    this.who = who;
  }

  /**
   * A path up to its last component, which has not been looked up.
   *
   * @param directory where the last component is to be looked up
   * @param last the last component; {@code .}, {@code ..}, or empty for the root
   * @param slashAtEnd whether a slash follows it
   * @param jumped where a link of {@code /proc} led to, in the place of directory and name
   */
  public record Place(
      DirectoryNode directory, String last, boolean slashAtEnd, Optional<Entry> jumped) {
    /** Whether the last component is a name, and neither the root nor {@code .} or {@code ..}. */
    public boolean isName() {
      return !last.isEmpty() && !last.equals(".") && !last.equals("..");
    }
  }

  /**
   * Walks all but the last component.
   *
   * @param start where a relative path begins
   * @param path not empty, one char a byte
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG, for what comes before the
   *     last component
   */
  public Place toLast(DirectoryNode start, String path) throws ErrnoException {
    DirectoryNode at = path.startsWith("/") ? start.files().root() : start;
    int from = skipSlashes(path, 0);
    while (true) {
      int to = path.indexOf('/', from);
      if (to < 0) {
        to = path.length();
      }
      final String component = path.substring(from, to);
      final int next = skipSlashes(path, to);
      requireSearch(at);
      if (next >= path.length()) {
        return new Place(at, component, to < path.length(), Optional.empty());
      }
      at = directory(at, component);
      from = next;
    }
  }

  private static int skipSlashes(String path, int from) {
    int at = from;
    while (at < path.length() && path.charAt(at) == '/') {
      at++;
    }
    return at;
  }

  private void requireSearch(DirectoryNode directory) throws ErrnoException {
    Permissions.require(directory, who, Permissions.EXECUTE);
  }

  /** The directory that a component in the middle of a path leads to. */
  private DirectoryNode directory(DirectoryNode in, String component) throws ErrnoException {
    Entry entry = lookup(in, component);
    if (entry != null && entry.node() instanceof SymlinkNode) {
      entry = follow(in, entry);
    }
    if (entry == null) {
      throw missing(in, component);
    }
    if (!(entry.node() instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + entry);
    }
    return directory;
  }

  /**
   * The entry of a component, symbolic links not followed.
   *
   * @return null if there is none
   * @throws ErrnoException ENAMETOOLONG
   */
  public @Nullable Entry lookup(DirectoryNode in, String component) throws ErrnoException {
    if (component.isEmpty() || component.equals(".")) {
      return in.self();
    }
    if (component.equals("..")) {
      return in.parent().self();
    }
    if (component.length() > NAME_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG, "name too long: bytes=" + component.length());
    }
    return in.lookup(component, caller);
  }

  private @Nullable Entry follow(DirectoryNode in, Entry link) throws ErrnoException {
    final Place place = place(in, link);
    return atPlace(place, AtEnd.FOLLOW);
  }

  /**
   * Where the symbolic link {@code link} leads.
   *
   * @throws ErrnoException ELOOP if it is one too many; ENOENT if it says nothing
   */
  public Place place(DirectoryNode in, Entry link) throws ErrnoException {
    if (++links > MAX_LINKS) {
      throw new ErrnoException(Errno.ELOOP, "too many symbolic links: path=" + link);
    }
    final SymlinkNode node = (SymlinkNode) link.node();
    final Optional<Entry> jump = node.jump(caller);
    if (jump.isPresent()) {
      return new Place(in, link.name(), false, jump);
    }
    final String target = node.target(caller);
    if (target.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT, "an empty symbolic link: path=" + link);
    }
    return toLast(in, target);
  }

  /** What is at {@code place}; null if nothing is. */
  public @Nullable Entry atPlace(Place place, AtEnd end) throws ErrnoException {
    if (place.jumped().isPresent()) {
      return place.jumped().get();
    }
    final Entry entry = lookup(place.directory(), place.last());
    if (entry == null) {
      return null;
    }
    Entry found = entry;
    if (entry.node() instanceof SymlinkNode && (end == AtEnd.FOLLOW || place.slashAtEnd())) {
      final Place beyond = place(place.directory(), entry);
      final Entry there = atPlace(beyond, AtEnd.FOLLOW);
      if (there == null) {
        return null;
      }
      found = there;
    }
    if (place.slashAtEnd() && !found.node().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + found);
    }
    return found;
  }

  /**
   * What a path leads to.
   *
   * @throws ErrnoException ENOENT if nothing is there, and what {@link #toLast} refuses with
   */
  public Entry resolve(DirectoryNode start, String path, AtEnd end) throws ErrnoException {
    final Place place = toLast(start, path);
    final Entry entry = atPlace(place, end);
    if (entry == null) {
      throw missing(place.directory(), place.last());
    }
    return entry;
  }

  private static ErrnoException missing(DirectoryNode in, String component) {
    return new ErrnoException(
        Errno.ENOENT, "no such file: directory=" + in.self() + ", name=" + component);
  }
}
