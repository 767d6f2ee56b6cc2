package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.FileStatus;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.shm.Attributes;
import dev.framewalk.emulator.shm.SharedMapping;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.PageWalk;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * {@code /proc/PID/pagemap}: a 64-bit word for each page of an address space, read from its page
 * tables (Linux Documentation/admin-guide/mm/pagemap.rst).
 *
 * <pre>
 * 63      62       61           57..60  56         55          0..54
 * present swapped  file/shared  0       exclusive  soft-dirty  frame
 * </pre>
 *
 * <p>Nothing is swapped here, and soft-dirty is not tracked. Without privileges the frame is 0.
 */
final class PagemapNode extends Node {
  private static final long PRESENT = 1L << 63;
  private static final long FILE_OR_SHARED = 1L << 61;
  private static final long EXCLUSIVE = 1L << 56;
  private static final int WORD = 8;
  private static final int CHUNK_WORDS = 512;

  private final Process process;

  PagemapNode(FileSystem files, long number, Attributes attributes, Process process) {
    super(files, Volume.PROC, number, attributes);
    this.process = process;
  }

  @Override
  public int type() {
    return FileStatus.REGULAR;
  }

  @Override
  public long links() {
    return 1;
  }

  @Override
  public OpenFile open(Task opener, int flags) {
    return (flags & OpenFile.O_PATH) != 0
        ? new PathFile(this, flags)
        : new PagemapFile(this, opener.process().credentials().privileged(), flags);
  }

  /** The word of the page at {@code address}. */
  private long word(PageWalk walk, long address, boolean frames) {
    if (!walk.find(process.space().mode(), address)) {
      return 0;
    }
    final Kernel kernel = process.kernel();
    final PhysFrame frame = PhysFrame.containing(PhysAddr.of(walk.physical()));
    final boolean ofObject = kernel.frames().isUsedFor(frame.number(), FramePurpose.SHARED_OBJECT);
    final boolean exclusive =
        ofObject ? isShownOnce(address) : kernel.frames().references(frame) == 1;
    return PRESENT
        | (ofObject ? FILE_OR_SHARED : 0)
        | (exclusive ? EXCLUSIVE : 0)
        | (frames ? frame.number() : 0);
  }

  /** Whether the page of an object at {@code address} is in no other mapping. */
  private boolean isShownOnce(long address) {
    final Region region = process.space().regionAt(address).orElse(null);
    if (region == null
        || !(region.backing() instanceof dev.framewalk.emulator.kernel.Backing.OfObject of)) {
      return false;
    }
    final ShmObject object = of.object();
    final long page = of.firstPage() + ((address - region.range().start().value()) >>> 12);
    int shown = 0;
    for (final SharedMapping mapping : object.mappings()) {
      if (page >= mapping.firstPage() && page < mapping.firstPage() + mapping.pages()) {
        shown++;
      }
    }
    return shown == 1;
  }

  private static final class PagemapFile extends PositionedFile {
    private final PagemapNode node;
    private final boolean frames;

    PagemapFile(PagemapNode node, boolean frames, int flags) {
      super(flags);
      this.node = node;
      this.frames = frames;
    }

    @Override
    long end() {
      return 0;
    }

    @Override
    public long readAt(UserMemory memory, long address, long length, long at)
        throws ErrnoException {
      if (at % WORD != 0 || length % WORD != 0) {
        throw new ErrnoException(Errno.EINVAL, "not whole words: position=" + at);
      }
      if (!node.process.alive()) {
        return 0;
      }
      final long end = AddressSpace.END >>> 12;
      final PageWalk walk = new PageWalk(node.process.kernel().memory());
      long done = 0;
      while (done < length && (at + done) / WORD < end) {
        final long first = (at + done) / WORD;
        final int count =
            (int) Math.min(CHUNK_WORDS, Math.min((length - done) / WORD, end - first));
        final ByteBuffer words = ByteBuffer.allocate(count * WORD).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
          words.putLong(node.word(walk, (first + i) << 12, frames));
        }
        final int copied = memory.copyOutSome(address + done, words.array(), 0, count * WORD);
        done += copied & -WORD;
        if (copied < count * WORD) {
          if (done == 0) {
            throw new ErrnoException(
                Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
          }
          break;
        }
      }
      return done;
    }

    @Override
    public FileStatus status() {
      return node.status();
    }

    @Override
    public String toString() {
      return "pagemap of " + node.process;
    }
  }
}
