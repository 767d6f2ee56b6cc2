package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.InMemory;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import java.nio.ByteBuffer;
import java.util.Map;

/** The structures of calls on files. */
final class FileText {
  private static final int S_IFMT = 0xf000;
  private static final int S_IFCHR = 0x2000;
  private static final int S_IFBLK = 0x6000;
  private static final long PAGE = 4096;

  private FileText() {}

  static Map<String, Printer> kinds() {
    return Map.ofEntries(
        inMemory("stat", (out, at, kind, d) -> stat(out, at, d)),
        inMemory("statx", (out, at, kind, d) -> statx(out, at, d)),
        inMemory("iovec", FileText::vectors),
        inMemory("pollfds", (out, at, kind, d) -> poll(out, at, d.operand(kind, 0), "events", d)),
        inMemory("fdset", (out, at, kind, d) -> descriptors(out, at, d.operand(kind, 0), d)),
        inMemory("dirents", FileText::entries),
        inMemory("residency", (out, at, kind, d) -> residency(out, at, d.operand(kind, 0), d)),
        inMemory(
            "epollevents",
            (out, at, kind, d) -> structs(out, at, "epoll_event", d.operand(kind, 0), d)),
        inMemory("epolldata", (out, at, kind, d) -> epollData(out, at, d)),
        inMemory(
            "sembufs", (out, at, kind, d) -> structs(out, at, "sembuf", d.operand(kind, 0), d)),
        inMemory("fsid", (out, at, kind, d) -> fileSystem(out, at, d)));
  }

  private static Map.Entry<String, Printer> inMemory(String name, InMemory printer) {
    return Map.entry(name, printer);
  }

  /** struct stat (arch/x86/include/uapi/asm/stat.h): mode at 24, rdev at 40, size at 48 of 144. */
  private static boolean stat(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 144);
    if (bytes == null) {
      return false;
    }
    final int mode = bytes.getInt(24);
    out.append("{st_mode=");
    FlagText.fileMode(out, mode & 0xffff);
    if (isDevice(mode)) {
      out.append(", st_rdev=");
      FlagText.device(out, bytes.getLong(40));
    } else {
      out.append(", st_size=").append(bytes.getLong(48));
    }
    out.append(", ...}");
    return true;
  }

  private static boolean isDevice(int mode) {
    return (mode & S_IFMT) == S_IFCHR || (mode & S_IFMT) == S_IFBLK;
  }

  /** struct statx (include/uapi/linux/stat.h): attributes at 8, mode at 28, size at 40 of 256. */
  private static boolean statx(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 256);
    if (bytes == null) {
      return false;
    }
    out.append("{stx_mask=");
    ConstantSet.of("statx_mask").print32(out, bytes.getInt(0));
    out.append(", stx_attributes=");
    ConstantSet.of("statx_attributes").print(out, bytes.getLong(8));
    out.append(", stx_mode=");
    FlagText.fileMode(out, bytes.getShort(28) & 0xffff);
    out.append(", stx_size=").append(Long.toUnsignedString(bytes.getLong(40))).append(", ...}");
    return true;
  }

  /** iovec(COUNT) with all its bytes, or iovec(COUNT,ret) with as many as were moved. */
  private static boolean vectors(StringBuilder out, long address, ArgumentKind kind, Decoding d) {
    final long count = d.operand(kind, 0);
    long left = kind.operands().size() > 1 ? d.operand(kind, 1) : Long.MAX_VALUE;
    out.append('[');
    for (int i = 0; Long.compareUnsigned(i, count) < 0; i++) {
      if (i == Decoding.SHOWN) {
        out.append(", ...");
        break;
      }
      final ByteBuffer vector = d.block(address + 16L * i, 16);
      if (vector == null) {
        out.append(", ... /* ");
        Texts.hex(out, address + 16L * i);
        out.append(" */]");
        return i > 0;
      }
      final long base = vector.getLong(0);
      final long length = vector.getLong(8);
      final long moved = Long.compareUnsigned(length, left) < 0 ? length : left;
      out.append(i > 0 ? ", {iov_base=" : "{iov_base=");
      final int mark = out.length();
      if (base == 0 || !MemoryText.bytes(out, base, moved, d, false)) {
        out.setLength(mark);
        Texts.address(out, base);
      }
      left -= moved;
      out.append(", iov_len=").append(Long.toUnsignedString(length)).append('}');
    }
    out.append(']');
    return true;
  }

  /** struct pollfd: descriptor, what is waited for at 4, what happened at 6 of 8. */
  static boolean poll(StringBuilder out, long address, long count, String field, Decoding d) {
    final boolean asked = field.equals("events");
    final int total = (int) Math.min(count & 0xffff_ffffL, 1 << 16);
    final ByteBuffer all = d.block(address, 8 * total);
    if (all == null) {
      return false;
    }
    out.append('[');
    int shown = 0;
    for (int i = 0; i < total; i++) {
      final int descriptor = all.getInt(8 * i);
      final int events = all.getShort(8 * i + (asked ? 4 : 6)) & 0xffff;
      if (!asked && events == 0) {
        continue;
      }
      if (shown == Decoding.SHOWN) {
        out.append(", ...");
        break;
      }
      out.append(shown++ > 0 ? ", {fd=" : "{fd=").append(descriptor);
      if (descriptor >= 0) {
        out.append(", ").append(field).append('=');
        ConstantSet.of("poll").print(out, events);
      }
      out.append('}');
    }
    out.append(']');
    return true;
  }

  /** A set of descriptors below {@code limit}, a bit each in words of 8 bytes (select(2)). */
  static boolean descriptors(StringBuilder out, long address, long limit, Decoding d) {
    final int count = (int) Math.max(0, Math.min((int) limit, 1024));
    final ByteBuffer bits = d.block(address, (count + 63) / 64 * 8);
    if (bits == null || (int) limit < 0) {
      return false;
    }
    out.append('[');
    String separator = "";
    for (int i = 0; i < count; i++) {
      if ((bits.get(i >> 3) >> (i & 7) & 1) != 0) {
        out.append(separator).append(i);
        separator = " ";
      }
    }
    out.append(']');
    return true;
  }

  /** Directory entries, of which the number is shown; an entry's length is at 16. */
  private static boolean entries(StringBuilder out, long address, ArgumentKind kind, Decoding d) {
    final int length = (int) Math.min(d.operand(kind, 0), 1 << 20);
    final ByteBuffer bytes = d.block(address, length);
    if (bytes == null) {
      return false;
    }
    int count = 0;
    int at = 0;
    while (at + 18 <= length && bytes.getShort(at + 16) > 0) {
      at += bytes.getShort(at + 16);
      count++;
    }
    Texts.hex(out, address);
    out.append(" /* ").append(count).append(count == 1 ? " entry */" : " entries */");
    return true;
  }

  private static boolean residency(StringBuilder out, long address, long length, Decoding d) {
    final long pages = Math.min((length + PAGE - 1) / PAGE, 1 << 16);
    final int shown = (int) Math.min(pages, Decoding.SHOWN);
    final byte[] bytes = d.bytes(address, shown);
    if (length < 0 || bytes.length < shown) {
      return false;
    }
    out.append('[');
    for (int i = 0; i < shown; i++) {
      out.append(i > 0 ? ", " : "").append(bytes[i] & 1);
    }
    out.append(pages > shown ? ", ...]" : "]");
    return true;
  }

  private static boolean structs(
      StringBuilder out, long address, String name, long count, Decoding d) {
    final StructLayout layout = StructLayout.of(name);
    final long total = count & 0xffff_ffffL;
    out.append('[');
    for (int i = 0; i < total; i++) {
      if (i == Decoding.SHOWN) {
        out.append(", ...");
        break;
      }
      out.append(i > 0 ? ", " : "");
      if (!MemoryText.struct(out, address + (long) i * layout.size(), layout, d)) {
        return false;
      }
    }
    out.append(']');
    return true;
  }

  private static boolean epollData(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 8);
    if (bytes == null) {
      return false;
    }
    out.append("{u32=").append(Integer.toUnsignedString(bytes.getInt(0)));
    out.append(", u64=").append(Long.toUnsignedString(bytes.getLong(0))).append('}');
    return true;
  }

  private static boolean fileSystem(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 8);
    if (bytes == null) {
      return false;
    }
    out.append("{val=[");
    Texts.hex(out, bytes.getInt(0) & 0xffff_ffffL);
    out.append(", ");
    Texts.hex(out, bytes.getInt(4) & 0xffff_ffffL);
    out.append("]}");
    return true;
  }
}
