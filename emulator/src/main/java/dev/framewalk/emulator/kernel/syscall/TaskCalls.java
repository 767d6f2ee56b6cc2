package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.ProcessSettings;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import java.nio.charset.StandardCharsets;

/** What a task says of itself, and its thread-local storage. */
final class TaskCalls {
  private static final int ARCH_SET_GS = 0x1001;
  private static final int ARCH_SET_FS = 0x1002;
  private static final int ARCH_GET_FS = 0x1003;
  private static final int ARCH_GET_GS = 0x1004;

  private static final int PR_SET_PDEATHSIG = 1;
  private static final int PR_GET_PDEATHSIG = 2;
  private static final int PR_GET_DUMPABLE = 3;
  private static final int PR_SET_DUMPABLE = 4;
  private static final int PR_SET_NAME = 15;
  private static final int PR_GET_NAME = 16;
  private static final int PR_GET_TIMERSLACK = 30;
  private static final int PR_SET_NO_NEW_PRIVS = 38;
  private static final int PR_GET_NO_NEW_PRIVS = 39;

  /** Bytes of a task's name with its NUL (TASK_COMM_LEN). */
  private static final int NAME_BYTES = 16;

  private static final int SIGNAL_MAX = 64;

  /** Nanoseconds by which a sleep may be longer than asked: Linux's default. */
  private static final long TIMER_SLACK = 50_000;

  /** What personality(2) is asked with to change nothing. */
  private static final int ONLY_TELL = -1;

  private TaskCalls() {}

  /** FS and GS may point to any address of the user half, mapped or not. */
  static SyscallResult archPrctl(Task caller, SyscallRequest request) throws ErrnoException {
    final long address = request.a1();
    switch ((int) request.a0()) {
      case ARCH_SET_FS -> setBase(caller, UserRegister.FS_BASE, address);
      case ARCH_SET_GS -> setBase(caller, UserRegister.GS_BASE, address);
      case ARCH_GET_FS ->
          caller.memory().writeLong(address, caller.registers().get(UserRegister.FS_BASE));
      case ARCH_GET_GS ->
          caller.memory().writeLong(address, caller.registers().get(UserRegister.GS_BASE));
      default ->
          throw new ErrnoException(
              Errno.EINVAL, "arch_prctl: code=0x" + Integer.toHexString((int) request.a0()));
    }
    return SyscallResult.zero();
  }

  private static void setBase(Task caller, UserRegister register, long address)
      throws ErrnoException {
    if (address < 0 || address >= AddressSpace.END) {
      throw new ErrnoException(
          Errno.EPERM, "outside the user half: address=0x" + Long.toHexString(address));
    }
    caller.registers().set(register, address);
  }

  static SyscallResult gettid(Task caller, SyscallRequest request) {
    return SyscallResult.of(caller.tid());
  }

  static SyscallResult setTidAddress(Task caller, SyscallRequest request) {
    caller.setClearChildTid(request.a0());
    return SyscallResult.of(caller.tid());
  }

  static SyscallResult prctl(Task caller, SyscallRequest request) throws ErrnoException {
    final ProcessSettings settings = caller.process().settings();
    final long argument = request.a1();
    switch ((int) request.a0()) {
      case PR_SET_PDEATHSIG -> {
        require(argument >= 0 && argument <= SIGNAL_MAX, request);
        settings.setParentDeathSignal((int) argument);
      }
      case PR_GET_PDEATHSIG -> caller.memory().writeInt(argument, settings.parentDeathSignal());
      case PR_GET_DUMPABLE -> {
        return SyscallResult.of(settings.dumpable() ? 1 : 0);
      }
      case PR_SET_DUMPABLE -> {
        require(argument == 0 || argument == 1, request);
        settings.setDumpable(argument == 1);
      }
      case PR_SET_NAME -> setName(caller, argument);
      case PR_GET_NAME -> getName(caller, argument);
      case PR_GET_TIMERSLACK -> {
        return SyscallResult.of(TIMER_SLACK);
      }
      case PR_SET_NO_NEW_PRIVS -> {
        require(argument == 1 && noneBehind(request), request);
        settings.forbidNewPrivileges();
      }
      case PR_GET_NO_NEW_PRIVS -> {
        require(argument == 0 && noneBehind(request), request);
        return SyscallResult.of(settings.noNewPrivileges() ? 1 : 0);
      }
      default -> require(false, request);
    }
    return SyscallResult.zero();
  }

  private static boolean noneBehind(SyscallRequest request) {
    return request.a2() == 0 && request.a3() == 0 && request.a4() == 0;
  }

  private static void require(boolean valid, SyscallRequest request) throws ErrnoException {
    if (!valid) {
      throw new ErrnoException(
          Errno.EINVAL, "prctl: option=" + (int) request.a0() + ", argument=" + request.a1());
    }
  }

  /** Up to 15 bytes; what is longer is cut. */
  private static void setName(Task caller, long address) throws ErrnoException {
    final byte[] bytes = new byte[NAME_BYTES - 1];
    int length = 0;
    while (length < bytes.length) {
      caller.memory().copyIn(address + length, bytes, length, 1);
      if (bytes[length] == 0) {
        break;
      }
      length++;
    }
    caller.setName(new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
  }

  private static void getName(Task caller, long address) throws ErrnoException {
    final byte[] name = caller.name().getBytes(StandardCharsets.ISO_8859_1);
    final byte[] bytes = new byte[NAME_BYTES];
    System.arraycopy(name, 0, bytes, 0, Math.min(name.length, NAME_BYTES - 1));
    caller.memory().copyOut(address, bytes, 0, NAME_BYTES);
  }

  static SyscallResult personality(Task caller, SyscallRequest request) {
    final ProcessSettings settings = caller.process().settings();
    final int old = settings.personality();
    if ((int) request.a0() != ONLY_TELL) {
      settings.setPersonality((int) request.a0());
    }
    return SyscallResult.of(Integer.toUnsignedLong(old));
  }
}
