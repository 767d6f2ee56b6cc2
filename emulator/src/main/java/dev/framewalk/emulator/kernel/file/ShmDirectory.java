package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.Owner;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code /dev/shm}: its regular files are the registry's objects, also those that were not made
 * through the tree. Directories and symbolic links are its own.
 */
final class ShmDirectory extends PlainDirectory {
  private final ShmRegistry registry;

  /** Names of objects in the order in which they were first listed. */
  private final TreeMap<Long, ShmName> listed = new TreeMap<>();

  ShmDirectory(FileSystem files, ShmRegistry registry, Attributes attributes) {
    super(files, Volume.SHM, attributes);
    this.registry = registry;
  }

  @Override
  @Nullable Entry named(String name) {
    final Entry own = super.named(name);
    if (own != null) {
      return own;
    }
    final ShmObject object = registry.find(nameOf(name)).orElse(null);
    return object == null ? null : new Entry(this, name, files().nodeOf(object), 0);
  }

  @Override
  @Nullable Entry listed(long cookie) {
    list();
    Map.Entry<Long, ShmName> next = listed.higherEntry(cookie);
    final Entry own = super.listed(cookie);
    if (next == null || (own != null && own.cookie() < next.getKey())) {
      return own;
    }
    final ShmObject object = registry.find(next.getValue()).orElseThrow();
    return new Entry(this, bytesOf(next.getValue()), files().nodeOf(object), next.getKey());
  }

  private void list() {
    listed.values().removeIf(name -> registry.find(name).isEmpty());
    final TreeSet<String> fresh = new TreeSet<>();
    for (final ShmName name : registry.names()) {
      fresh.add(name.value());
    }
    for (final ShmName name : listed.values()) {
      fresh.remove(name.value());
    }
    for (final String name : fresh) {
      listed.put(nextCookie(), new ShmName(name));
    }
  }

  @Override
  boolean isEmpty() {
    return super.isEmpty() && registry.names().isEmpty();
  }

  @Override
  public long size() {
    return super.size() + (long) ENTRY_BYTES * registry.names().size();
  }

  @Override
  Entry create(String name, Owner owner, int mode) throws ErrnoException {
    try (ShmHandle handle = registry.open(nameOf(name), OpenFlags.CREATE_RDWR, owner, mode)) {
      final RegularNode node = files().nodeOf(handle.object());
      node.attributes().born(files().now());
      noteWritten();
      return new Entry(this, name, node, 0);
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  @Override
  void attach(Entry entry, String name) throws ErrnoException {
    if (!(entry.node() instanceof RegularNode regular)) {
      super.attach(entry, name);
      return;
    }
    try {
      registry.link(nameOf(name), regular.object());
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
    entry.moveTo(this, name, 0);
    regular.noteChanged();
    noteWritten();
  }

  @Override
  void detach(Entry entry) throws ErrnoException {
    if (!(entry.node() instanceof RegularNode regular)) {
      super.detach(entry);
      return;
    }
    entry.remove();
    regular.noteChanged();
    noteWritten();
    try {
      registry.unlink(nameOf(entry.name()));
    } catch (ShmException e) {
      throw ShmErrors.toErrno(e);
    }
  }

  /** The registry's name for the bytes of a component, which is neither empty nor has a slash. */
  static ShmName nameOf(String component) {
    try {
      return ShmName.ofBytes(component.getBytes(StandardCharsets.ISO_8859_1));
    } catch (ShmException e) {
      throw new IllegalArgumentException("not a component: name=" + component, e);
    }
  }

  /** The bytes of a name of the registry's, one char each. */
  static String bytesOf(ShmName name) {
    final StringBuilder bytes = new StringBuilder();
    name.value()
        .codePoints()
        .forEach(
            point -> {
              if (point >= 0xdc80 && point <= 0xdcff) {
                bytes.append((char) (point & 0xff));
              } else {
                bytes.append(
                    new String(
                        Character.toString(point).getBytes(StandardCharsets.UTF_8),
                        StandardCharsets.ISO_8859_1));
              }
            });
    return bytes.toString();
  }
}
