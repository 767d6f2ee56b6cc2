package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmObject;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a region come from. */
public sealed interface Backing {
  /** Whether a fault just below a region extends it (mmap(2), MAP_GROWSDOWN). */
  enum Growth {
    NONE,
    DOWN
  }

  /**
   * Zeroed frames, made when they are first touched.
   *
   * @param label what the region is for: {@code stack}, {@code heap}, {@code hello .text}
   * @param growth whether the region grows
   */
  record Anonymous(String label, Growth growth) implements Backing {
    /** Of a region that does not grow. */
    public Anonymous(String label) {
      this(label, Growth.NONE);
    }

    @Override
    public String toString() {
      return label;
    }

    // A record's own equals makes method handles when it is first called: 50 ms of a short run, in
    // which neighbouring regions are compared.

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Anonymous anonymous
          && anonymous.growth == growth
          && anonymous.label.equals(label);
    }

    @Override
    public int hashCode() {
      return label.hashCode() + growth.ordinal();
    }
  }

  /**
   * The pages of a shared-memory object.
   *
   * @param object the object
   * @param firstPage the object's page, from 0, behind the region's first page
   */
  record OfObject(ShmObject object, long firstPage) implements Backing {
    @Override
    public String toString() {
      final String name = object.name().map(Object::toString).orElse("object " + object.id());
      return firstPage == 0 ? name : name + "+0x" + Long.toHexString(firstPage << 12);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OfObject of && of.object == object && of.firstPage == firstPage;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(object) + Long.hashCode(firstPage);
    }
  }

  /** The same backing, {@code pages} further on. */
  default Backing advancedBy(long pages) {
    return this instanceof OfObject of ? new OfObject(of.object(), of.firstPage() + pages) : this;
  }
}
