package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.shm.Attributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of {@code /proc} whose names never change. */
class ProcDirectory extends DirectoryNode {
  static final int FIRST_COOKIE = 3;

  private final List<Entry> entries = new ArrayList<>();

  ProcDirectory(FileSystem files, long number, Attributes attributes) {
    super(files, Volume.PROC, number, attributes);
  }

  /** Adds a name behind the others. */
  final void add(String name, Node node) {
    final Entry entry = new Entry(this, name, node, FIRST_COOKIE + entries.size());
    if (node instanceof DirectoryNode directory) {
      directory.setSelf(entry);
    }
    entries.add(entry);
  }

  @Override
  public long links() {
    return 2 + entries.stream().filter(entry -> entry.node().isDirectory()).count();
  }

  @Override
  public @Nullable Entry lookup(String name, Task caller) {
    for (final Entry entry : entries) {
      if (entry.name().equals(name)) {
        return entry;
      }
    }
    return null;
  }

  @Override
  @Nullable Entry after(long cookie, Task caller) {
    final long index = Math.max(cookie + 1, FIRST_COOKIE) - FIRST_COOKIE;
    return index < entries.size() ? entries.get((int) index) : null;
  }
}
