package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.file.PathWalk.AtEnd;
import dev.framewalk.emulator.kernel.file.PathWalk.Place;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.Owner;
import org.jspecify.annotations.Nullable;

/**
 * What makes and removes names. Refusals come in the order of Linux's fs/namei.c, which a caller
 * who got two things wrong can see.
 */
public final class TreeEdits {
  private static final int SET_GROUP_ID = 02000;
  private static final int WRITE_AND_SEARCH = Permissions.WRITE | Permissions.EXECUTE;

  private final FileSystem files;

  TreeEdits(FileSystem files) {
    this.files = files;
  }

  /**
   * Makes a regular file where nothing is (open(2), O_CREAT).
   *
   * @param mode permission bits, to which the mask has been applied
   * @throws ErrnoException EACCES, ENOENT if the directory is removed, ENOSPC
   */
  public Entry create(Place place, Task caller, int mode) throws ErrnoException {
    requireMayCreate(place.directory(), caller.process().credentials());
    return place.directory().create(place.last(), files.ownerIn(place.directory(), caller), mode);
  }

  /** Linux fs/namei.c, may_create. */
  private static void requireMayCreate(DirectoryNode directory, Credentials who)
      throws ErrnoException {
    if (directory.isRemoved()) {
      throw new ErrnoException(Errno.ENOENT, "removed: directory=" + directory.self());
    }
    Permissions.require(directory, who, WRITE_AND_SEARCH);
  }

  /** Linux fs/namei.c, filename_create: the name is a new one. */
  private void requireNew(PathWalk walk, Place place, Task caller, boolean directory)
      throws ErrnoException {
    if (!place.isName() || walk.atPlace(withoutSlash(place), AtEnd.STAY) != null) {
      throw new ErrnoException(Errno.EEXIST, "there already: name=" + place.last());
    }
    if (place.slashAtEnd() && !directory) {
      throw new ErrnoException(Errno.ENOENT, "slash at the end: name=" + place.last());
    }
    requireMayCreate(place.directory(), caller.process().credentials());
  }

  private static Place withoutSlash(Place place) {
    return new Place(place.directory(), place.last(), false, place.jumped());
  }

  /** mkdir(2). */
  public void makeDirectory(PathWalk walk, Place place, Task caller, int mode)
      throws ErrnoException {
    requireNew(walk, place, caller, true);
    files.requireNode();
    int depth = 0;
    for (DirectoryNode at = place.directory(); at.parent() != at; at = at.parent()) {
      depth++;
    }
    if (depth >= FileSystem.MAX_DEPTH) {
      throw new ErrnoException(Errno.ENOSPC, "too deep: directories=" + depth);
    }
    final DirectoryNode parent = place.directory();
    final Owner owner = files.ownerIn(parent, caller);
    final int inherited = parent.attributes().mode() & SET_GROUP_ID;
    final PlainDirectory made =
        new PlainDirectory(
            files, parent.volume(), new Attributes(mode | inherited, owner.uid(), owner.gid()));
    made.attributes().born(files.now());
    parent.attach(new Entry(parent, place.last(), made, 0), place.last());
  }

  /** symlink(2). */
  public void makeSymbolicLink(PathWalk walk, Place place, Task caller, String target)
      throws ErrnoException {
    requireNew(walk, place, caller, false);
    files.requireNode();
    final Owner owner = files.ownerIn(place.directory(), caller);
    final SymlinkNode made =
        new SymlinkNode(
            files,
            place.directory().volume(),
            target,
            new Attributes(0777, owner.uid(), owner.gid()));
    made.attributes().born(files.now());
    place.directory().attach(new Entry(place.directory(), place.last(), made, 0), place.last());
  }

  /** link(2) of what {@code old} leads to. */
  public void link(PathWalk walk, Entry old, Place place, Task caller, boolean madeNameless)
      throws ErrnoException {
    final Node node = old.node();
    if (!place.isName() || walk.atPlace(withoutSlash(place), AtEnd.STAY) != null) {
      throw new ErrnoException(Errno.EEXIST, "there already: name=" + place.last());
    }
    if (place.slashAtEnd()) {
      throw new ErrnoException(Errno.ENOENT, "slash at the end: name=" + place.last());
    }
    if (node.volume() != place.directory().volume()) {
      throw new ErrnoException(Errno.EXDEV, "another file system: old=" + old);
    }
    requireMayCreate(place.directory(), caller.process().credentials());
    if (node.isDirectory()) {
      throw new ErrnoException(Errno.EPERM, "a directory: old=" + old);
    }
    if (node.links() == 0 && !madeNameless) {
      throw new ErrnoException(Errno.ENOENT, "no name left: old=" + old);
    }
    place.directory().attach(new Entry(place.directory(), place.last(), node, 0), place.last());
  }

  /** unlink(2). */
  public void unlink(PathWalk walk, Place place, Task caller) throws ErrnoException {
    if (!place.isName()) {
      throw new ErrnoException(Errno.EISDIR, "not a name: name=" + place.last());
    }
    final Entry entry = existing(walk, place);
    if (place.slashAtEnd()) {
      throw new ErrnoException(
          entry.node().isDirectory() ? Errno.EISDIR : Errno.ENOTDIR, "slash at the end: " + entry);
    }
    requireMayDelete(place.directory(), entry, caller);
    if (entry.node().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + entry);
    }
    place.directory().detach(entry);
  }

  /** rmdir(2). */
  public void removeDirectory(PathWalk walk, Place place, Task caller) throws ErrnoException {
    if (!place.isName()) {
      throw new ErrnoException(
          switch (place.last()) {
            case ".." -> Errno.ENOTEMPTY;
            case "." -> Errno.EINVAL;
            default -> Errno.EBUSY;
          },
          "not a name: name=" + place.last());
    }
    final Entry entry = existing(walk, place);
    requireMayDelete(place.directory(), entry, caller);
    if (!(entry.node() instanceof DirectoryNode directory)) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + entry);
    }
    requireNoMount(entry);
    if (!directory.isEmpty()) {
      throw new ErrnoException(Errno.ENOTEMPTY, "not empty: path=" + entry);
    }
    place.directory().detach(entry);
  }

  private static Entry existing(PathWalk walk, Place place) throws ErrnoException {
    final Entry entry = walk.atPlace(withoutSlash(place), AtEnd.STAY);
    if (entry == null) {
      throw new ErrnoException(Errno.ENOENT, "no such file: name=" + place.last());
    }
    return entry;
  }

  private static void requireNoMount(Entry entry) throws ErrnoException {
    if (entry.node() instanceof DirectoryNode directory && directory.isMountPoint()) {
      throw new ErrnoException(Errno.EBUSY, "a file system begins here: path=" + entry);
    }
  }

  /** Linux fs/namei.c, may_delete, up to where the kinds of file count. */
  private static void requireMayDelete(DirectoryNode directory, Entry entry, Task caller)
      throws ErrnoException {
    final Credentials who = caller.process().credentials();
    Permissions.require(directory, who, WRITE_AND_SEARCH);
    if (Permissions.sticks(directory, entry.node(), who)) {
      throw new ErrnoException(Errno.EPERM, "sticky directory: path=" + entry);
    }
  }

  /** What rename does with a name that is there already (rename(2)). */
  public enum IfThere {
    REPLACE,
    REFUSE,
    EXCHANGE
  }

  /** rename(2). */
  public void rename(PathWalk walk, Place from, Place to, IfThere ifThere, Task caller)
      throws ErrnoException {
    if (from.directory().volume() != to.directory().volume()) {
      throw new ErrnoException(Errno.EXDEV, "another file system: name=" + from.last());
    }
    if (!from.isName()) {
      throw new ErrnoException(Errno.EBUSY, "not a name: name=" + from.last());
    }
    if (!to.isName()) {
      throw new ErrnoException(
          ifThere == IfThere.REFUSE ? Errno.EEXIST : Errno.EBUSY, "not a name: name=" + to.last());
    }
    final Entry source = existing(walk, from);
    final Entry target = walk.atPlace(withoutSlash(to), AtEnd.STAY);
    if (target != null && ifThere == IfThere.REFUSE) {
      throw new ErrnoException(Errno.EEXIST, "there already: path=" + target);
    }
    if (target == null && ifThere == IfThere.EXCHANGE) {
      throw new ErrnoException(Errno.ENOENT, "nothing to exchange with: name=" + to.last());
    }
    requireSlashesFit(source, from, target, to, ifThere);
    requireNoLoop(source, from, target, to, ifThere);
    if (target != null && target.node() == source.node()) {
      return;
    }
    requireMayDelete(from.directory(), source, caller);
    if (target == null) {
      requireMayCreate(to.directory(), caller.process().credentials());
    } else {
      requireMayDelete(to.directory(), target, caller);
      if (ifThere != IfThere.EXCHANGE) {
        requireSameKind(source, target);
      }
    }
    if (from.directory() != to.directory()) {
      requireMayMove(source, caller);
      if (target != null && ifThere == IfThere.EXCHANGE) {
        requireMayMove(target, caller);
      }
    }
    requireNoMount(source);
    if (target != null) {
      requireNoMount(target);
      if (ifThere != IfThere.EXCHANGE
          && target.node() instanceof DirectoryNode directory
          && !directory.isEmpty()) {
        throw new ErrnoException(Errno.ENOTEMPTY, "not empty: path=" + target);
      }
    }
    move(source, from, target, to, ifThere);
  }

  private static void requireSlashesFit(
      Entry source, Place from, @Nullable Entry target, Place to, IfThere ifThere)
      throws ErrnoException {
    final boolean exchanges = ifThere == IfThere.EXCHANGE;
    if (exchanges && target != null && !target.node().isDirectory() && to.slashAtEnd()) {
      throw new ErrnoException(Errno.ENOTDIR, "slash behind a file: path=" + target);
    }
    if (!source.node().isDirectory() && (from.slashAtEnd() || (!exchanges && to.slashAtEnd()))) {
      throw new ErrnoException(Errno.ENOTDIR, "slash behind a file: path=" + source);
    }
  }

  private static void requireNoLoop(
      Entry source, Place from, @Nullable Entry target, Place to, IfThere ifThere)
      throws ErrnoException {
    if (source.node() instanceof DirectoryNode directory && directory.holds(to.directory())) {
      throw new ErrnoException(Errno.EINVAL, "into itself: path=" + source);
    }
    if (target != null
        && target.node() instanceof DirectoryNode directory
        && directory.holds(from.directory())) {
      throw new ErrnoException(
          ifThere == IfThere.EXCHANGE ? Errno.EINVAL : Errno.ENOTEMPTY,
          "above the source: path=" + target);
    }
  }

  private static void requireSameKind(Entry source, Entry target) throws ErrnoException {
    if (source.node().isDirectory() && !target.node().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR, "not a directory: path=" + target);
    }
    if (!source.node().isDirectory() && target.node().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR, "a directory: path=" + target);
    }
  }

  /** A directory that gets another one above it changes itself: its {@code ..}. */
  private static void requireMayMove(Entry entry, Task caller) throws ErrnoException {
    if (entry.node().isDirectory()) {
      Permissions.require(entry.node(), caller.process().credentials(), Permissions.WRITE);
    }
  }

  private static void move(
      Entry source, Place from, @Nullable Entry target, Place to, IfThere ifThere)
      throws ErrnoException {
    // A name more for each while it has none: the last name may be all that keeps it.
    source.node().linked();
    if (target != null) {
      target.node().linked();
    }
    try {
      if (target != null) {
        to.directory().detach(target);
      }
      from.directory().detach(source);
      to.directory().attach(source, to.last());
      if (target != null && ifThere == IfThere.EXCHANGE) {
        from.directory().attach(target, from.last());
      }
    } catch (ErrnoException refusal) {
      // The registry takes no more objects: all is as it was.
      if (source.isRemoved()) {
        from.directory().attach(source, from.last());
      }
      if (target != null && target.isRemoved()) {
        to.directory().attach(target, to.last());
      }
      throw refusal;
    } finally {
      source.node().unlinked();
      if (target != null) {
        target.node().unlinked();
      }
    }
  }
}
