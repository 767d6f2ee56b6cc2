package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Backing.Anonymous;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of a process's memory, looked at and not touched: no page is filled, no A or D bit set, so
 * that a run that is watched is the run that is not. Pages that the process would find if it read
 * them, and that are not filled yet, show what it would find.
 */
public final class GuestView {
  private final PhysicalMemory memory;
  private final PageWalk walk;

  /**
   * @param memory of the machine
   */
  public GuestView(PhysicalMemory memory) {
    this.memory = memory;
    this.walk = new PageWalk(memory);
  }

  /** The memory of whoever lives in {@code space}. */
  public GuestBytes of(AddressSpace space) {
    return (address, length) -> read(space, address, length);
  }

  private byte[] read(AddressSpace space, long address, int length) {
    final byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      final long at = address + done;
      final int part = (int) Math.min(length - done, Page.BYTES - (at & (Page.BYTES - 1)));
      if (walk.find(space.mode(), at)) {
        if (!walk.user()) {
          break;
        }
        memory.read(walk.physical(), bytes, done, part);
      } else if (!unfilled(space, at, bytes, done, part)) {
        break;
      }
      done += part;
    }
    return done == length ? bytes : Arrays.copyOf(bytes, done);
  }

  /** A page without an entry: what would be filled in. {@code bytes} holds zeroes there. */
  private boolean unfilled(AddressSpace space, long at, byte[] bytes, int offset, int length) {
    if (at < 0 || at >= AddressSpace.END) {
      return false;
    }
    final Optional<Region> found = space.regionAt(at);
    if (found.isEmpty() || !found.get().protection().allows(Access.READ)) {
      return false;
    }
    final Region region = found.get();
    if (region.backing() instanceof OfObject of) {
      final long page = of.firstPage() + ((at - region.range().first().start().value()) >>> 12);
      if (page >= of.object().frames().size()) {
        return false;
      }
      memory.read(
          of.object().frames().get(page).start().value() + (at & (Page.BYTES - 1)),
          bytes,
          offset,
          length);
      return true;
    }
    return region.backing() instanceof Anonymous;
  }
}
