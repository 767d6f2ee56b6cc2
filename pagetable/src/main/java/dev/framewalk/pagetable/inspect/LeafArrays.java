package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import java.util.Arrays;
import java.util.Objects;

/** Leaves in address order as plain arrays: one number each for address and entry. */
public final class LeafArrays {
  private static final PageSize[] SIZES = PageSize.values();

  private long[] virtuals = new long[64];
  private long[] entries = new long[64];
  private byte[] sizes = new byte[64];
  private int count;

  LeafArrays() {}

  void add(long virtual, long entry, PageSize size) {
    if (count == virtuals.length) {
      virtuals = Arrays.copyOf(virtuals, count * 2);
      entries = Arrays.copyOf(entries, count * 2);
      sizes = Arrays.copyOf(sizes, count * 2);
    }
    virtuals[count] = virtual;
    entries[count] = entry;
    sizes[count] = (byte) size.ordinal();
    count++;
  }

  /** How many leaves. */
  public int count() {
    return count;
  }

  /** The first address that leaf {@code index} maps. */
  public long virtual(int index) {
    return virtuals[Objects.checkIndex(index, count)];
  }

  /** The bits of leaf {@code index} as they lie in memory. */
  public long entry(int index) {
    return entries[Objects.checkIndex(index, count)];
  }

  /** How much leaf {@code index} maps. */
  public PageSize size(int index) {
    return SIZES[sizes[Objects.checkIndex(index, count)]];
  }

  /** A copy of the addresses of all leaves. */
  public long[] virtuals() {
    return Arrays.copyOf(virtuals, count);
  }

  /** A copy of the bits of all leaves. */
  public long[] entries() {
    return Arrays.copyOf(entries, count);
  }
}
