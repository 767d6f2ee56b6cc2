package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.BUFFER;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.Syscall;
import dev.framewalk.emulator.kernel.SyscallResult;
import java.util.List;

/** The machine, users, limits, and what tasks say of themselves; sorted by number. */
final class SystemRows {
  private SystemRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final SystemCalls system = new SystemCalls(kernel);
    final LimitCalls limits = new LimitCalls(kernel);
    return List.of(
        row(63, "uname", SystemCalls::uname, ADDRESS),
        row(97, "getrlimit", LimitCalls::getrlimit, INT, ADDRESS),
        row(99, "sysinfo", system::sysinfo, ADDRESS),
        row(102, "getuid", IdentityCalls::getuid),
        row(103, "syslog", refuse(Errno.EPERM), INT, BUFFER, INT),
        row(104, "getgid", IdentityCalls::getgid),
        row(105, "setuid", IdentityCalls::setuid, INT),
        row(106, "setgid", IdentityCalls::setgid, INT),
        row(107, "geteuid", IdentityCalls::geteuid),
        row(108, "getegid", IdentityCalls::getegid),
        row(113, "setreuid", IdentityCalls::setreuid, INT, INT),
        row(114, "setregid", IdentityCalls::setregid, INT, INT),
        row(115, "getgroups", IdentityCalls::getgroups, INT, ADDRESS),
        row(116, "setgroups", IdentityCalls::setgroups, INT, ADDRESS),
        row(117, "setresuid", IdentityCalls::setresuid, INT, INT, INT),
        row(118, "getresuid", IdentityCalls::getresuid, ADDRESS, ADDRESS, ADDRESS),
        row(119, "setresgid", IdentityCalls::setresgid, INT, INT, INT),
        row(120, "getresgid", IdentityCalls::getresgid, ADDRESS, ADDRESS, ADDRESS),
        row(122, "setfsuid", IdentityCalls::setfsuid, INT),
        row(123, "setfsgid", IdentityCalls::setfsgid, INT),
        row(125, "capget", system::capget, ADDRESS, ADDRESS),
        row(126, "capset", SystemCalls::capset, ADDRESS, ADDRESS),
        row(135, "personality", TaskCalls::personality, INT),
        row(157, "prctl", TaskCalls::prctl, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        row(158, "arch_prctl", TaskCalls::archPrctl, INT, ADDRESS),
        row(160, "setrlimit", LimitCalls::setrlimit, INT, ADDRESS),
        row(172, "iopl", refuse(Errno.EPERM), INT),
        row(173, "ioperm", refuse(Errno.EPERM), ADDRESS, SIZE, INT),
        row(186, "gettid", TaskCalls::gettid),
        row(218, "set_tid_address", TaskCalls::setTidAddress, ADDRESS),
        row(302, "prlimit64", limits::prlimit, INT, INT, ADDRESS, ADDRESS),
        row(318, "getrandom", system::getrandom, BUFFER, SIZE, INT),
        row(334, "rseq", refuse(Errno.ENOSYS), ADDRESS, SIZE, INT, INT));
  }

  /** A call that is known, and never granted. */
  private static Syscall refuse(Errno errno) {
    return (caller, request) -> SyscallResult.refused(errno);
  }
}
