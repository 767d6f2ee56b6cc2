package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.pagetable.addr.PhysFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** What a program asks of the machine: what it is, what it has, and random bytes. */
final class SystemCalls {
  /** Bytes of each of the six strings of struct utsname. */
  private static final int NAME_BYTES = 65;

  /** What uname(2) says. The release is of a Linux whose calls these are, and says whose. */
  private static final String[] NAMES = {
    "Linux", "framewalk", "6.1.0-framewalk", "#1 Framewalk", "x86_64", "(none)"
  };

  /** Bytes of struct sysinfo. */
  private static final int INFO_BYTES = 112;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final int GRND_NONBLOCK = 1;
  private static final int GRND_RANDOM = 2;
  private static final int GRND_INSECURE = 4;

  /** Bytes that are made at a time. */
  private static final int CHUNK = 4096;

  private static final int CAPABILITY_VERSION_1 = 0x1998_0330;
  private static final int CAPABILITY_VERSION_2 = 0x2007_1026;
  private static final int CAPABILITY_VERSION_3 = 0x2008_0522;

  /** CAP_CHOWN, 0, to CAP_CHECKPOINT_RESTORE, 40. */
  private static final long ALL_CAPABILITIES = (1L << 41) - 1;

  private final Kernel kernel;

  SystemCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  static SyscallResult uname(Task caller, SyscallRequest request) throws ErrnoException {
    final byte[] bytes = new byte[NAMES.length * NAME_BYTES];
    for (int i = 0; i < NAMES.length; i++) {
      final byte[] name = NAMES[i].getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(name, 0, bytes, i * NAME_BYTES, name.length);
    }
    caller.memory().copyOut(request.a0(), bytes, 0, bytes.length);
    return SyscallResult.zero();
  }

  SyscallResult sysinfo(Task caller, SyscallRequest request) throws ErrnoException {
    final ByteBuffer info = ByteBuffer.allocate(INFO_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    final long free = kernel.frames().available();
    final long all = free + kernel.frames().used();
    info.putLong(0, kernel.clock().nanos() / NANOS_PER_SECOND);
    info.putLong(32, all * PhysFrame.BYTES);
    info.putLong(40, free * PhysFrame.BYTES);
    info.putShort(80, (short) kernel.liveProcesses());
    info.putInt(104, 1);
    caller.memory().copyOut(request.a0(), info.array(), 0, INFO_BYTES);
    return SyscallResult.zero();
  }

  SyscallResult getrandom(Task caller, SyscallRequest request) throws ErrnoException {
    final int flags = (int) request.a2();
    if ((flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) != 0
        || (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE)) {
      throw new ErrnoException(Errno.EINVAL, "getrandom: flags=" + flags);
    }
    final long address = request.a0();
    final long wanted =
        Long.compareUnsigned(request.a1(), Integer.MAX_VALUE) > 0
            ? Integer.MAX_VALUE
            : request.a1();
    final byte[] bytes = new byte[(int) Math.min(CHUNK, wanted)];
    long done = 0;
    while (done < wanted) {
      final int part = (int) Math.min(CHUNK, wanted - done);
      fill(bytes, part);
      final int got = caller.memory().copyOutSome(address + done, bytes, 0, part);
      done += got;
      if (got < part) {
        break;
      }
    }
    if (done == 0 && wanted > 0) {
      throw new ErrnoException(
          Errno.EFAULT, "not writable: address=0x" + Long.toHexString(address));
    }
    return SyscallResult.of(done);
  }

  private void fill(byte[] bytes, int length) {
    long word = 0;
    for (int i = 0; i < length; i++) {
      if ((i & 7) == 0) {
        word = kernel.random().nextLong();
      }
      bytes[i] = (byte) word;
      word >>>= 8;
    }
  }

  /** The superuser has every capability, others have none. */
  SyscallResult capget(Task caller, SyscallRequest request) throws ErrnoException {
    final UserMemory memory = caller.memory();
    final int words = capabilityWords(memory, request);
    if (words == 0) {
      return SyscallResult.zero();
    }
    final int pid = memory.readInt(request.a0() + 4);
    if (pid < 0) {
      throw new ErrnoException(Errno.EINVAL, "capget: pid=" + pid);
    }
    final Task task =
        pid == 0
            ? caller
            : kernel
                .task(pid)
                .orElseThrow(() -> new ErrnoException(Errno.ESRCH, "no task: tid=" + pid));
    final long has = capabilities(task);
    if (request.a1() != 0) {
      for (int i = 0; i < words; i++) {
        final long at = request.a1() + 12L * i;
        memory.writeInt(at, (int) (has >>> 32 * i));
        memory.writeInt(at + 4, (int) (has >>> 32 * i));
        memory.writeInt(at + 8, 0);
      }
    }
    return SyscallResult.zero();
  }

  /** What one has may be asked for again; fewer cannot be had here. */
  static SyscallResult capset(Task caller, SyscallRequest request) throws ErrnoException {
    final UserMemory memory = caller.memory();
    final int words = capabilityWords(memory, request);
    final int pid = memory.readInt(request.a0() + 4);
    if (pid != 0 && pid != caller.tid()) {
      throw new ErrnoException(Errno.EPERM, "capset of another: pid=" + pid);
    }
    final long has = capabilities(caller);
    for (int i = 0; i < words; i++) {
      final long at = request.a1() + 12L * i;
      final int own = (int) (has >>> 32 * i);
      if (memory.readInt(at) != own || memory.readInt(at + 4) != own) {
        throw new ErrnoException(Errno.EPERM, "capabilities follow the user here");
      }
    }
    return SyscallResult.zero();
  }

  private static long capabilities(Task task) {
    return task.process().credentials().privileged() ? ALL_CAPABILITIES : 0;
  }

  /**
   * How many words of 32 capabilities the caller's version has; 0 if it only asks which version
   * there is (capget(2), NOTES).
   *
   * @throws ErrnoException EINVAL for an unknown version, with the known one written
   */
  private static int capabilityWords(UserMemory memory, SyscallRequest request)
      throws ErrnoException {
    switch (memory.readInt(request.a0())) {
      case CAPABILITY_VERSION_1 -> {
        return 1;
      }
      case CAPABILITY_VERSION_2, CAPABILITY_VERSION_3 -> {
        return 2;
      }
      default -> {
        memory.writeInt(request.a0(), CAPABILITY_VERSION_3);
        if (request.a1() == 0) {
          return 0;
        }
        throw new ErrnoException(Errno.EINVAL, "capabilities: unknown version");
      }
    }
  }
}
