package dev.framewalk.emulator.kernel;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * Regions by their starts, none equal, in arrays: mmap and munmap look here half a dozen times, and
 * a process has few regions.
 *
 * <p>The highest comes first, because chosen addresses grow down: what is added or removed has few
 * behind it that must move.
 */
final class SortedRegions {
  private long[] starts = new long[16];
  private Region[] regions = new Region[16];
  private int size;

  int size() {
    return size;
  }

  /** How many start above {@code address}: the index of the highest that does not. */
  private int above(long address) {
    int low = 0;
    int high = size;
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (starts[middle] > address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private @Nullable Region at(int index) {
    return index >= 0 && index < size ? regions[index] : null;
  }

  /** The highest that starts at or below {@code address}. */
  @Nullable Region floor(long address) {
    return at(above(address));
  }

  /** The highest that starts below {@code address}. */
  @Nullable Region lower(long address) {
    return at(above(address - 1));
  }

  /** The lowest that starts at or above {@code address}. */
  @Nullable Region ceiling(long address) {
    return at(above(address - 1) - 1);
  }

  /** The lowest that starts above {@code address}. */
  @Nullable Region higher(long address) {
    return at(above(address) - 1);
  }

  /** The one that starts at {@code address}. */
  @Nullable Region get(long address) {
    final Region floor = floor(address);
    return floor != null && floor.start() == address ? floor : null;
  }

  /**
   * @throws IllegalStateException if one starts there already
   */
  void add(Region region) {
    final int index = above(region.start());
    if (index < size && starts[index] == region.start()) {
      throw new IllegalStateException("two regions at one address: region=" + region);
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
      regions = Arrays.copyOf(regions, size * 2);
    }
    System.arraycopy(starts, index, starts, index + 1, size - index);
    System.arraycopy(regions, index, regions, index + 1, size - index);
    starts[index] = region.start();
    regions[index] = region;
    size++;
  }

  /**
   * @throws IllegalStateException if it is not here
   */
  void remove(Region region) {
    final int index = above(region.start());
    if (index >= size || regions[index] != region) {
      throw new IllegalStateException("no such region: region=" + region);
    }
    size--;
    System.arraycopy(starts, index + 1, starts, index, size - index);
    System.arraycopy(regions, index + 1, regions, index, size - index);
  }

  /** All of them, the lowest first; shows later changes. */
  List<Region> ascending() {
    return new Ascending();
  }

  private final class Ascending extends AbstractList<Region> implements RandomAccess {
    @Override
    public Region get(int index) {
      return regions[size - 1 - Objects.checkIndex(index, size)];
    }

    @Override
    public int size() {
      return size;
    }
  }
}
