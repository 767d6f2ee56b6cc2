package dev.framewalk.bench;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Locale;

/**
 * Guest RAM and page tables as a few stores lay them out: four levels, 4 KiB pages, data that
 * cannot be executed, every mapping of a colour of its own, frames in a row.
 */
final class BareMemory implements AutoCloseable {
  private static final int PAGE = 4096;
  private static final int READ_WRITE = 3;
  private static final int PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
  private static final long PRESENT_WRITABLE = 3;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;
  private static final long FIRST_DATA = 0x7000_0000_0000L;

  /** Pages between the starts of two mappings, modulo the TLB's size: as far as can be apart. */
  private static final long COLOUR_STEP = 128;

  private final long bytes;
  private final Pointer host;
  private final long root;
  private long nextFrame = PAGE;
  private long nextData = FIRST_DATA;
  private long mappings;

  BareMemory(long bytes) {
    this.bytes = bytes;
    final long address =
        NativeLibrary.getProcess()
            .getFunction("mmap")
            .invokeLong(new Object[] {0L, bytes, READ_WRITE, PRIVATE_ANONYMOUS_NORESERVE, -1, 0L});
    if (address == -1) {
      throw new IllegalStateException(String.format(Locale.ROOT, "no memory: bytes=%d", bytes));
    }
    this.host = new Pointer(address);
    this.root = takeFrames(1);
  }

  long bytes() {
    return bytes;
  }

  /** Where the RAM is on the host. */
  long address() {
    return Pointer.nativeValue(host);
  }

  /** Physical address of the top table. */
  long root() {
    return root;
  }

  /** Maps {@code size} fresh bytes of data where they are fastest. */
  long mapData(long size) {
    final long pages = (size + PAGE - 1) / PAGE;
    final long at = nextData + COLOUR_STEP * PAGE * (mappings++ & 1);
    nextData += (pages * PAGE + (16 << 20)) & -(4 << 20);
    map(at, pages, true, false);
    return at;
  }

  /** Maps {@code pages} fresh frames at {@code virtual}; returns the first one's address. */
  @CanIgnoreReturnValue
  long map(long virtual, long pages, boolean writable, boolean executable) {
    final long first = takeFrames(pages);
    final long flags = (writable ? PRESENT_WRITABLE : 1) | (executable ? 0 : NO_EXECUTE);
    for (long i = 0; i < pages; i++) {
      host.setLong(entryAddress(virtual + i * PAGE), first + i * PAGE | flags);
    }
    return first;
  }

  /** Copies into guest RAM. */
  void write(long physical, byte[] from, int offset, int length) {
    host.write(physical, from, offset, length);
  }

  /** Copies out of the data at a virtual address that is mapped. */
  byte[] read(long virtual, int length) {
    final byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      final long at = virtual + i;
      bytes[i] = host.getByte((host.getLong(entryAddress(at)) & ADDRESS) + at % PAGE);
    }
    return bytes;
  }

  /** Stores a word in guest RAM. */
  void writeWord(long physical, long word) {
    host.setLong(physical, word);
  }

  private long entryAddress(long virtual) {
    long table = root;
    for (int shift = 39; shift > 12; shift -= 9) {
      final long entryAddress = table + (virtual >>> shift & 511) * Long.BYTES;
      long entry = host.getLong(entryAddress);
      if (entry == 0) {
        entry = takeFrames(1) | PRESENT_WRITABLE;
        host.setLong(entryAddress, entry);
      }
      table = entry & ADDRESS;
    }
    return table + (virtual >>> 12 & 511) * Long.BYTES;
  }

  private long takeFrames(long count) {
    final long first = nextFrame;
    nextFrame += count * PAGE;
    if (nextFrame > bytes) {
      throw new IllegalStateException("bare RAM is full: bytes=" + bytes);
    }
    return first;
  }

  @Override
  public void close() {
    NativeLibrary.getProcess()
        .getFunction("munmap")
        .invokeInt(new Object[] {Pointer.nativeValue(host), bytes});
  }
}
