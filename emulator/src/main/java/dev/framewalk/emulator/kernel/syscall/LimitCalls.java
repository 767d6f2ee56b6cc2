package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.MemoryLimits;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Resource;
import dev.framewalk.emulator.kernel.ResourceLimits;
import dev.framewalk.emulator.kernel.ResourceLimits.Limit;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;

/** What a process may use of what: getrlimit(2), setrlimit(2), prlimit(2). */
final class LimitCalls {
  /** Most descriptors that any process may be allowed (proc(5), fs.nr_open). */
  private static final long MOST_FILES = 1 << 20;

  private static final Resource[] RESOURCES = Resource.values();

  private final Kernel kernel;

  LimitCalls(Kernel kernel) {
    this.kernel = kernel;
  }

  static SyscallResult getrlimit(Task caller, SyscallRequest request) throws ErrnoException {
    final Resource resource = resource((int) request.a0());
    write(caller, request.a1(), caller.process().limits().get(resource));
    return SyscallResult.zero();
  }

  static SyscallResult setrlimit(Task caller, SyscallRequest request) throws ErrnoException {
    final Limit wanted = read(caller, request.a1());
    set(caller, caller.process(), resource((int) request.a0()), wanted);
    return SyscallResult.zero();
  }

  SyscallResult prlimit(Task caller, SyscallRequest request) throws ErrnoException {
    final int pid = (int) request.a0();
    final Limit wanted = request.a2() == 0 ? null : read(caller, request.a2());
    final Process process = pid == 0 ? caller.process() : process(pid);
    if (process != caller.process()) {
      checkMayLook(caller.process().credentials(), process.credentials());
    }
    final Resource resource = resource((int) request.a1());
    final Limit old = process.limits().get(resource);
    if (wanted != null) {
      set(caller, process, resource, wanted);
    }
    if (request.a3() != 0) {
      write(caller, request.a3(), old);
    }
    return SyscallResult.zero();
  }

  private Process process(int pid) throws ErrnoException {
    return kernel
        .task(pid)
        .map(Task::process)
        .orElseThrow(() -> new ErrnoException(Errno.ESRCH, "no process: pid=" + pid));
  }

  /**
   * One's real IDs have to be all of the other's (Linux kernel/sys.c, check_prlimit_permission).
   */
  private static void checkMayLook(Credentials who, Credentials whom) throws ErrnoException {
    final boolean same =
        who.uid() == whom.uid()
            && who.uid() == whom.effectiveUid()
            && who.uid() == whom.savedUid()
            && who.gid() == whom.gid()
            && who.gid() == whom.effectiveGid()
            && who.gid() == whom.savedGid();
    if (!same && !who.privileged()) {
      throw new ErrnoException(Errno.EPERM, "another user's: uid=" + whom.uid());
    }
  }

  private static void set(Task caller, Process process, Resource resource, Limit wanted)
      throws ErrnoException {
    final ResourceLimits limits = process.limits();
    if (!wanted.isOrdered()) {
      throw new ErrnoException(Errno.EINVAL, "above its maximum: limit=" + wanted);
    }
    if (resource == Resource.NOFILE && Long.compareUnsigned(wanted.maximum(), MOST_FILES) > 0) {
      throw new ErrnoException(Errno.EPERM, "more than there can be: limit=" + wanted);
    }
    if (Long.compareUnsigned(wanted.maximum(), limits.get(resource).maximum()) > 0
        && !caller.process().credentials().privileged()) {
      throw new ErrnoException(Errno.EPERM, "maximum raised: limit=" + wanted);
    }
    limits.set(resource, wanted);
    if (resource == Resource.NOFILE) {
      process.descriptors().setLimit((int) wanted.current());
    }
    process.space().setLimits(MemoryLimits.of(limits));
  }

  private static Resource resource(int number) throws ErrnoException {
    if (number < 0 || number >= RESOURCES.length) {
      throw new ErrnoException(Errno.EINVAL, "no resource: number=" + number);
    }
    return RESOURCES[number];
  }

  private static Limit read(Task caller, long address) throws ErrnoException {
    return new Limit(caller.memory().readLong(address), caller.memory().readLong(address + 8));
  }

  private static void write(Task caller, long address, Limit limit) throws ErrnoException {
    caller.memory().writeLong(address, limit.current());
    caller.memory().writeLong(address + 8, limit.maximum());
  }
}
