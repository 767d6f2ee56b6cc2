package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.ShmErrors;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.shm.OpenFlags;
import dev.framewalk.emulator.shm.Owner;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmHandle;
import dev.framewalk.emulator.shm.ShmRegistry;
import org.jspecify.annotations.Nullable;

/** An open {@link FixedNode}. Frames are taken for it only when it is mapped. */
final class FixedFile extends PositionedFile {
  private final FixedNode node;
  private final ShmRegistry registry;
  private @Nullable ShmHandle mapped;

  FixedFile(FixedNode node, ShmRegistry registry, int flags) {
    super(flags);
    this.node = node;
    this.registry = registry;
  }

  @Override
  long end() {
    return node.size();
  }

  @Override
  public long readAt(UserMemory memory, long address, long length, long at) throws ErrnoException {
    node.noteRead();
    return give(memory, address, length, node.bytes(), at);
  }

  @Override
  public OfObject backing(long firstPage) throws ErrnoException {
    if (mapped == null) {
      try {
        final byte[] bytes = node.bytes();
        final ShmHandle handle =
            registry
                .createAnonymous(Math.max(1, bytes.length), new Owner(0, 0, 0))
                .open(OpenFlags.Access.READ_WRITE);
        final int written = handle.object().write(0, bytes, 0, bytes.length);
        assert written == bytes.length;
        entry().ifPresent(entry -> handle.object().setLabel(entry::path));
        mapped = handle;
      } catch (ShmException e) {
        throw ShmErrors.toErrno(e);
      }
    }
    return new OfObject(mapped.object(), firstPage);
  }

  @Override
  protected void closeLast() {
    if (mapped != null) {
      mapped.close();
    }
  }

  @Override
  public FileStatus status() {
    return node.status();
  }

  @Override
  public String toString() {
    return entry().map(Entry::path).orElse("fixed file");
  }
}
