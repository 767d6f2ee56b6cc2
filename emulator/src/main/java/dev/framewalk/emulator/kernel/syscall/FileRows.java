package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.BUFFER;
import static dev.framewalk.emulator.kernel.syscall.Arg.DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.DIRECTORY_DESCRIPTOR;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.MODE;
import static dev.framewalk.emulator.kernel.syscall.Arg.OFFSET;
import static dev.framewalk.emulator.kernel.syscall.Arg.OPEN_FLAGS;
import static dev.framewalk.emulator.kernel.syscall.Arg.PATH;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.file.FileSystem;
import java.util.List;

/** Files, descriptors, pipes, and waiting for them; sorted by number, one row a call. */
final class FileRows {
  private FileRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final FileSystem files = kernel.files();
    final Opening opening = new Opening(files);
    final NameCalls names = new NameCalls(files);
    final StatCalls stats = new StatCalls(kernel);
    final AttributeCalls attributes = new AttributeCalls(files);
    final LockCalls locks = new LockCalls(files.locks());
    final DescriptorCalls descriptors = new DescriptorCalls(files, locks);
    final PollCalls polls = new PollCalls(kernel);
    return List.of(
        row(0, "read", FileCalls::read, DESCRIPTOR, BUFFER, SIZE),
        row(1, "write", FileCalls::write, DESCRIPTOR, BUFFER, SIZE),
        row(2, "open", opening::open, PATH, OPEN_FLAGS, MODE),
        row(3, "close", FileCalls::close, DESCRIPTOR),
        row(4, "stat", stats::stat, PATH, ADDRESS),
        row(5, "fstat", FileCalls::fstat, DESCRIPTOR, ADDRESS),
        row(6, "lstat", stats::lstat, PATH, ADDRESS),
        row(7, "poll", polls::poll, ADDRESS, INT, INT),
        row(8, "lseek", FileCalls::lseek, DESCRIPTOR, OFFSET, INT),
        row(16, "ioctl", descriptors::ioctl, DESCRIPTOR, INT, ADDRESS),
        row(17, "pread64", FileCalls::pread, DESCRIPTOR, BUFFER, SIZE, OFFSET),
        row(18, "pwrite64", FileCalls::pwrite, DESCRIPTOR, BUFFER, SIZE, OFFSET),
        row(19, "readv", FileCalls::readv, DESCRIPTOR, ADDRESS, INT),
        row(20, "writev", FileCalls::writev, DESCRIPTOR, ADDRESS, INT),
        row(21, "access", stats::access, PATH, INT),
        row(22, "pipe", descriptors::pipe, ADDRESS),
        row(23, "select", polls::select, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        row(32, "dup", descriptors::dup, DESCRIPTOR),
        row(33, "dup2", descriptors::dup2, DESCRIPTOR, DESCRIPTOR),
        row(72, "fcntl", descriptors::fcntl, DESCRIPTOR, INT, ADDRESS),
        row(73, "flock", locks::flock, DESCRIPTOR, INT),
        row(74, "fsync", FileCalls::fsync, DESCRIPTOR),
        row(75, "fdatasync", FileCalls::fsync, DESCRIPTOR),
        row(76, "truncate", attributes::truncate, PATH, OFFSET),
        row(77, "ftruncate", FileCalls::ftruncate, DESCRIPTOR, OFFSET),
        row(79, "getcwd", names::getcwd, BUFFER, SIZE),
        row(80, "chdir", names::chdir, PATH),
        row(81, "fchdir", names::fchdir, DESCRIPTOR),
        row(82, "rename", names::rename, PATH, PATH),
        row(83, "mkdir", names::mkdir, PATH, MODE),
        row(84, "rmdir", names::rmdir, PATH),
        row(85, "creat", opening::creat, PATH, MODE),
        row(86, "link", names::link, PATH, PATH),
        row(87, "unlink", names::unlink, PATH),
        row(88, "symlink", names::symlink, PATH, PATH),
        row(89, "readlink", names::readlink, PATH, BUFFER, SIZE),
        row(90, "chmod", attributes::chmod, PATH, MODE),
        row(91, "fchmod", attributes::fchmod, DESCRIPTOR, MODE),
        row(92, "chown", attributes::chown, PATH, INT, INT),
        row(93, "fchown", attributes::fchown, DESCRIPTOR, INT, INT),
        row(94, "lchown", attributes::lchown, PATH, INT, INT),
        row(95, "umask", attributes::umask, MODE),
        row(137, "statfs", stats::statfs, PATH, ADDRESS),
        row(138, "fstatfs", stats::fstatfs, DESCRIPTOR, ADDRESS),
        row(162, "sync", (caller, request) -> SyscallResult.zero()),
        row(217, "getdents64", FileCalls::getdents, DESCRIPTOR, BUFFER, SIZE),
        row(257, "openat", opening::openat, DIRECTORY_DESCRIPTOR, PATH, OPEN_FLAGS, MODE),
        row(258, "mkdirat", names::mkdirat, DIRECTORY_DESCRIPTOR, PATH, MODE),
        row(260, "fchownat", attributes::fchownat, DIRECTORY_DESCRIPTOR, PATH, INT, INT, INT),
        row(262, "newfstatat", stats::newfstatat, DIRECTORY_DESCRIPTOR, PATH, ADDRESS, INT),
        row(263, "unlinkat", names::unlinkat, DIRECTORY_DESCRIPTOR, PATH, INT),
        row(
            264,
            "renameat",
            names::renameat,
            DIRECTORY_DESCRIPTOR,
            PATH,
            DIRECTORY_DESCRIPTOR,
            PATH),
        row(
            265,
            "linkat",
            names::linkat,
            DIRECTORY_DESCRIPTOR,
            PATH,
            DIRECTORY_DESCRIPTOR,
            PATH,
            INT),
        row(266, "symlinkat", names::symlinkat, PATH, DIRECTORY_DESCRIPTOR, PATH),
        row(267, "readlinkat", names::readlinkat, DIRECTORY_DESCRIPTOR, PATH, BUFFER, SIZE),
        row(268, "fchmodat", attributes::fchmodat, DIRECTORY_DESCRIPTOR, PATH, MODE),
        row(269, "faccessat", stats::faccessat, DIRECTORY_DESCRIPTOR, PATH, INT),
        row(270, "pselect6", polls::pselect6, INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
        row(271, "ppoll", polls::ppoll, ADDRESS, INT, ADDRESS, ADDRESS, SIZE),
        row(280, "utimensat", attributes::utimensat, DIRECTORY_DESCRIPTOR, PATH, ADDRESS, INT),
        row(285, "fallocate", FileCalls::fallocate, DESCRIPTOR, INT, OFFSET, SIZE),
        row(292, "dup3", descriptors::dup3, DESCRIPTOR, DESCRIPTOR, OPEN_FLAGS),
        row(293, "pipe2", descriptors::pipe2, ADDRESS, OPEN_FLAGS),
        row(295, "preadv", FileCalls::preadv, DESCRIPTOR, ADDRESS, INT, OFFSET),
        row(296, "pwritev", FileCalls::pwritev, DESCRIPTOR, ADDRESS, INT, OFFSET),
        row(
            316,
            "renameat2",
            names::renameat2,
            DIRECTORY_DESCRIPTOR,
            PATH,
            DIRECTORY_DESCRIPTOR,
            PATH,
            INT),
        row(319, "memfd_create", opening::createMemoryFile, PATH, INT),
        row(327, "preadv2", FileCalls::preadv2, DESCRIPTOR, ADDRESS, INT, OFFSET, INT, INT),
        row(328, "pwritev2", FileCalls::pwritev2, DESCRIPTOR, ADDRESS, INT, OFFSET, INT, INT),
        row(332, "statx", stats::statx, DIRECTORY_DESCRIPTOR, PATH, INT, INT, ADDRESS),
        row(436, "close_range", descriptors::closeRange, DESCRIPTOR, DESCRIPTOR, INT),
        row(439, "faccessat2", stats::faccessat2, DIRECTORY_DESCRIPTOR, PATH, INT, INT),
        row(452, "fchmodat2", attributes::fchmodat2, DIRECTORY_DESCRIPTOR, PATH, MODE, INT));
  }
}
