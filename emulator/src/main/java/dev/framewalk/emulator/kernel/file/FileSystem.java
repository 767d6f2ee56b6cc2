package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.Owner;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The files of one machine: the tree from {@code /} on, and what is counted and bounded in it. It
 * is all in the machine's own memory; nothing of the host's is in it but what was put there.
 */
public final class FileSystem {
  /** Nodes that the tree may have beside the registry's objects. */
  public static final int MAX_NODES = 65_536;

  /** Open file descriptions that a machine may have. */
  public static final int MAX_OPEN = 65_536;

  /** Directories above one another: the length of a path is bounded by PATH_MAX alone on Linux. */
  static final int MAX_DEPTH = 1024;

  /** Numbers of nodes that are no objects begin behind the numbers that objects will have. */
  private static final long FIRST_NUMBER = 1L << 32;

  private static final int SET_GROUP_ID = 02000;

  private final Kernel kernel;
  private final FileLocks locks = new FileLocks();
  private final OpenFiles openFiles = new OpenFiles(MAX_OPEN, locks);
  private final Pipes pipes = new Pipes();
  private final SplittableRandom random;
  private long lastNumber = FIRST_NUMBER;
  private int nodes;
  private final PlainDirectory root;
  private final Entry nullDevice;
  private final TreeEdits edits = new TreeEdits(this);

  public FileSystem(Kernel kernel) {
    this.kernel = kernel;
    this.random = new SplittableRandom(kernel.config().seed() ^ 0x7a3d_91c5_0b62_ee1fL);
    this.root = new PlainDirectory(this, Volume.ROOT, directoryAttributes(0755));
    root.setSelf(new Entry(null, "/", root, 0));
    this.nullDevice = FirstTree.grow(this, kernel);
  }

  static Attributes directoryAttributes(int mode) {
    return new Attributes(mode, 0, 0);
  }

  /** The directory {@code /}. */
  public DirectoryNode root() {
    return root;
  }

  /** How many files are open. */
  public OpenFiles openFiles() {
    return openFiles;
  }

  /** Locks of files (fcntl(2), flock(2)). */
  public FileLocks locks() {
    return locks;
  }

  /** What changes names: link, unlink, rename and their like. */
  public TreeEdits edits() {
    return edits;
  }

  Pipes pipes() {
    return pipes;
  }

  ShmRegistry registry() {
    return kernel.registry();
  }

  Kernel kernel() {
    return kernel;
  }

  /** Where {@code /dev/random} gets its bytes. */
  SplittableRandom random() {
    return random;
  }

  /** The time that files are marked with, in nanoseconds since 1970. */
  public long now() {
    return kernel.realNanos();
  }

  long nextNumber() {
    return ++lastNumber;
  }

  /** Refuses with ENOSPC when the tree has as many nodes as it may. */
  void requireNode() throws ErrnoException {
    if (nodes >= MAX_NODES) {
      throw new ErrnoException(Errno.ENOSPC, "too many files: limit=" + MAX_NODES);
    }
  }

  void countNode() {
    nodes++;
  }

  void forgetNode() {
    nodes--;
  }

  /** Nodes of the tree, those of the registry's objects apart. */
  public int nodes() {
    return nodes;
  }

  /** The file that an object is the bytes of. */
  RegularNode nodeOf(ShmObject object) {
    final RegularNode known = object.labelSource(RegularNode.class);
    if (known != null) {
      return known;
    }
    final RegularNode node = new RegularNode(this, Volume.SHM, object);
    object.setLabel(node);
    return node;
  }

  /** Whom a file belongs to that {@code caller} makes in {@code directory} (open(2), O_CREAT). */
  Owner ownerIn(DirectoryNode directory, Task caller) {
    final Credentials credentials = caller.process().credentials();
    final boolean inherits = (directory.attributes().mode() & SET_GROUP_ID) != 0;
    return new Owner(
        caller.pid(),
        credentials.effectiveUid(),
        inherits ? directory.attributes().gid() : credentials.effectiveGid());
  }

  /** A new regular file without a name, which {@code entry} or a description is to keep. */
  RegularNode newRegular(Volume volume, Owner owner, int mode) {
    final ShmHandle handle = kernel.registry().createUnnamed(owner, mode);
    final RegularNode node = new RegularNode(this, volume, handle.object());
    handle.object().setLabel(node);
    node.attributes().born(now());
    node.keep(handle);
    return node;
  }

  /**
   * Opens a file that has no name (open(2), O_TMPFILE).
   *
   * @throws ErrnoException ENOSPC if there is no room for it; EOPNOTSUPP where no files are made
   */
  public OpenFile openUnnamed(DirectoryNode directory, Task caller, int flags, int mode)
      throws ErrnoException {
    if (directory instanceof ShmDirectory) {
      return openUnnamedObject(directory, caller, flags, mode);
    }
    if (!(directory instanceof PlainDirectory)) {
      throw new ErrnoException(Errno.EOPNOTSUPP, "takes no files: directory=" + directory.self());
    }
    requireNode();
    final RegularNode node = newRegular(directory.volume(), ownerIn(directory, caller), mode);
    final Entry entry = new Entry(directory, "#" + node.number(), node, 0);
    entry.madeNameless();
    node.setEntry(entry);
    final OpenFile file = node.open(caller, flags).at(entry);
    node.letGo();
    return file;
  }

  private OpenFile openUnnamedObject(DirectoryNode directory, Task caller, int flags, int mode)
      throws ErrnoException {
    final ShmRegistry registry = kernel.registry();
    try {
      long free = 0;
      ShmName name = ShmName.of("#" + free);
      while (registry.find(name).isPresent()) {
        free++;
        name = ShmName.of("#" + free);
      }
      try (ShmHandle handle =
          registry.open(name, OpenFlags.CREATE_RDWR, ownerIn(directory, caller), mode)) {
        registry.unlink(name);
        final RegularNode node = nodeOf(handle.object());
        node.attributes().born(now());
        final Entry entry = new Entry(directory, name.value(), node, 0);
        entry.madeNameless();
        return node.open(caller, flags).at(entry);
      }
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  /** A file in memory that is in no directory (memfd_create(2)). */
  public OpenFile openMemory(String name, Task caller, int flags, int seals) {
    final RegularNode node = newRegular(Volume.NAMELESS, ownerIn(root, caller), 0777);
    node.attributes().seal(seals);
    node.setSealable();
    final Entry entry = Entry.nameless("/memfd:" + name, node);
    entry.remove();
    node.setEntry(entry);
    final OpenFile file = node.open(caller, flags).at(entry);
    node.letGo();
    return file;
  }

  /**
   * {@code /dev/null}, opened for reading.
   *
   * @throws ErrnoException ENFILE and the like, as for any file
   */
  public OpenFile openNull(Task caller) throws ErrnoException {
    return nullDevice.node().open(caller, OpenFile.O_RDONLY).at(nullDevice).countedIn(openFiles);
  }

  /** A standard stream as a file that {@code /dev/stdout} and its like lead to. */
  public OpenFile adoptStream(OpenFile stream) {
    final StreamNode node = new StreamNode(this, stream);
    return stream.at(Entry.nameless("pipe:[" + node.number() + "]", node)).countedIn(openFiles);
  }

  /** Makes the two ends of a pipe: the one to read from, the one to write to (pipe(2)). */
  public OpenFile[] openPipe(Task caller, int flags) throws ErrnoException {
    final PipeNode node = new PipeNode(this, caller, pipes.open());
    final Entry entry = Entry.nameless("pipe:[" + node.number() + "]", node);
    return new OpenFile[] {
      node.open(caller, flags | OpenFile.O_RDONLY).at(entry),
      node.open(caller, flags | OpenFile.O_WRONLY).at(entry)
    };
  }

  /**
   * Puts a file into the tree that never changes, in the place of what was there; directories that
   * are missing are made.
   *
   * @param path absolute
   * @return its entry; null if something is in the way
   */
  @Nullable Entry putFixed(String path, byte[] bytes, int mode) {
    final FixedNode node = new FixedNode(this, Volume.ROOT, bytes, new Attributes(mode, 0, 0));
    node.attributes().born(now());
    final DirectoryNode directory = makeDirectories(path);
    final String name = path.substring(path.lastIndexOf('/') + 1);
    if (!(directory instanceof PlainDirectory plain)
        || name.isEmpty()
        || name.equals(".")
        || name.equals("..")
        || name.length() > PathWalk.NAME_MAX) {
      return null;
    }
    try {
      final Entry old = plain.find(name);
      if (old != null) {
        if (old.node().isDirectory()) {
          return null;
        }
        plain.detach(old);
      }
      final Entry entry = new Entry(plain, name, node, 0);
      plain.attach(entry, name);
      return entry;
    } catch (ErrnoException e) {
      return null;
    }
  }

  /** The directory that {@code path} lies in, made if need be; null if something is in the way. */
  @Nullable DirectoryNode makeDirectories(String path) {
    PlainDirectory at = root;
    final String[] components = path.split("/+");
    for (int i = 1; i < components.length - 1; i++) {
      final String name = components[i];
      if (name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        at = at.parent() instanceof PlainDirectory above ? above : root;
        continue;
      }
      final Entry entry = at.find(name);
      if (entry == null) {
        if (name.length() > PathWalk.NAME_MAX || nodes >= MAX_NODES) {
          return null;
        }
        at = FirstTree.directory(this, at, name, at.volume(), 0755);
      } else if (entry.node() instanceof PlainDirectory below) {
        at = below;
      } else {
        return null;
      }
    }
    return at;
  }

  /** The entry of a directory that is no one process's; null if there is none. */
  @Nullable Entry peek(DirectoryNode directory, String name) {
    return directory instanceof PlainDirectory plain ? plain.named(name) : null;
  }

  /** Where the program {@code image} that was started as {@code argv0} lies from now on. */
  public Entry installProgram(String argv0, String name, byte[] bytes) {
    final String path = argv0.startsWith("/") ? argv0 : "/" + argv0;
    final Entry there = argv0.isEmpty() ? null : putFixed(bytes(path), bytes, 0755);
    if (there != null) {
      return there;
    }
    final String plain = bytes(name.substring(name.lastIndexOf('/') + 1));
    final Entry inBin = putFixed("/bin/" + plain, bytes, 0755);
    return inBin != null
        ? inBin
        : Entry.nameless(
            "/bin/" + plain, new FixedNode(this, Volume.ROOT, bytes, new Attributes(0755, 0, 0)));
  }

  /** Text of Java's as the bytes of a path, one char each. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Removes every regular file outside of the registry that takes frames. */
  public void clear() {
    clear(root);
  }

  private void clear(PlainDirectory directory) {
    for (Entry entry = directory.next(0); entry != null; entry = directory.next(entry.cookie())) {
      if (entry.node() instanceof PlainDirectory below) {
        clear(below);
      } else if (entry.node() instanceof RegularNode) {
        try {
          directory.detach(entry);
        } catch (ErrnoException e) {
          throw new IllegalStateException("cannot be removed: entry=" + entry, e);
        }
      }
    }
  }
}
