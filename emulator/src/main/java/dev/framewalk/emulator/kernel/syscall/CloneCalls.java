package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_CLEAR_SIGHAND;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_FILES;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_FS;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_PARENT;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_SIGHAND;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_THREAD;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_VFORK;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_VM;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.CloneRequest;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;

/** Calls that make tasks: fork(2), vfork(2), clone(2), clone3(2). */
final class CloneCalls {
  private static final int SIGCHLD = 17;
  private static final int SIGNAL_MAX = 64;
  private static final long CSIGNAL = 0xff;

  /** Without a meaning since Linux 2.6, and refused by clone3. */
  private static final long CLONE_DETACHED = 0x400000;

  /** A descriptor for the child (CLONE_PIDFD) and namespaces, which there are none of here. */
  private static final long NOT_HERE = 0x1000 | 0x20000 | 0x02000000 | 0x7c000000L;

  /** CLONE_NEWTIME and CLONE_INTO_CGROUP of clone3. */
  private static final long NOT_HERE_EITHER = 0x80 | 0x200000000L;

  /** First and largest size of struct clone_args (Linux include/uapi/linux/sched.h). */
  private static final int CLONE_ARGS_MIN = 64;

  private static final int CLONE_ARGS_BYTES = 88;

  private final Kernel kernel;

  CloneCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  SyscallResult fork(Task caller, SyscallRequest request) throws ErrnoException {
    return kernel.clone(caller, new CloneRequest(0, SIGCHLD, 0, 0, 0, 0));
  }

  SyscallResult vfork(Task caller, SyscallRequest request) throws ErrnoException {
    return kernel.clone(caller, new CloneRequest(CLONE_VFORK | CLONE_VM, SIGCHLD, 0, 0, 0, 0));
  }

  SyscallResult clone(Task caller, SyscallRequest request) throws ErrnoException {
    // The flags of the old call are 32 bits (Linux kernel/fork.c, lower_32_bits).
    final long flags = request.a0() & 0xffff_ffffL & ~CSIGNAL;
    check(flags);
    return kernel.clone(
        caller,
        new CloneRequest(
            flags,
            (int) (request.a0() & CSIGNAL),
            request.a1(),
            request.a2(),
            request.a3(),
            request.a4()));
  }

  SyscallResult clone3(Task caller, SyscallRequest request) throws ErrnoException {
    final long[] words = readArguments(caller.memory(), request.a0(), request.a1());
    final long flags = words[0];
    final long exitSignal = words[4];
    final long stack = words[5];
    final long stackBytes = words[6];
    if ((flags & (CLONE_DETACHED | CSIGNAL & ~0x80)) != 0 || (flags & NOT_HERE_EITHER) != 0) {
      throw invalid("flags", flags);
    }
    if ((flags >>> 34) != 0) {
      throw invalid("flags", flags);
    }
    if ((flags & (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND)) == (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND)) {
      throw invalid("CLONE_SIGHAND with CLONE_CLEAR_SIGHAND", flags);
    }
    if (exitSignal < 0 || exitSignal > SIGNAL_MAX) {
      throw invalid("exit signal", exitSignal);
    }
    if ((flags & (CLONE_THREAD | CLONE_PARENT)) != 0 && exitSignal != 0) {
      throw invalid("exit signal of a thread", exitSignal);
    }
    if ((stack == 0) != (stackBytes == 0)
        || stack < 0
        || stackBytes < 0
        || stack > AddressSpace.END - stackBytes) {
      throw invalid("stack", stack);
    }
    if (words[8] != 0 || words[9] != 0) {
      throw invalid("set_tid: numbers are given out here", words[9]);
    }
    check(flags);
    return kernel.clone(
        caller,
        new CloneRequest(
            flags, (int) exitSignal, stack + stackBytes, words[3], words[2], words[7]));
  }

  private static long[] readArguments(UserMemory memory, long address, long size)
      throws ErrnoException {
    if (size > 4096) {
      throw new ErrnoException(Errno.E2BIG, "clone_args: size=" + size);
    }
    if (size < CLONE_ARGS_MIN) {
      throw invalid("size", size);
    }
    final byte[] bytes = new byte[(int) size];
    memory.copyIn(address, bytes, 0, bytes.length);
    for (int i = CLONE_ARGS_BYTES; i < bytes.length; i++) {
      if (bytes[i] != 0) {
        throw new ErrnoException(Errno.E2BIG, "clone_args: unknown field at " + i);
      }
    }
    final long[] words = new long[CLONE_ARGS_BYTES / 8];
    for (int i = 0; i < 8 * words.length && i < bytes.length; i++) {
      words[i / 8] |= (bytes[i] & 0xffL) << (8 * (i % 8));
    }
    return words;
  }

  /** Linux kernel/fork.c, copy_process. */
  private static void check(long flags) throws ErrnoException {
    if ((flags & NOT_HERE) != 0) {
      throw invalid("no namespaces and no pidfd here: flags", flags);
    }
    if ((flags & CLONE_THREAD) != 0 && (flags & CLONE_SIGHAND) == 0
        || (flags & CLONE_SIGHAND) != 0 && (flags & CLONE_VM) == 0) {
      throw invalid("CLONE_THREAD needs CLONE_SIGHAND needs CLONE_VM: flags", flags);
    }
    if ((flags & CLONE_THREAD) != 0
        && (flags & (CLONE_FS | CLONE_FILES)) != (CLONE_FS | CLONE_FILES)) {
      throw invalid("threads share descriptors and directories here: flags", flags);
    }
  }

  private static ErrnoException invalid(String what, long value) {
    return new ErrnoException(
        Errno.EINVAL, "clone: " + what + ", value=0x" + Long.toHexString(value));
  }
}
