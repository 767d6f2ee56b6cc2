package dev.framewalk.emulator.kernel.syscall;

import java.util.Map;

/**
 * What is supported of each system call, and what departs from Linux and why: the text that the
 * README's table shows. A call that is not here does all that Linux's does.
 */
final class Departures {
  /** The text of a call that does all that Linux's does. */
  private static final String NONE = "all";

  private static final Map<String, String> BY_NAME =
      Map.ofEntries(
          Map.entry("read", "all; standard input is fixed bytes"),
          Map.entry("write", "all; a file grows as it is written, no room is ENOSPC"),
          Map.entry(
              "open",
              "all flags, `O_PATH`, `O_TMPFILE`, `O_NOFOLLOW` included; `/dev/tty` is ENXIO; "
                  + "65,536 open files a machine, then ENFILE"),
          Map.entry("stat", "all fields"),
          Map.entry(
              "fstat",
              "all fields; `st_blocks` counts the frames, which a file has from `ftruncate` "
                  + "on"),
          Map.entry("lstat", "all fields"),
          Map.entry("poll", "all; pipes wait, everything else is always ready"),
          Map.entry("lseek", "all; a file is data from start to end"),
          Map.entry(
              "mmap",
              "shared and private, of objects, files and anonymous, fixed (also not "
                  + "replacing), hints, low addresses, growing down, populated, locked; no huge "
                  + "pages to be asked for; an anonymous shared mapping takes its frames at once, "
                  + "so that one larger than free memory is ENOMEM; a private writable one larger "
                  + "than RAM is ENOMEM unless `MAP_NORESERVE`"),
          Map.entry(
              "mprotect",
              "all; without protection keys, so that a page that may only be executed can be "
                  + "read"),
          Map.entry("munmap", "all, splitting included"),
          Map.entry("rt_sigreturn", "frames carry an FXSAVE image and no XSAVE one"),
          Map.entry(
              "ioctl",
              "`FIONREAD`, `FIONBIO`, `FIOCLEX`, `FIONCLEX`; what a terminal is asked is "
                  + "ENOTTY"),
          Map.entry("access", "by the real user"),
          Map.entry("select", "all; the time left is told"),
          Map.entry("sched_yield", "ends the caller's turn"),
          Map.entry(
              "msync",
              "all checks; memory and object are the same frames, so there is nothing to "
                  + "write"),
          Map.entry(
              "mincore",
              "pages of objects are always resident, because an object has all its frames"),
          Map.entry(
              "madvise",
              "`MADV_COLLAPSE` and guard pages are EINVAL; huge-page advice makes no "
                  + "difference; `MADV_DONTNEED` of a shared mapping leaves its pages entered"),
          Map.entry("nanosleep", "takes no time of the host's when everybody waits"),
          Map.entry("getitimer", "as `setitimer`"),
          Map.entry("setitimer", "virtual and profiling timers count the same CPU time"),
          Map.entry("getpid", "numbers from 100 on"),
          Map.entry(
              "clone",
              "no namespaces and no `CLONE_PIDFD` (EINVAL); threads share descriptors and "
                  + "directories (a thread without `CLONE_FILES` and `CLONE_FS` is EINVAL); 4096 "
                  + "tasks a machine, then EAGAIN"),
          Map.entry("fork", "all; 4096 tasks a machine, then EAGAIN"),
          Map.entry(
              "execve",
              "static and static-pie programs and scripts among the guest's files; a dynamic "
                  + "one is ENOEXEC, as there is no interpreter"),
          Map.entry(
              "wait4", "system time is 0 in the usage; `__WCLONE` and the like make no difference"),
          Map.entry("uname", "Linux 6.1.0, node `framewalk`"),
          Map.entry(
              "fcntl",
              "descriptors, status flags, record locks of processes and descriptions (no "
                  + "EDEADLK), pipe sizes, seals; no leases, owners, signals"),
          Map.entry("fsync", "nothing to do"),
          Map.entry("fdatasync", "nothing to do"),
          Map.entry("truncate", "as `ftruncate`"),
          Map.entry(
              "ftruncate",
              "takes all frames at once: ENOMEM when there are too few, and nothing has "
                  + "changed then; over the object limit (256 MiB) is EINVAL; growing zero-fills "
                  + "what was stored behind the end of the last page, which Linux's tmpfs keeps"),
          Map.entry("rename", "all; `/dev/shm` and `/tmp` are file systems of their own"),
          Map.entry("mkdir", "all; 65,536 files a machine, then ENOSPC"),
          Map.entry("gettimeofday", "as `clock_gettime`"),
          Map.entry(
              "getrlimit",
              "all are stored; NOFILE, AS, DATA, STACK, MEMLOCK, NPROC, SIGPENDING and FSIZE "
                  + "are enforced"),
          Map.entry("getrusage", "CPU time (all of it user time), page faults not counted"),
          Map.entry("sysinfo", "of the machine's frames and tasks"),
          Map.entry("times", "all of it user time"),
          Map.entry("getuid", "programs that are loaded are root's"),
          Map.entry("syslog", "EPERM"),
          Map.entry("getppid", "a program that was loaded, and an orphan, have 1"),
          Map.entry("setfsuid", "follows the effective user: changes nothing"),
          Map.entry("setfsgid", "follows the effective group: changes nothing"),
          Map.entry("capset", "root has all and can drop none"),
          Map.entry("personality", "stored only"),
          Map.entry("statfs", "room is that of the machine's frames"),
          Map.entry("fstatfs", "as `statfs`"),
          Map.entry("setpriority", "stored only: turns are drawn by the seed"),
          Map.entry("sched_setparam", "as `sched_setscheduler`"),
          Map.entry("sched_setscheduler", "no real-time policies (EPERM)"),
          Map.entry("mlock", "nothing is ever swapped out: pages are made present and counted"),
          Map.entry("mlockall", "as `mlock`"),
          Map.entry(
              "prctl",
              "name, dumpable, death signal, no-new-privileges, and what only asks; the rest "
                  + "is EINVAL"),
          Map.entry("arch_prctl", "FS and GS bases; the rest is EINVAL"),
          Map.entry("setrlimit", "as `getrlimit`"),
          Map.entry("sync", "nothing to do"),
          Map.entry("settimeofday", "EPERM: time is virtual"),
          Map.entry("iopl", "EPERM"),
          Map.entry("ioperm", "EPERM"),
          Map.entry("time", "as `clock_gettime`"),
          Map.entry(
              "futex",
              "wait, wake, bitsets, requeue, wake-op, with absolute and relative time-outs; "
                  + "priority inheritance is ENOSYS"),
          Map.entry("sched_setaffinity", "one CPU"),
          Map.entry("sched_getaffinity", "one CPU"),
          Map.entry("timer_create", "all; at most as many as RLIMIT_SIGPENDING"),
          Map.entry("clock_settime", "EPERM: time is virtual"),
          Map.entry(
              "clock_gettime",
              "virtual: a nanosecond a guest instruction, a microsecond an exit, and jumps "
                  + "when everybody waits; starts at `--epoch`"),
          Map.entry("clock_getres", "a nanosecond"),
          Map.entry("clock_nanosleep", "as `nanosleep`; not on CPU clocks of processes"),
          Map.entry("waitid", "no `P_PIDFD`"),
          Map.entry("openat", "as `open`"),
          Map.entry("unlinkat", "as `unlink` and `rmdir`"),
          Map.entry("pselect6", "as `select`"),
          Map.entry("ppoll", "as `poll`; the time left is told"),
          Map.entry(
              "fallocate",
              "makes room, keeps the size, punches holes (which keep their frames); the rest "
                  + "is EOPNOTSUPP"),
          Map.entry("pipe2", "no packet mode: `O_DIRECT` is EINVAL"),
          Map.entry("prlimit64", "as `getrlimit`"),
          Map.entry("getcpu", "one CPU"),
          Map.entry("renameat2", "no `RENAME_WHITEOUT`"),
          Map.entry("getrandom", "from the seed"),
          Map.entry("memfd_create", "with seals; no huge pages"),
          Map.entry("execveat", "as `execve`"),
          Map.entry("membarrier", "there is one CPU: every barrier has happened"),
          Map.entry("mlock2", "as `mlock`"),
          Map.entry("preadv2", "flags make no difference"),
          Map.entry("pwritev2", "flags make no difference"),
          Map.entry("statx", "the basic fields"),
          Map.entry("rseq", "ENOSYS, as on old kernels"),
          Map.entry("clone3", "as `clone`; no `set_tid`, no cgroups"),
          Map.entry("close_range", "without unsharing"));

  private Departures() {}

  /** The text of a call. */
  static String of(String name) {
    return BY_NAME.getOrDefault(name, NONE);
  }
}
