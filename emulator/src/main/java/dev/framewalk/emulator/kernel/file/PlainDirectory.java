package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.Owner;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A directory whose names are its own. */
class PlainDirectory extends DirectoryNode {
  private static final long FIRST_COOKIE = 3;

  private final Map<String, Entry> byName = new HashMap<>();
  private final TreeMap<Long, Entry> byCookie = new TreeMap<>();
  private long lastCookie = FIRST_COOKIE - 1;
  private int directories;

  PlainDirectory(FileSystem files, Volume volume, Attributes attributes) {
    super(files, volume, files.nextNumber(), attributes);
  }

  @Override
  public final @Nullable Entry lookup(String name, Task caller) {
    return named(name);
  }

  @Override
  final @Nullable Entry after(long cookie, Task caller) {
    return listed(cookie);
  }

  /** The entry with that name, whoever asks. */
  @Nullable Entry named(String name) {
    return byName.get(name);
  }

  /** The entry that follows {@code cookie} in the listing, whoever asks. */
  @Nullable Entry listed(long cookie) {
    return next(cookie);
  }

  /** The entry of its own with that name. */
  final @Nullable Entry find(String name) {
    return byName.get(name);
  }

  /** The entry of its own that follows {@code cookie}. */
  final @Nullable Entry next(long cookie) {
    final Map.Entry<Long, Entry> next = byCookie.higherEntry(cookie);
    return next == null ? null : next.getValue();
  }

  final long nextCookie() {
    return ++lastCookie;
  }

  @Override
  boolean isEmpty() {
    return byName.isEmpty();
  }

  @Override
  public long size() {
    return (2L + byName.size()) * ENTRY_BYTES;
  }

  @Override
  public long links() {
    return isInTree() ? 2L + directories : 0;
  }

  private boolean isInTree() {
    return parent() == this || !isRemoved();
  }

  @Override
  Entry create(String name, Owner owner, int mode) throws ErrnoException {
    files().requireNode();
    final RegularNode node = files().newRegular(volume(), owner, mode);
    final Entry entry = new Entry(this, name, node, 0);
    node.setEntry(entry);
    attach(entry, name);
    node.letGo();
    return entry;
  }

  @Override
  void attach(Entry entry, String name) throws ErrnoException {
    entry.moveTo(this, name, nextCookie());
    byName.put(name, entry);
    byCookie.put(entry.cookie(), entry);
    final Node node = entry.node();
    if (node instanceof DirectoryNode directory) {
      directory.setSelf(entry);
      directories++;
    } else if (node instanceof RegularNode regular) {
      regular.setEntry(entry);
    }
    if (node.treeLinks() == 0) {
      files().countNode();
    }
    node.linked();
    node.noteChanged();
    noteWritten();
  }

  @Override
  void detach(Entry entry) throws ErrnoException {
    byName.remove(entry.name());
    byCookie.remove(entry.cookie());
    entry.remove();
    final Node node = entry.node();
    if (node.isDirectory()) {
      directories--;
    }
    node.noteChanged();
    node.unlinked();
    if (node.treeLinks() == 0) {
      files().forgetNode();
    }
    noteWritten();
  }
}
