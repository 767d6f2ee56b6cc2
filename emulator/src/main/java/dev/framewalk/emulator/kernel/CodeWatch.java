package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.SharedMapping;

/**
 * What the kernel knows of changes to guest code, for a CPU that keeps translations of it.
 *
 * <p>A CPU sees the stores of its own guests. It does not see the kernel's, nor that a frame is
 * executable again with other bytes in it, nor what a second engine over the same memory stored.
 */
public final class CodeWatch {
  private long changes;
  private boolean writableCode;
  private boolean aliasedCode;

  /**
   * How often executable bytes have appeared or changed behind the CPU's back. Who keeps
   * translations drops them when the number is not the one he saw last.
   */
  public long changes() {
    return changes;
  }

  /**
   * Whether there ever was a page that could be written while it, or another mapping of it, could
   * be executed. From then on translations must not outlive a change of engine.
   */
  public boolean mayBeWritten() {
    return writableCode;
  }

  /**
   * Whether there ever was a process that could execute bytes at one address and store to them at
   * another. From then on a CPU must look at every store.
   */
  public boolean mayBeWrittenElsewhere() {
    return aliasedCode;
  }

  /** Notes that executable bytes may have appeared or changed behind the CPU's back. */
  public void changed() {
    changes++;
  }

  /** Notes that {@code region} has been mapped, with no page in it: its code is yet to come. */
  void appearedEmpty(Region region) {
    if (region.protection().writable()) {
      appeared(region);
    }
  }

  /** Notes that {@code region} is mapped, or may be used otherwise, from now on. */
  void appeared(Region region) {
    final boolean executable = region.protection().executable();
    if (executable) {
      changes++;
      // An object's pages can be stored to through other mappings and by write(2).
      writableCode |= region.protection().writable() || region.backing() instanceof OfObject;
    }
    if (writableCode && !aliasedCode && region.backing() instanceof OfObject of) {
      for (final SharedMapping mapping : of.object().mappings()) {
        if (mapping instanceof Region other && isAliasOf(other, region)) {
          aliasedCode = true;
          changes++;
          return;
        }
      }
    }
  }

  /** Whether one of two mappings of an object is code that can be written through the other. */
  private static boolean isAliasOf(Region one, Region other) {
    return one.space() == other.space()
        && (one.end() <= other.start() || other.end() <= one.start())
        && (one.protection().executable() && writesObject(other)
            || writesObject(one) && other.protection().executable());
  }

  private static boolean writesObject(Region region) {
    return region.sharing() == Sharing.SHARED && region.protection().writable();
  }
}
