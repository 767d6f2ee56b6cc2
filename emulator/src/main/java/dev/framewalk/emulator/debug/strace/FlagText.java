package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.Plain;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import java.util.Map;
import java.util.Optional;

/** Arguments that are made of several fields. */
final class FlagText {
  private static final long INT_BITS = 0xffff_ffffL;
  private static final int AT_FDCWD = -100;
  private static final long IPC_64 = 0x100;
  private static final int HUGE_SHIFT = 26;
  private static final int FUTEX_PRIVATE_FLAG = 128;
  private static final int FUTEX_CLOCK_REALTIME = 256;

  private FlagText() {}

  static Map<String, Printer> kinds() {
    return Map.ofEntries(
        plain("dirfd", (out, value, kind, decoding) -> directory(out, (int) value)),
        plain("mode", (out, value, kind, decoding) -> Texts.permissions(out, value & 0xffff)),
        plain("typemode", (out, value, kind, decoding) -> fileMode(out, value & 0xffff)),
        plain("dev", (out, value, kind, decoding) -> device(out, value & INT_BITS)),
        plain("sig", (out, value, kind, decoding) -> out.append(SignalText.name(value))),
        plain("openflags", (out, value, kind, decoding) -> open(out, value & INT_BITS)),
        plain("mapflags", (out, value, kind, decoding) -> map(out, value & INT_BITS)),
        plain("cloneflags", (out, value, kind, decoding) -> cloning(out, value)),
        plain(
            "ipcflags",
            (out, value, kind, decoding) -> ipc(out, value & INT_BITS, kind.operand(0))),
        plain(
            "ipccommand",
            (out, value, kind, decoding) -> ipcCommand(out, value & INT_BITS, kind.operand(0))),
        plain("sockettype", (out, value, kind, decoding) -> socketType(out, value & INT_BITS)),
        plain("statxflags", (out, value, kind, decoding) -> statx(out, value & INT_BITS)),
        plain("futexop", (out, value, kind, decoding) -> futex(out, value & INT_BITS)),
        plain("wakeop", (out, value, kind, decoding) -> wakeOperation(out, (int) value)),
        plain("ioctl", (out, value, kind, decoding) -> ioctl(out, value & INT_BITS)),
        plain("memfdflags", (out, value, kind, decoding) -> memoryFile(out, value & INT_BITS)),
        plain("rlim", (out, value, kind, decoding) -> limit(out, value, "RLIM_INFINITY")),
        plain("rlim64", (out, value, kind, decoding) -> limit(out, value, "RLIM64_INFINITY")));
  }

  private static Map.Entry<String, Printer> plain(String name, Plain printer) {
    return Map.entry(name, printer);
  }

  private static void directory(StringBuilder out, int descriptor) {
    if (descriptor == AT_FDCWD) {
      out.append("AT_FDCWD");
    } else {
      out.append(descriptor);
    }
  }

  /** A file's type and permissions: {@code S_IFREG|0644}. */
  static void fileMode(StringBuilder out, long mode) {
    final Optional<String> type = ConstantSet.of("file_type").nameOf(mode & 0xf000);
    if (type.isEmpty()) {
      Texts.permissions(out, mode);
      return;
    }
    out.append(type.get())
        .append((mode & 04000) != 0 ? "|S_ISUID" : "")
        .append((mode & 02000) != 0 ? "|S_ISGID" : "")
        .append((mode & 01000) != 0 ? "|S_ISVTX" : "")
        .append('|');
    Texts.permissions(out, mode & 0777);
  }

  /** A device's numbers, of which the minor's upper bits lie above the major (makedev(3)). */
  static void device(StringBuilder out, long device) {
    out.append("makedev(");
    Texts.hex(out, device >>> 8 & 0xfff | device >>> 32 & 0xffff_f000L);
    out.append(", ");
    Texts.hex(out, device & 0xff | device >>> 12 & 0xffff_ff00L);
    out.append(')');
  }

  /** The flags of open(2), of which two bits are the access mode. */
  static void open(StringBuilder out, long flags) {
    out.append(ConstantSet.of("open_access").nameOf(flags & 3).orElseThrow());
    more(out, ConstantSet.of("open"), flags & ~3);
  }

  /** Appends flags behind others; what has no name is a number. */
  private static void more(StringBuilder out, ConstantSet set, long flags) {
    if (flags == 0) {
      return;
    }
    out.append('|');
    final long left = set.printBits(out, flags);
    if (left != 0) {
      out.append(left == flags ? "" : "|");
      Texts.hex(out, left);
    }
  }

  private static void map(StringBuilder out, long flags) {
    final long huge = flags >>> HUGE_SHIFT & 0x3f;
    ConstantSet.of("map_type").print(out, flags & 0xf);
    more(out, ConstantSet.of("map"), flags & ~0xfL & ~(0x3fL << HUGE_SHIFT));
    if (huge != 0) {
      out.append('|').append(huge).append("<<MAP_HUGE_SHIFT");
    }
  }

  private static void cloning(StringBuilder out, long flags) {
    final long signal = flags & 0xff;
    final long rest = flags & ~0xffL;
    if (rest != 0 || signal == 0) {
      ConstantSet.of("clone").print(out, rest);
      out.append(signal == 0 ? "" : "|");
    }
    if (signal != 0) {
      out.append(SignalText.name(signal));
    }
  }

  /** A command of shmctl and its like, with the bit that asks for 64-bit structures. */
  private static void ipcCommand(StringBuilder out, long command, String set) {
    out.append((command & IPC_64) != 0 ? "IPC_64|" : "");
    ConstantSet.of(set).print(out, command & ~IPC_64);
  }

  private static void memoryFile(StringBuilder out, long flags) {
    final long huge = flags >>> HUGE_SHIFT;
    final long rest = flags & ~(0x3fL << HUGE_SHIFT);
    ConstantSet.of("memfd").print(out, rest);
    out.append(huge == 0 ? "" : "|" + huge + "<<MFD_HUGE_SHIFT");
  }

  private static void ipc(StringBuilder out, long flags, String set) {
    final long rest = flags & ~0777L;
    final boolean huge = set.equals("shmget");
    final long shift = huge ? rest >>> HUGE_SHIFT : 0;
    final long named = huge ? rest & ~(0x3fL << HUGE_SHIFT) : rest;
    if (named != 0) {
      final long left = ConstantSet.of(set).printBits(out, named);
      if (left != 0) {
        out.append(left == named ? "" : "|");
        Texts.hex(out, left);
      }
      // As strace has it, which puts no bar behind a number alone.
      out.append(left == named ? "" : "|");
    }
    if (shift != 0) {
      out.append(shift).append("<<SHM_HUGE_SHIFT|");
    }
    Texts.permissions(out, flags & 0777);
  }

  private static void socketType(StringBuilder out, long type) {
    final Optional<String> name = ConstantSet.of("socket_type").nameOf(type & 0xf);
    final ConstantSet flags = ConstantSet.of("socket_flags");
    if (name.isEmpty()) {
      flags.print(out, type);
      return;
    }
    out.append(name.get());
    if ((type & ~0xf) != 0) {
      out.append('|');
      flags.print(out, type & ~0xf);
    }
  }

  private static void statx(StringBuilder out, long flags) {
    final long sync = flags & 0x6000;
    if (sync == 0) {
      out.append("AT_STATX_SYNC_AS_STAT");
    } else {
      ConstantSet.of("statx_flags").print(out, sync);
    }
    more(out, ConstantSet.of("at"), flags & ~0x6000);
  }

  private static void futex(StringBuilder out, long operation) {
    final Optional<String> name =
        ConstantSet.of("futex")
            .nameOf(operation & ~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME) & INT_BITS);
    if (name.isEmpty()) {
      Texts.hex(out, operation);
      out.append(" /* FUTEX_??? */");
      return;
    }
    out.append(name.get())
        .append((operation & FUTEX_PRIVATE_FLAG) != 0 ? "_PRIVATE" : "")
        .append((operation & FUTEX_CLOCK_REALTIME) != 0 ? "|FUTEX_CLOCK_REALTIME" : "");
  }

  /** FUTEX_WAKE_OP's encoded operation: 4 bits each of operation and comparison, 12 of operands. */
  private static void wakeOperation(StringBuilder out, int value) {
    final int operation = value >>> 28;
    if ((operation & 8) != 0) {
      out.append("FUTEX_OP_OPARG_SHIFT<<28|");
    }
    out.append(ConstantSet.of("futex_op").nameOf(operation & 7).orElse("0x" + (operation & 7)));
    out.append("<<28|");
    Texts.hex(out, value >>> 12 & 0xfff);
    out.append("<<12|");
    out.append(ConstantSet.of("futex_cmp").nameOf(value >>> 24 & 0xf).orElse("FUTEX_OP_CMP_???"));
    out.append("<<24|");
    Texts.hex(out, value & 0xfff);
  }

  /** A request of ioctl(2): its name, or its fields (include/uapi/asm-generic/ioctl.h). */
  private static void ioctl(StringBuilder out, long request) {
    final Optional<String> name = ConstantSet.of("ioctl").nameOf(request);
    if (name.isPresent()) {
      out.append(name.get());
      return;
    }
    out.append("_IOC(");
    out.append(
        switch ((int) (request >>> 30)) {
          case 0 -> "_IOC_NONE";
          case 1 -> "_IOC_WRITE";
          case 2 -> "_IOC_READ";
          default -> "_IOC_READ|_IOC_WRITE";
        });
    out.append(", ");
    Texts.hex(out, request >>> 8 & 0xff);
    out.append(", ");
    Texts.hex(out, request & 0xff);
    out.append(", ");
    Texts.hex(out, request >>> 16 & 0x3fff);
    out.append(')');
  }

  private static void limit(StringBuilder out, long value, String infinity) {
    if (value == -1) {
      out.append(infinity);
    } else if (Long.compareUnsigned(value, 1024) > 0 && (value & 1023) == 0) {
      out.append(value >>> 10).append("*1024");
    } else {
      out.append(Long.toUnsignedString(value));
    }
  }
}
