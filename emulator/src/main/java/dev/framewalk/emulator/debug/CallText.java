package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.syscall.Arg;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.List;

/**
 * System calls as text, the way strace writes them: {@code openat(AT_FDCWD, "/dev/shm/ring",
 * O_RDWR|O_CREAT, 0600)}. What each argument is stands in the rows of the {@link SyscallTable}.
 */
final class CallText {
  /** Bytes of a buffer or path that are shown. */
  private static final int SHOWN_BYTES = 64;

  private static final int AT_FDCWD = -100;
  private static final int O_CREAT = 0100;

  /** Linux's largest errno: results from -4095 on are refusals (System V ABI AMD64, A.2.1). */
  private static final long MAX_ERRNO = 4095;

  /** A bit or field of a flag argument (open(2), mmap(2), msync(2)). */
  private record Flag(String name, long mask, long value) {
    static Flag bit(String name, long bit) {
      return new Flag(name, bit, bit);
    }
  }

  private static final List<Flag> OPEN_FLAGS =
      List.of(
          new Flag("O_RDONLY", 3, 0),
          new Flag("O_WRONLY", 3, 1),
          new Flag("O_RDWR", 3, 2),
          Flag.bit("O_CREAT", 0100),
          Flag.bit("O_EXCL", 0200),
          Flag.bit("O_NOCTTY", 0400),
          Flag.bit("O_TRUNC", 01000),
          Flag.bit("O_APPEND", 02000),
          Flag.bit("O_NONBLOCK", 04000),
          Flag.bit("O_DIRECTORY", 0200000),
          Flag.bit("O_NOFOLLOW", 0400000),
          Flag.bit("O_CLOEXEC", 02000000));

  private static final List<Flag> PROTECTION =
      List.of(
          new Flag("PROT_NONE", -1, 0),
          Flag.bit("PROT_READ", 1),
          Flag.bit("PROT_WRITE", 2),
          Flag.bit("PROT_EXEC", 4));

  private static final List<Flag> MAP_FLAGS =
      List.of(
          new Flag("MAP_SHARED", 0xf, 1),
          new Flag("MAP_PRIVATE", 0xf, 2),
          new Flag("MAP_SHARED_VALIDATE", 0xf, 3),
          Flag.bit("MAP_FIXED", 0x10),
          Flag.bit("MAP_ANONYMOUS", 0x20),
          Flag.bit("MAP_GROWSDOWN", 0x100),
          Flag.bit("MAP_NORESERVE", 0x4000),
          Flag.bit("MAP_POPULATE", 0x8000),
          Flag.bit("MAP_STACK", 0x20000),
          Flag.bit("MAP_HUGETLB", 0x40000),
          Flag.bit("MAP_FIXED_NOREPLACE", 0x100000));

  private static final List<Flag> SYNC_FLAGS =
      List.of(Flag.bit("MS_ASYNC", 1), Flag.bit("MS_INVALIDATE", 2), Flag.bit("MS_SYNC", 4));

  private final SyscallTable table;
  private final GuestView view;

  CallText(SyscallTable table, PhysicalMemory memory) {
    this.table = table;
    this.view = new GuestView(memory);
  }

  /** The call with its arguments, after it was served. */
  String call(Process process, SyscallRequest request, long result) {
    final SyscallRow row = table.row(request.number()).orElse(null);
    if (row == null) {
      return "number " + request.number();
    }
    final StringBuilder text = new StringBuilder(64).append(row.name()).append('(');
    for (int i = 0; i < row.arguments().size(); i++) {
      if (row.arguments().get(i) == Arg.MODE && !creates(row, request)) {
        break; // not looked at then (open(2))
      }
      if (i > 0) {
        text.append(", ");
      }
      argument(text, process, row, i, request, result);
    }
    return text.append(')').toString();
  }

  /** A result: a number, an address of a call that gives one, or the name of an errno. */
  String result(SyscallRequest request, long result) {
    if (result < 0 && result >= -MAX_ERRNO) {
      for (final Errno errno : Errno.values()) {
        if (errno.number() == -result) {
          return errno.name();
        }
      }
    }
    final boolean address =
        table.row(request.number()).filter(row -> row.name().equals("mmap")).isPresent();
    return address ? hex(result) : Long.toString(result);
  }

  private void argument(
      StringBuilder text,
      Process process,
      SyscallRow row,
      int index,
      SyscallRequest request,
      long result) {
    final long value = request.argument(index);
    final Arg kind = row.arguments().get(index);
    switch (kind) {
      case INT, DESCRIPTOR -> text.append((int) value);
      case SIZE -> text.append(Long.toUnsignedString(value));
      case OFFSET -> text.append(value);
      case ADDRESS -> text.append(hex(value));
      case DIRECTORY_DESCRIPTOR ->
          text.append((int) value == AT_FDCWD ? "AT_FDCWD" : Integer.toString((int) value));
      case PATH -> path(text, process, value);
      case OPEN_FLAGS -> flags(text, OPEN_FLAGS, (int) value & 0xffff_ffffL);
      case MODE -> text.append('0').append(Integer.toOctalString((int) value));
      case PROTECTION -> flags(text, PROTECTION, value);
      case MAP_FLAGS -> flags(text, MAP_FLAGS, (int) value & 0xffff_ffffL);
      case SYNC_FLAGS -> flags(text, SYNC_FLAGS, (int) value & 0xffff_ffffL);
      case BUFFER -> buffer(text, process, value, result);
    }
  }

  private static boolean creates(SyscallRow row, SyscallRequest request) {
    final int flags = row.arguments().indexOf(Arg.OPEN_FLAGS);
    return flags < 0 || (request.argument(flags) & O_CREAT) != 0;
  }

  /** A buffer's bytes, as many as the call moved; its address when it moved none. */
  private void buffer(StringBuilder text, Process process, long address, long moved) {
    if (moved <= 0) {
      text.append(hex(address));
      return;
    }
    final byte[] bytes = view.read(process, address, (int) Math.min(moved, SHOWN_BYTES));
    quote(text, bytes, bytes.length);
    if (moved > bytes.length) {
      text.append("...");
    }
  }

  private void path(StringBuilder text, Process process, long address) {
    final byte[] bytes = view.read(process, address, 4 * SHOWN_BYTES);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    if (bytes.length == 0) {
      text.append(hex(address));
      return;
    }
    quote(text, bytes, length);
    if (length == bytes.length) {
      text.append("...");
    }
  }

  /** As a C string, everything but printable ASCII escaped, so that a line stays a line. */
  private static void quote(StringBuilder text, byte[] bytes, int length) {
    text.append('"');
    for (int i = 0; i < length; i++) {
      final byte b = bytes[i];
      switch (b) {
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\r' -> text.append("\\r");
        case '"', '\\' -> text.append('\\').append((char) b);
        default -> {
          if (b >= ' ' && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append("\\x").append(Character.forDigit(b >> 4 & 0xf, 16));
            text.append(Character.forDigit(b & 0xf, 16));
          }
        }
      }
    }
    text.append('"');
  }

  private static void flags(StringBuilder text, List<Flag> names, long value) {
    long left = value;
    boolean any = false;
    for (final Flag flag : names) {
      if ((value & flag.mask) == flag.value) {
        text.append(any ? "|" : "").append(flag.name);
        left &= ~flag.value;
        any = true;
      }
    }
    if (left != 0 || !any) {
      text.append(any ? "|" : "").append(hex(left));
    }
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
