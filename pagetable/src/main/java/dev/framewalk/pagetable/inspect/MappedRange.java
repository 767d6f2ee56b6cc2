package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.Permissions;

/**
 * Neighbouring pages of one size that have contiguous frames and the same flags.
 *
 * @param start first address
 * @param pages how many pages of {@code size}
 * @param size size of each
 * @param physical where the first page lies
 * @param flags of every page, with R/W, U/S and execute disable as all levels give them together,
 *     without A and D
 * @param accessed how many of the pages have been accessed
 * @param dirty how many of the pages have been written
 */
public record MappedRange(
    VirtAddr start,
    long pages,
    PageSize size,
    PhysAddr physical,
    EntryFlags flags,
    long accessed,
    long dirty) {
  /** Bytes in the range. */
  public long bytes() {
    return pages << size.shift();
  }

  /** Address behind the last byte; may be one that is not canonical, so a bare number. */
  public long endExclusive() {
    return start.value() + bytes();
  }

  /** What all levels allow together. */
  public Permissions permissions() {
    return new Permissions(
        flags.contains(EntryFlags.WRITABLE),
        flags.contains(EntryFlags.USER),
        !flags.contains(EntryFlags.NO_EXECUTE));
  }

  /**
   * One line, as {@code 0000008080604000-0000008080606000 rw- user 4K x 2 -> 0x777000 A=1 D=0},
   * followed by the flags that are not permissions.
   */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder(96);
    appendTo(text);
    return text.toString();
  }

  void appendTo(StringBuilder text) {
    appendAddress(text, start.value());
    text.append('-');
    appendAddress(text, endExclusive());
    text.append(' ').append(permissions());
    text.append(' ').append(size.name(), "SIZE_".length(), size.name().length());
    text.append(" x ").append(pages);
    text.append(" -> ").append(physical);
    text.append(" A=").append(accessed).append(" D=").append(dirty);
    final EntryFlags others =
        flags.without(
            EntryFlags.PRESENT.with(
                EntryFlags.WRITABLE, EntryFlags.USER, EntryFlags.NO_EXECUTE, EntryFlags.PAGE_SIZE));
    if (!others.equals(EntryFlags.NONE)) {
      text.append(' ').append(others);
    }
  }

  private static void appendAddress(StringBuilder text, long address) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text.append(Character.forDigit((int) (address >>> shift) & 0xf, 16));
    }
  }
}
