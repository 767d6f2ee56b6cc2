package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.InMemory;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import java.nio.ByteBuffer;
import java.util.Map;

/** Signals, sets of them, what is done about them and what comes with them. */
final class SignalText {
  private static final int SIGRTMIN = 32;
  private static final int SIGNALS = 64;

  /** From so many signals on a set is shown by those that are not in it. */
  private static final int MOST = SIGNALS * 2 / 3;

  private static final int SA_RESTORER = 0x0400_0000;
  private static final int SI_KERNEL = 128;
  private static final int SI_TIMER = -2;
  private static final int SI_USER = 0;
  private static final int SI_TKILL = -6;

  private SignalText() {}

  static Map<String, Printer> kinds() {
    return Map.ofEntries(
        inMemory("sigset", (out, at, kind, d) -> set(out, at, d.operand(kind, 0), d)),
        inMemory("sigmaskarg", (out, at, kind, d) -> setAndSize(out, at, d)),
        inMemory("sigframe", (out, at, kind, d) -> frame(out, at, d)),
        inMemory("sigaction", (out, at, kind, d) -> action(out, at, d)),
        inMemory("siginfo", (out, at, kind, d) -> info(out, at, d)),
        inMemory("sigevent", (out, at, kind, d) -> event(out, at, d)));
  }

  private static Map.Entry<String, Printer> inMemory(String name, InMemory printer) {
    return Map.entry(name, printer);
  }

  /** {@code SIGSEGV}, {@code SIGRT_1}, or the number. */
  static String name(long value) {
    final int signal = (int) value;
    if (signal >= SIGRTMIN && signal <= SIGNALS) {
      return signal == SIGRTMIN ? "SIGRTMIN" : "SIGRT_" + (signal - SIGRTMIN);
    }
    return ConstantSet.of("signal").nameOf(signal).orElse(Integer.toString(signal));
  }

  /** A set of signals, without SIG: {@code [INT CHLD]}, or {@code ~[KILL]} for all but one. */
  static void set(StringBuilder out, long bits) {
    final boolean inverted = Long.bitCount(bits) >= MOST;
    final long shown = inverted ? ~bits : bits;
    out.append(inverted ? "~[" : "[");
    String separator = "";
    for (int signal = 1; signal <= SIGNALS; signal++) {
      if ((shown >>> (signal - 1) & 1) != 0) {
        out.append(separator).append(name(signal), 3, name(signal).length());
        separator = " ";
      }
    }
    out.append(']');
  }

  private static boolean set(StringBuilder out, long address, long size, Decoding d) {
    final ByteBuffer bits = size == 8 ? d.block(address, 8) : null;
    if (bits == null) {
      return false;
    }
    set(out, bits.getLong(0));
    return true;
  }

  /** A signal's frame, at whose front is the ucontext_t with the mask at 296 (rt_sigreturn(2)). */
  private static boolean frame(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bits = d.block(address + 296, 8);
    if (bits == null) {
      return false;
    }
    out.append("{mask=");
    set(out, bits.getLong(0));
    out.append('}');
    return true;
  }

  /** The sixth argument of pselect6: a pointer to a set, and its size. */
  private static boolean setAndSize(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 16);
    if (bytes == null) {
      return false;
    }
    out.append("{sigmask=");
    final long at = bytes.getLong(0);
    if (at == 0 || !set(out, at, bytes.getLong(8), d)) {
      Texts.address(out, at);
    }
    out.append(", sigsetsize=").append(Long.toUnsignedString(bytes.getLong(8))).append('}');
    return true;
  }

  /** The kernel's struct sigaction: handler, flags at 8, restorer at 16, mask at 24 of 32. */
  private static boolean action(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 32);
    if (bytes == null) {
      return false;
    }
    final long handler = bytes.getLong(0);
    out.append("{sa_handler=");
    if (handler >= -1 && handler <= 1) {
      out.append(handler < 0 ? "SIG_ERR" : handler == 0 ? "SIG_DFL" : "SIG_IGN");
    } else {
      Texts.hex(out, handler);
    }
    out.append(", sa_mask=");
    set(out, bytes.getLong(24));
    final long flags = bytes.getLong(8);
    out.append(", sa_flags=");
    ConstantSet.of("sigaction").print(out, flags);
    if ((flags & SA_RESTORER) != 0) {
      out.append(", sa_restorer=");
      Texts.address(out, bytes.getLong(16));
    }
    out.append('}');
    return true;
  }

  /** siginfo_t: signal, code at 8, and from 16 on what the signal and its code say. */
  private static boolean info(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 128);
    if (bytes == null) {
      return false;
    }
    info(out, bytes);
    return true;
  }

  /** Writes a siginfo_t of 128 bytes. */
  static void info(StringBuilder out, ByteBuffer bytes) {
    final int signal = bytes.getInt(0);
    final int error = bytes.getInt(4);
    final int code = bytes.getInt(8);
    if (signal == 0) {
      out.append("{}");
      return;
    }
    out.append("{si_signo=").append(name(signal)).append(", si_code=");
    code(out, signal, code);
    if (error != 0) {
      out.append(", si_errno=")
          .append(ErrnoText.of(-error).map(ErrnoText.Row::name).orElse(Integer.toString(error)));
    }
    switch (code) {
      case SI_USER, SI_TKILL -> sender(out, bytes);
      case SI_TIMER -> {
        out.append(", si_timerid=").append("0x").append(Integer.toHexString(bytes.getInt(16)));
        out.append(", si_overrun=").append(bytes.getInt(20));
        value(out, bytes);
      }
      default -> {
        if (code < 0) {
          sender(out, bytes);
          value(out, bytes);
        } else {
          cause(out, signal, code, bytes);
        }
      }
    }
    out.append('}');
  }

  /** What the kernel says of a signal that it sent of its own. */
  private static void cause(StringBuilder out, int signal, int code, ByteBuffer bytes) {
    switch (name(signal)) {
      case "SIGCHLD" -> {
        sender(out, bytes);
        final boolean exited = code == 1;
        out.append(", si_status=")
            .append(exited ? Integer.toString(bytes.getInt(24)) : name(bytes.getInt(24)));
        out.append(", si_utime=").append(bytes.getLong(32));
        out.append(", si_stime=").append(bytes.getLong(40));
      }
      case "SIGILL", "SIGFPE", "SIGSEGV", "SIGBUS" -> {
        out.append(", si_addr=");
        Texts.address(out, bytes.getLong(16));
      }
      case "SIGTRAP" -> {
        if (code != SI_KERNEL) {
          out.append(", si_addr=");
          Texts.address(out, bytes.getLong(16));
        }
      }
      default -> {
        if (code != SI_KERNEL) {
          sender(out, bytes);
        }
      }
    }
  }

  private static void code(StringBuilder out, int signal, int code) {
    final String own =
        switch (name(signal)) {
          case "SIGILL" -> "si_ill";
          case "SIGFPE" -> "si_fpe";
          case "SIGSEGV" -> "si_segv";
          case "SIGBUS" -> "si_bus";
          case "SIGTRAP" -> "si_trap";
          case "SIGCHLD" -> "si_chld";
          default -> "si_code";
        };
    final ConstantSet general = ConstantSet.of("si_code");
    if (general.nameOf(code).isPresent()) {
      general.print32(out, code);
    } else {
      ConstantSet.of(own).print32(out, code);
    }
  }

  private static void sender(StringBuilder out, ByteBuffer bytes) {
    out.append(", si_pid=").append(bytes.getInt(16));
    out.append(", si_uid=").append(bytes.getInt(20));
  }

  private static void value(StringBuilder out, ByteBuffer bytes) {
    out.append(", si_int=").append(bytes.getInt(24)).append(", si_ptr=");
    Texts.address(out, bytes.getLong(24));
  }

  /** struct sigevent: value, signal at 8, what to do at 12, thread at 16 of 64. */
  private static boolean event(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 64);
    if (bytes == null) {
      return false;
    }
    final int notify = bytes.getInt(12);
    out.append("{sigev_value={sival_int=").append(bytes.getInt(0)).append(", sival_ptr=");
    Texts.address(out, bytes.getLong(0));
    out.append("}, sigev_signo=").append(name(bytes.getInt(8))).append(", sigev_notify=");
    ConstantSet.of("sigev").print32(out, notify);
    if (notify == 4) {
      out.append(", sigev_notify_thread_id=").append(bytes.getInt(16));
    }
    out.append('}');
    return true;
  }
}
