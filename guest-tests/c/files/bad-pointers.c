/* A pointer that leads nowhere is EFAULT, and what a call had done before stays done. */
#include "process.h"

#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/utsname.h>

static char *page;   /* a page that may be read and written, with none behind it */
static char *readable; /* a page that may only be read */

int main(void) {
  page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  readable = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  CHECK(page != MAP_FAILED && readable != MAP_FAILED);
  CHECK_EQ(munmap(page + 4096, 4096), 0);
  char *nowhere = page + 4096;
  int fd = file_of("/dev/shm/fw-c-bad-pointers", "0123456789");
  int ends[2];
  CHECK_EQ(pipe(ends), 0);
  CHECK_EQ(write(ends[1], "abcdef", 6), 6);

  const struct {
    const char *name;
    long number;
    long first, second, third, fourth;
  } rows[] = {
      {"read into nowhere", SYS_read, fd, (long)nowhere, 4, 0},
      {"read into a read-only page", SYS_read, fd, (long)readable, 4, 0},
      {"read into the kernel's half", SYS_read, fd, (long)0xffff800000000000UL, 4, 0},
      {"read into address 0", SYS_read, fd, 0, 4, 0},
      {"write from nowhere", SYS_write, fd, (long)nowhere, 4, 0},
      {"pread64 into nowhere", SYS_pread64, fd, (long)nowhere, 4, 0},
      {"pwrite64 from nowhere", SYS_pwrite64, fd, (long)nowhere, 4, 0},
      {"readv with its list nowhere", SYS_readv, fd, (long)nowhere, 1, 0},
      {"writev with its list nowhere", SYS_writev, fd, (long)nowhere, 1, 0},
      {"read of a pipe into nowhere", SYS_read, ends[0], (long)nowhere, 4, 0},
      {"write to a pipe from nowhere", SYS_write, ends[1], (long)nowhere, 4, 0},
      {"fstat into nowhere", SYS_fstat, fd, (long)nowhere, 0, 0},
      {"fstat into a read-only page", SYS_fstat, fd, (long)readable, 0, 0},
      {"stat of nowhere", SYS_stat, (long)nowhere, (long)page, 0, 0},
      {"stat into nowhere", SYS_stat, (long)"/tmp", (long)nowhere, 0, 0},
      {"lstat of nowhere", SYS_lstat, (long)nowhere, (long)page, 0, 0},
      {"newfstatat of nowhere", SYS_newfstatat, AT_FDCWD, (long)nowhere, (long)page, 0},
      {"access of nowhere", SYS_access, (long)nowhere, 0, 0, 0},
      {"truncate of nowhere", SYS_truncate, (long)nowhere, 0, 0, 0},
      {"unlink of nowhere", SYS_unlink, (long)nowhere, 0, 0, 0},
      {"rename of nowhere", SYS_rename, (long)nowhere, (long)"/tmp/fw-c-x", 0, 0},
      {"rename to nowhere", SYS_rename, (long)"/tmp", (long)nowhere, 0, 0},
      {"link of nowhere", SYS_link, (long)nowhere, (long)"/tmp/fw-c-x", 0, 0},
      {"mkdir of nowhere", SYS_mkdir, (long)nowhere, 0700, 0, 0},
      {"rmdir of nowhere", SYS_rmdir, (long)nowhere, 0, 0, 0},
      {"chmod of nowhere", SYS_chmod, (long)nowhere, 0600, 0, 0},
      {"chdir to nowhere", SYS_chdir, (long)nowhere, 0, 0, 0},
      {"pipe into nowhere", SYS_pipe, (long)nowhere, 0, 0, 0},
      {"pipe2 into nowhere", SYS_pipe2, (long)nowhere, 0, 0, 0},
      {"poll with its list nowhere", SYS_poll, (long)nowhere, 1, 0, 0},
      {"getcwd into nowhere", SYS_getcwd, (long)nowhere, 4096, 0, 0},
      {"statfs of nowhere", SYS_statfs, (long)nowhere, (long)page, 0, 0},
      {"statfs into nowhere", SYS_statfs, (long)"/tmp", (long)nowhere, 0, 0},
      {"fstatfs into nowhere", SYS_fstatfs, fd, (long)nowhere, 0, 0},
      {"uname into nowhere", SYS_uname, (long)nowhere, 0, 0, 0},
      {"sysinfo into nowhere", SYS_sysinfo, (long)nowhere, 0, 0, 0},
      {"getrlimit into nowhere", SYS_getrlimit, RLIMIT_NOFILE, (long)nowhere, 0, 0},
      {"prlimit64 from nowhere", SYS_prlimit64, 0, RLIMIT_NOFILE, (long)nowhere, 0},
      {"getrandom into nowhere", SYS_getrandom, (long)nowhere, 16, 0, 0},
      {"rt_sigaction from nowhere", SYS_rt_sigaction, SIGUSR1, (long)nowhere, 0, 8},
      {"rt_sigaction into nowhere", SYS_rt_sigaction, SIGUSR1, 0, (long)nowhere, 8},
      {"rt_sigprocmask from nowhere", SYS_rt_sigprocmask, SIG_BLOCK, (long)nowhere, 0, 8},
      {"rt_sigprocmask into nowhere", SYS_rt_sigprocmask, SIG_BLOCK, 0, (long)nowhere, 8},
      {"rt_sigpending into nowhere", SYS_rt_sigpending, (long)nowhere, 8, 0, 0},
      {"sigaltstack from nowhere", SYS_sigaltstack, (long)nowhere, 0, 0, 0},
      {"rt_sigtimedwait for nowhere", SYS_rt_sigtimedwait, (long)nowhere, 0, 0, 8},
      {"clock_gettime into nowhere", SYS_clock_gettime, 0, (long)nowhere, 0, 0},
      {"nanosleep for nowhere", SYS_nanosleep, (long)nowhere, 0, 0, 0},
      {"execve of nowhere", SYS_execve, (long)nowhere, 0, 0, 0},
      {"execve with arguments nowhere", SYS_execve, (long)"/proc/self/exe", (long)nowhere, 0, 0},
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    CHECK_ERRNO_ROW(
        rows[i].name,
        syscall(rows[i].number, rows[i].first, rows[i].second, rows[i].third, rows[i].fourth),
        EFAULT);
  }
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 0);
  CHECK_EQ(read(ends[0], page, 16), 6);

  /* A transfer that runs off the end of a page does what it can. */
  CHECK_EQ(read(fd, page + 4092, 8), 4);
  CHECK(memcmp(page + 4092, "0123", 4) == 0);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 4);
  struct iovec parts[2] = {{page, 2}, {nowhere, 2}};
  CHECK_EQ(readv(fd, parts, 2), 2);
  CHECK(memcmp(page, "45", 2) == 0);
  CHECK_EQ(writev(fd, parts, 2), 2);
  CHECK_EQ(lseek(fd, 0, SEEK_CUR), 8);
  /* Nothing is wanted, so that nothing is looked at. */
  CHECK_EQ(read(fd, nowhere, 0), 0);
  CHECK_EQ(write(fd, nowhere, 0), 0);
  int status;
  CHECK_ERRNO(syscall(SYS_wait4, -1, nowhere, 0, 0), ECHILD);
  pid_t child = fork();
  if (child == 0) _exit(5);
  CHECK_ERRNO(syscall(SYS_wait4, child, nowhere, 0, 0), EFAULT);
  CHECK_ERRNO(waitpid(child, &status, 0), ECHILD); /* it was waited for nevertheless */
  CHECK_EQ(unlink("/dev/shm/fw-c-bad-pointers"), 0);
  return check_end();
}
