package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.DIRECTORY_DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.PATH;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallResult;
import java.util.List;

/** Processes, tasks and their identities; sorted by number, one row a call. */
final class ProcessRows {
  private ProcessRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final CloneCalls clone = new CloneCalls(kernel);
    final GroupCalls groups = new GroupCalls(kernel);
    final Execve execve = new Execve(kernel);
    final Exit exit = new Exit(kernel);
    return List.of(
        row(39, "getpid", (caller, request) -> SyscallResult.of(caller.pid())),
        row(56, "clone", clone::clone, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        row(57, "fork", clone::fork),
        row(58, "vfork", clone::vfork),
        row(59, "execve", execve::execve, PATH, ADDRESS, ADDRESS),
        row(60, "exit", exit::task, INT),
        row(61, "wait4", WaitCalls::wait4, INT, ADDRESS, INT, ADDRESS),
        row(109, "setpgid", groups::setpgid, INT, INT),
        row(110, "getppid", GroupCalls::getppid),
        row(111, "getpgrp", GroupCalls::getpgrp),
        row(112, "setsid", GroupCalls::setsid),
        row(121, "getpgid", groups::getpgid, INT),
        row(124, "getsid", groups::getsid, INT),
        row(231, "exit_group", exit::group, INT),
        row(247, "waitid", WaitCalls::waitid, INT, INT, ADDRESS, INT, ADDRESS),
        row(322, "execveat", execve::execveat, DIRECTORY_DESCRIPTOR, PATH, ADDRESS, ADDRESS, INT),
        row(435, "clone3", clone::clone3, ADDRESS, SIZE));
  }
}
