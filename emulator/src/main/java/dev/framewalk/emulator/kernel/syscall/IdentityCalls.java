package dev.framewalk.emulator.kernel.syscall;

import dev.framewalk.emulator.kernel.Credentials;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserMemory;
import java.util.ArrayList;
import java.util.List;

/** Whom a process acts for: users and groups (credentials(7); Linux kernel/sys.c). */
final class IdentityCalls {
  /** An ID that is left as it is: (uid_t) -1. */
  private static final int SAME = -1;

  /** Supplementary groups a process may have (NGROUPS_MAX). */
  private static final int MOST_GROUPS = 65_536;

  private IdentityCalls() {}

  /** Real, effective and saved ID of a process: as a user or as a group. */
  private record Ids(int real, int effective, int saved) {
    static Ids users(Credentials of) {
      return new Ids(of.uid(), of.effectiveUid(), of.savedUid());
    }

    static Ids groups(Credentials of) {
      return new Ids(of.gid(), of.effectiveGid(), of.savedGid());
    }

    /** setuid(2), setgid(2). */
    Ids set(int id, boolean privileged) throws ErrnoException {
      check(id);
      if (privileged) {
        return new Ids(id, id, id);
      }
      if (id != real && id != saved) {
        throw notPermitted(id);
      }
      return new Ids(real, id, saved);
    }

    /** setreuid(2), setregid(2). */
    Ids setTwo(int newReal, int newEffective, boolean privileged) throws ErrnoException {
      if (!privileged) {
        if (newReal != SAME && newReal != real && newReal != effective) {
          throw notPermitted(newReal);
        }
        if (newEffective != SAME && !has(newEffective)) {
          throw notPermitted(newEffective);
        }
      }
      final int resulting = newEffective == SAME ? effective : newEffective;
      final boolean saves = newReal != SAME || newEffective != SAME && newEffective != real;
      return new Ids(newReal == SAME ? real : newReal, resulting, saves ? resulting : saved);
    }

    /** setresuid(2), setresgid(2). */
    Ids setThree(int newReal, int newEffective, int newSaved, boolean privileged)
        throws ErrnoException {
      for (final int id : new int[] {newReal, newEffective, newSaved}) {
        if (id != SAME && !privileged && !has(id)) {
          throw notPermitted(id);
        }
      }
      return new Ids(
          newReal == SAME ? real : newReal,
          newEffective == SAME ? effective : newEffective,
          newSaved == SAME ? saved : newSaved);
    }

    private boolean has(int id) {
      return id == real || id == effective || id == saved;
    }

    private static void check(int id) throws ErrnoException {
      if (id == SAME) {
        throw new ErrnoException(Errno.EINVAL, "no ID: id=-1");
      }
    }

    private static ErrnoException notPermitted(int id) {
      return new ErrnoException(Errno.EPERM, "not one of its own: id=" + id);
    }
  }

  private static SyscallResult id(int id) {
    return SyscallResult.of(Integer.toUnsignedLong(id));
  }

  static SyscallResult getuid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().uid());
  }

  static SyscallResult geteuid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().effectiveUid());
  }

  static SyscallResult getgid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().gid());
  }

  static SyscallResult getegid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().effectiveGid());
  }

  static SyscallResult getresuid(Task caller, SyscallRequest request) throws ErrnoException {
    return write(caller, request, Ids.users(caller.process().credentials()));
  }

  static SyscallResult getresgid(Task caller, SyscallRequest request) throws ErrnoException {
    return write(caller, request, Ids.groups(caller.process().credentials()));
  }

  private static SyscallResult write(Task caller, SyscallRequest request, Ids ids)
      throws ErrnoException {
    caller.memory().writeInt(request.a0(), ids.real());
    caller.memory().writeInt(request.a1(), ids.effective());
    caller.memory().writeInt(request.a2(), ids.saved());
    return SyscallResult.zero();
  }

  static SyscallResult setuid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return users(caller, Ids.users(old).set((int) request.a0(), old.privileged()));
  }

  static SyscallResult setgid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return groups(caller, Ids.groups(old).set((int) request.a0(), old.privileged()));
  }

  static SyscallResult setreuid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return users(
        caller, Ids.users(old).setTwo((int) request.a0(), (int) request.a1(), old.privileged()));
  }

  static SyscallResult setregid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return groups(
        caller, Ids.groups(old).setTwo((int) request.a0(), (int) request.a1(), old.privileged()));
  }

  static SyscallResult setresuid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return users(
        caller,
        Ids.users(old)
            .setThree(
                (int) request.a0(), (int) request.a1(), (int) request.a2(), old.privileged()));
  }

  static SyscallResult setresgid(Task caller, SyscallRequest request) throws ErrnoException {
    final Credentials old = caller.process().credentials();
    return groups(
        caller,
        Ids.groups(old)
            .setThree(
                (int) request.a0(), (int) request.a1(), (int) request.a2(), old.privileged()));
  }

  private static SyscallResult users(Task caller, Ids ids) {
    final Credentials old = caller.process().credentials();
    caller
        .process()
        .setCredentials(
            new Credentials(
                ids.real(),
                ids.effective(),
                ids.saved(),
                old.gid(),
                old.effectiveGid(),
                old.savedGid(),
                old.groups()));
    return SyscallResult.zero();
  }

  private static SyscallResult groups(Task caller, Ids ids) {
    final Credentials old = caller.process().credentials();
    caller
        .process()
        .setCredentials(
            new Credentials(
                old.uid(),
                old.effectiveUid(),
                old.savedUid(),
                ids.real(),
                ids.effective(),
                ids.saved(),
                old.groups()));
    return SyscallResult.zero();
  }

  /** The ID for files follows the effective one and cannot be set; that never is an error. */
  static SyscallResult setfsuid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().effectiveUid());
  }

  static SyscallResult setfsgid(Task caller, SyscallRequest request) {
    return id(caller.process().credentials().effectiveGid());
  }

  static SyscallResult getgroups(Task caller, SyscallRequest request) throws ErrnoException {
    final int room = (int) request.a0();
    final List<Integer> groups = caller.process().credentials().groups();
    if (room < 0 || room != 0 && room < groups.size()) {
      throw new ErrnoException(Errno.EINVAL, "groups=" + groups.size() + ", room=" + room);
    }
    if (room != 0) {
      final UserMemory memory = caller.memory();
      for (int i = 0; i < groups.size(); i++) {
        memory.writeInt(request.a1() + 4L * i, groups.get(i));
      }
    }
    return SyscallResult.of(groups.size());
  }

  /** The groups are kept in ascending order, as Linux does. */
  static SyscallResult setgroups(Task caller, SyscallRequest request) throws ErrnoException {
    final int count = (int) request.a0();
    final Credentials old = caller.process().credentials();
    if (!old.privileged()) {
      throw new ErrnoException(Errno.EPERM, "not privileged: uid=" + old.effectiveUid());
    }
    if (Integer.compareUnsigned(count, MOST_GROUPS) > 0) {
      throw new ErrnoException(Errno.EINVAL, "too many groups: count=" + count);
    }
    final List<Integer> groups = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      final int group = caller.memory().readInt(request.a1() + 4L * i);
      Ids.check(group);
      groups.add(group);
    }
    groups.sort(Integer::compareUnsigned);
    caller
        .process()
        .setCredentials(
            new Credentials(
                old.uid(),
                old.effectiveUid(),
                old.savedUid(),
                old.gid(),
                old.effectiveGid(),
                old.savedGid(),
                List.copyOf(groups)));
    return SyscallResult.zero();
  }
}
