package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.ArgumentKinds.InMemory;
import dev.framewalk.emulator.debug.strace.ArgumentKinds.Printer;
import java.nio.ByteBuffer;
import java.util.Map;

/** The structures of calls on processes and threads. */
final class TaskText {
  private static final long CLONE_PIDFD = 0x1000;
  private static final long CLONE_SETTLS = 0x80000;
  private static final long CLONE_PARENT_SETTID = 0x100000;
  private static final long CLONE_CHILD_CLEARTID_OR_SETTID = 0x1200000;

  private TaskText() {}

  static Map<String, Printer> kinds() {
    return Map.ofEntries(
        inMemory("waitstatus", (out, at, kind, d) -> waitStatus(out, at, d)),
        inMemory("cpuset", (out, at, kind, d) -> processors(out, at, d.operand(kind, 0), d)),
        inMemory("cloneargs", (out, at, kind, d) -> cloneArguments(out, at, d)));
  }

  private static Map.Entry<String, Printer> inMemory(String name, InMemory printer) {
    return Map.entry(name, printer);
  }

  /** How a child ended or stopped, which is there only if one did (wait(2)). */
  private static boolean waitStatus(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.result() > 0 ? d.block(address, 4) : null;
    if (bytes == null) {
      return false;
    }
    final int status = bytes.getInt(0);
    final int signal = status & 0x7f;
    out.append("[{");
    if (status == 0xffff) {
      out.append("WIFCONTINUED(s)");
    } else if ((status & 0xff) == 0x7f) {
      out.append("WIFSTOPPED(s) && WSTOPSIG(s) == ").append(SignalText.name(status >> 8 & 0xff));
    } else if (signal != 0) {
      out.append("WIFSIGNALED(s) && WTERMSIG(s) == ").append(SignalText.name(signal));
      out.append((status & 0x80) != 0 ? " && WCOREDUMP(s)" : "");
    } else {
      out.append("WIFEXITED(s) && WEXITSTATUS(s) == ").append(status >> 8 & 0xff);
    }
    out.append("}]");
    return true;
  }

  private static boolean processors(StringBuilder out, long address, long bytes, Decoding d) {
    return bytes >= 0 && FileText.descriptors(out, address, Math.min(bytes, 128) * 8, d);
  }

  /** struct clone_args of clone3(2), at least its first version of 64 bytes. */
  private static boolean cloneArguments(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.operand(SIZE, 0) >= 64 ? d.block(address, 64) : null;
    if (bytes == null) {
      return false;
    }
    final long flags = bytes.getLong(0);
    out.append("{flags=");
    ConstantSet.of("clone3").print(out, flags);
    pointer(out, "pidfd", bytes.getLong(8), flags & CLONE_PIDFD);
    pointer(out, "child_tid", bytes.getLong(16), flags & CLONE_CHILD_CLEARTID_OR_SETTID);
    pointer(out, "parent_tid", bytes.getLong(24), flags & CLONE_PARENT_SETTID);
    out.append(", exit_signal=").append(SignalText.name(bytes.getLong(32)));
    pointer(out, "stack", bytes.getLong(40), 1);
    out.append(", stack_size=");
    Texts.hex(out, bytes.getLong(48));
    pointer(out, "tls", bytes.getLong(56), flags & CLONE_SETTLS);
    out.append('}');
    return true;
  }

  private static final ArgumentKind SIZE = ArgumentKind.parse("cloneargs(size)");

  private static void pointer(StringBuilder out, String name, long value, long when) {
    if (when != 0) {
      out.append(", ").append(name).append('=');
      Texts.address(out, value);
    }
  }

  /** What clone3 has written, behind the arguments: the thread's number. */
  static void cloned(StringBuilder out, long address, Decoding d) {
    final ByteBuffer bytes = d.block(address, 64);
    if (bytes == null || (bytes.getLong(0) & CLONE_PARENT_SETTID) == 0) {
      return;
    }
    final ByteBuffer number = d.block(bytes.getLong(24), 4);
    if (number != null) {
      out.append(" => {parent_tid=[").append(number.getInt(0)).append("]}");
    }
  }
}
