/*
 * Carries out a list of system calls that it reads, and prints what each one came to.
 *
 * The differential fuzzer gives it lists on its standard input, natively and in the machine. One
 * call a line: a name, and numbers. What a run prints depends on nothing but the list. Objects are
 * named /dev/shm/fw-fuzz-TAG-a to -d, and /tmp/fw-fuzz-TAG-e and -f.
 *
 * Arguments: tag
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define PAGE 4096L
/* All mappings of the list are in here; addresses are numbers of its pages. */
#define ARENA 0x200000000L
#define ARENA_PAGES 96
/* Of them the last two in /tmp. */
#define NAMES 6
#define LIST_BYTES (1 << 16)
/* Where results go: out of the reach of lists, which close the standard streams too. */
#define OUTPUT 100
/* What a list may do things to; descriptors are shown up to here. */
#define DESCRIPTORS 16

static char list[LIST_BYTES];
static char names[NAMES][96];
static char buffer[8 * 4096];
static sigjmp_buf back;
static volatile sig_atomic_t probing;
static int in_child;
static char *next = list;

static void say(const char *format, ...)
{
    char line[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    if (write(OUTPUT, line, (size_t) length) != length)
        _exit(3);
}

static const char *error_name(int error)
{
    static char number[16];
    switch (error) {
    case EPERM: return "EPERM";
    case ENOENT: return "ENOENT";
    case EBADF: return "EBADF";
    case EAGAIN: return "EAGAIN";
    case ENOMEM: return "ENOMEM";
    case EACCES: return "EACCES";
    case EFAULT: return "EFAULT";
    case EEXIST: return "EEXIST";
    case ENODEV: return "ENODEV";
    case EINVAL: return "EINVAL";
    case ESPIPE: return "ESPIPE";
    case EPIPE: return "EPIPE";
    case ENXIO: return "ENXIO";
    case EFBIG: return "EFBIG";
    case ECHILD: return "ECHILD";
    case EBUSY: return "EBUSY";
    case EXDEV: return "EXDEV";
    case ENOSPC: return "ENOSPC";
    case EMFILE: return "EMFILE";
    case EOPNOTSUPP: return "EOPNOTSUPP";
    case ETIMEDOUT: return "ETIMEDOUT";
    case EINTR: return "EINTR";
    default:
        snprintf(number, sizeof number, "errno %d", error);
        return number;
    }
}

static void result(const char *name, long value)
{
    if (value < 0)
        say("%s %s\n", name, error_name(errno));
    else
        say("%s %ld\n", name, value);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
    (void) context;
    if (!probing) {
        say("signal %d outside a probe\n", signal);
        _exit(4);
    }
    probing = 0;
    siglongjmp(back, signal * 256 + (info->si_code & 0xff));
}

static char *at(long page)
{
    return (char *) (ARENA + page * PAGE);
}

/* A store to or a load from memory, or the signal that it raises. */
static void touch(const char *name, long address, int store, volatile int value)
{
    volatile char *byte = (volatile char *) (ARENA + address);
    int fault = sigsetjmp(back, 1);
    if (fault) {
        say("%s signal %d code %d\n", name, fault / 256, fault % 256);
        return;
    }
    probing = 1;
    if (store)
        *byte = (char) value;
    else
        value = (unsigned char) *byte;
    probing = 0;
    say("%s %d\n", name, value);
}

/*
 * Whether a write would begin at memory that cannot be read, and behind the end of its file. Linux
 * before 6.16 or so fails with EFAULT and leaves the file longer; later ones leave it as it is.
 */
static int pointless(int file, long address)
{
    volatile char *byte = (volatile char *) (ARENA + address);
    struct stat status;
    if (sigsetjmp(back, 1))
        return fstat(file, &status) == 0 && lseek(file, 0, SEEK_CUR) > status.st_size;
    probing = 1;
    (void) *byte;
    probing = 0;
    return 0;
}

static unsigned long hash(const volatile unsigned char *bytes, long length)
{
    unsigned long value = 1469598103934665603UL;
    for (long i = 0; i < length; i++)
        value = (value ^ bytes[i]) * 1099511628211UL;
    return value;
}

static void show_pages(void)
{
    for (volatile long page = 0; page < ARENA_PAGES; page++) {
        int fault = sigsetjmp(back, 1);
        if (fault) {
            if (fault / 256 != SIGSEGV || fault % 256 != SEGV_MAPERR)
                say("page %ld signal %d code %d\n", page, fault / 256, fault % 256);
            continue;
        }
        probing = 1;
        unsigned long value = hash((volatile unsigned char *) at(page), PAGE);
        probing = 0;
        say("page %ld hash %lx\n", page, value);
    }
}

/*
 * The names of the list that lead to a file. Not the path that the maps show: of a file with
 * several names that is the one it was opened by, which the machine does not keep of objects.
 */
static const char *names_of(unsigned device_major, unsigned device_minor, unsigned long inode)
{
    static char shown[NAMES + 1];
    int length = 0;
    if (!inode)
        return "";
    for (int i = 0; i < NAMES; i++) {
        struct stat status;
        /* What stat says of the device of a file in /tmp is not always what the maps say. */
        if (!stat(names[i], &status) && status.st_ino == inode
            && (i >= NAMES - 2
                || (major(status.st_dev) == device_major && minor(status.st_dev) == device_minor)))
            shown[length++] = (char) ('a' + i);
    }
    shown[length] = 0;
    return length ? shown : "nameless";
}

/* The mappings of the arena as the kernel tells them, those merged that could be one. */
static void show_maps(void)
{
    static char text[1 << 16];
    int file = open("/proc/self/maps", O_RDONLY);
    long length = 0;
    long got;
    while (file >= 0 && (got = read(file, text + length, sizeof text - 1 - (size_t) length)) > 0)
        length += got;
    close(file);
    text[length] = 0;
    unsigned long start = 0, end = 0, offset = 0, file_number = 0;
    char rights[8] = "", path[NAMES + 8] = "";
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        unsigned long from, to, at_offset, inode;
        unsigned device_major, device_minor;
        char perms[8];
        if (sscanf(line, "%lx-%lx %7s %lx %x:%x %lu", &from, &to, perms, &at_offset, &device_major,
                   &device_minor, &inode) < 7)
            continue;
        if (from < ARENA || from >= ARENA + ARENA_PAGES * PAGE)
            continue;
        const char *shown = names_of(device_major, device_minor, inode);
        int same = from == end && !strcmp(perms, rights) && !strcmp(shown, path)
            && file_number == inode && (!inode || at_offset == offset + (end - start));
        if (!same) {
            if (end)
                say("map %lx-%lx %s %lx %s\n", (start - ARENA) / PAGE, (end - ARENA) / PAGE,
                    rights, offset, path);
            start = from;
            offset = inode ? at_offset : 0;
            file_number = inode;
            strcpy(rights, perms);
            strcpy(path, shown);
        }
        end = to;
    }
    if (end)
        say("map %lx-%lx %s %lx %s\n", (start - ARENA) / PAGE, (end - ARENA) / PAGE, rights,
            offset, path);
}

static void show_status(const char *what, int failed, const struct stat *status)
{
    if (failed)
        say("%s %s\n", what, error_name(errno));
    else
        say("%s size %ld mode %o links %lu\n", what, (long) status->st_size,
            (unsigned) status->st_mode, (unsigned long) status->st_nlink);
}

static void show_everything(void)
{
    /* Showing takes descriptors. */
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){1024, 1024});
    show_maps();
    show_pages();
    for (int i = 0; i < NAMES; i++) {
        struct stat status;
        int failed = stat(names[i], &status);
        show_status("name", failed, &status);
        int file = failed ? -1 : open(names[i], O_RDONLY);
        if (file >= 0) {
            unsigned long value = 0;
            long got;
            while ((got = read(file, buffer, sizeof buffer)) > 0)
                value = value * 31 + hash((unsigned char *) buffer, got);
            say("contents %lx\n", value);
            close(file);
        }
    }
    for (int i = 0; i < DESCRIPTORS; i++) {
        long position = lseek(i, 0, SEEK_CUR);
        if (position >= 0 || errno != EBADF) {
            say("descriptor %d flags %x/%x ", i, (unsigned) fcntl(i, F_GETFD),
                (unsigned) fcntl(i, F_GETFL) & ~0100000u);
            result("position", position);
        }
    }
}

static void mapped(const char *name, char *address, long pages)
{
    if (address == MAP_FAILED)
        say("%s %s\n", name, error_name(errno));
    else if ((long) address >= ARENA && (long) address < ARENA + ARENA_PAGES * PAGE)
        say("%s page %ld\n", name, ((long) address - ARENA) / PAGE);
    else {
        /* Where the kernel chose to put it differs; it is of no further use. */
        say("%s elsewhere\n", name);
        munmap(address, (size_t) (pages * PAGE));
    }
}

static int is_pipe(int file)
{
    struct stat status;
    return fstat(file, &status) == 0 && S_ISFIFO(status.st_mode);
}

/*
 * Linux has called pipes unmappable (ENODEV), and lately first not executable (EPERM). What the
 * list asks of a pipe is never executable, and so the same on both.
 */
static int protection_for(int file, int protection)
{
    return is_pipe(file) ? protection & ~PROT_EXEC : protection;
}

/* The signals that lists use, by their bits in masks: none that stops or dumps core. */
static const int signals[] = {SIGUSR1, SIGUSR2, SIGTERM, SIGCHLD, SIGWINCH, 35};
#define SIGNALS ((int) (sizeof signals / sizeof *signals))

static sigset_t set_of(long bits)
{
    sigset_t set;
    sigemptyset(&set);
    for (int i = 0; i < SIGNALS; i++)
        if (bits >> i & 1)
            sigaddset(&set, signals[i]);
    return set;
}

static unsigned bits_of(const sigset_t *set)
{
    unsigned bits = 0;
    for (int i = 0; i < SIGNALS; i++)
        bits |= (sigismember(set, signals[i]) == 1 ? 1U : 0U) << i;
    return bits;
}

static void on_signal(int number, siginfo_t *info, void *context)
{
    (void) context;
    int error = errno;
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    say("handler %d code %d mine %d value %d blocked %x\n", number, info->si_code,
        info->si_pid == getpid(), info->si_code == SI_QUEUE ? info->si_value.sival_int : 0,
        bits_of(&blocked));
    errno = error;
}

static void call_open(const long *a)
{
    result("open", open(names[a[0] % NAMES], (int) a[1], (mode_t) a[2]));
}

static void call_memfd(const long *a)
{
    result("memfd", memfd_create("fw-fuzz", (unsigned) a[0]));
}

static void call_close(const long *a)
{
    result("close", close((int) a[0]));
}

static void call_dup(const long *a)
{
    result("dup", dup((int) a[0]));
}

static void call_dup2(const long *a)
{
    result("dup2", dup2((int) a[0], (int) a[1]));
}

static void call_dup3(const long *a)
{
    result("dup3", dup3((int) a[0], (int) a[1], (int) a[2]));
}

/* Whether a file takes seals is up to the file system of the host's /tmp. */
static int is_in_tmp(int file)
{
    char link[32], path[128] = "";
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    return readlink(link, path, sizeof path - 1) > 0 && !strncmp(path, "/tmp/", 5);
}

static void call_fcntl(const long *a)
{
    if ((a[1] == F_ADD_SEALS || a[1] == F_GET_SEALS) && is_in_tmp((int) a[0])) {
        say("fcntl in /tmp\n");
        return;
    }
    /* A pipe stays one that nobody waits at. */
    long value = a[1] == F_SETFL && is_pipe((int) a[0]) ? a[2] | O_NONBLOCK : a[2];
    result("fcntl", fcntl((int) a[0], (int) a[1], value));
}

static void call_lock(const long *a)
{
    struct flock lock = {.l_type = (short) a[2], .l_whence = (short) a[3], .l_start = a[4],
                         .l_len = a[5]};
    result("lock", fcntl((int) a[0], (int) a[1], &lock));
    say("type %d start %ld length %ld mine %d\n", lock.l_type, (long) lock.l_start,
        (long) lock.l_len, lock.l_pid == getpid());
}

static void call_flock(const long *a)
{
    result("flock", flock((int) a[0], (int) a[1] | LOCK_NB));
}

static void call_ftruncate(const long *a)
{
    result("ftruncate", ftruncate((int) a[0], a[1]));
}

static void call_truncate(const long *a)
{
    result("truncate", truncate(names[a[0] % NAMES], a[1]));
}

static void call_fallocate(const long *a)
{
    result("fallocate", fallocate((int) a[0], (int) a[1], a[2], a[3]));
}

static void call_lseek(const long *a)
{
    result("lseek", lseek((int) a[0], a[1], (int) a[2]));
}

static void show_read(const char *name, long got)
{
    result(name, got);
    say("bytes %lx\n", hash((unsigned char *) buffer, got < 0 ? 0 : got));
}

static void call_read(const long *a)
{
    memset(buffer, 0, sizeof buffer);
    show_read("read", read((int) a[0], buffer, (size_t) a[1] % sizeof buffer));
}

static void call_pread(const long *a)
{
    memset(buffer, 0, sizeof buffer);
    show_read("pread", pread((int) a[0], buffer, (size_t) a[1] % sizeof buffer, a[2]));
}

static void call_write(const long *a)
{
    memset(buffer, (int) a[3] + 1, sizeof buffer);
    result("write", write((int) a[0], buffer, (size_t) a[1] % sizeof buffer));
}

static void call_pwrite(const long *a)
{
    memset(buffer, (int) a[3] + 1, sizeof buffer);
    result("pwrite", pwrite((int) a[0], buffer, (size_t) a[1] % sizeof buffer, a[2]));
}

static void call_readto(const long *a)
{
    result("readto", read((int) a[0], (char *) ARENA + a[1], (size_t) a[2]));
}

static void call_writefrom(const long *a)
{
    if (pointless((int) a[0], a[1]))
        say("writefrom pointless\n");
    else
        result("writefrom", write((int) a[0], (char *) ARENA + a[1], (size_t) a[2]));
}

static void call_writev(const long *a)
{
    struct iovec parts[2] = {{at(a[1]), (size_t) a[2]}, {buffer, 100}};
    memset(buffer, 7, 100);
    if (pointless((int) a[0], a[1] * PAGE))
        say("writev pointless\n");
    else
        result("writev", writev((int) a[0], parts, 2));
}

static void call_readv(const long *a)
{
    struct iovec parts[2] = {{buffer, 100}, {at(a[1]), (size_t) a[2]}};
    memset(buffer, 0, 100);
    long got = readv((int) a[0], parts, 2);
    result("readv", got);
    say("bytes %lx\n", hash((unsigned char *) buffer, got < 0 ? 0 : 100));
}

static void call_fsync(const long *a)
{
    result("fsync", fsync((int) a[0]));
}

static void call_fstat(const long *a)
{
    struct stat status;
    show_status("fstat", fstat((int) a[0], &status), &status);
}

static void call_access(const long *a)
{
    result("access", access(names[a[0] % NAMES], (int) a[1]));
}

static void call_unlink(const long *a)
{
    result("unlink", unlink(names[a[0] % NAMES]));
}

static void call_link(const long *a)
{
    result("link", link(names[a[0] % NAMES], names[a[1] % NAMES]));
}

static void call_rename(const long *a)
{
    result("rename", rename(names[a[0] % NAMES], names[a[1] % NAMES]));
}

static void call_fchmod(const long *a)
{
    result("fchmod", fchmod((int) a[0], (mode_t) a[1]));
}

static void call_chmod(const long *a)
{
    result("chmod", chmod(names[a[0] % NAMES], (mode_t) a[1]));
}

static void call_umask(const long *a)
{
    result("umask", umask((mode_t) a[0]));
}

static void call_limit(const long *a)
{
    rlim_t most = a[0] == RLIMIT_NOFILE ? 1024 : 1 << 20;
    result("limit", setrlimit((int) a[0], &(struct rlimit){(rlim_t) a[1], most}));
}

static void call_mmap(const long *a)
{
    mapped("mmap",
           mmap(at(a[0]), (size_t) a[1], protection_for((int) a[4], (int) a[2]), (int) a[3],
                (int) a[4], a[5] * PAGE),
           (a[1] + PAGE - 1) / PAGE);
}

static void call_munmap(const long *a)
{
    result("munmap", munmap(at(a[0]), (size_t) a[1]));
}

static void call_mprotect(const long *a)
{
    result("mprotect", mprotect(at(a[0]), (size_t) a[1], (int) a[2]));
}

static void call_msync(const long *a)
{
    result("msync", msync(at(a[0]), (size_t) a[1], (int) a[2]));
}

static void call_madvise(const long *a)
{
    result("madvise", madvise(at(a[0]), (size_t) a[1], (int) a[2]));
}

static void call_mincore(const long *a)
{
    static unsigned char map[ARENA_PAGES + 1];
    result("mincore", mincore(at(a[0]), (size_t) a[1] % (ARENA_PAGES * PAGE), map));
}

static void call_mlock(const long *a)
{
    result("mlock", mlock2(at(a[0]), (size_t) a[1], (unsigned) a[2]));
}

static void call_munlock(const long *a)
{
    result("munlock", munlock(at(a[0]), (size_t) a[1]));
}

static void call_mlockall(const long *a)
{
    result("mlockall", a[0] ? mlockall((int) a[0]) : munlockall());
}

static void call_mremap(const long *a)
{
    /* Since Linux 6.17 what is only moved may be several mappings: it is one page here. */
    int only_moves = a[3] & MREMAP_FIXED && a[1] == a[2];
    long old_pages = only_moves && a[1] > 1 ? 1 : a[1];
    long new_pages = only_moves && a[1] > 1 ? 1 : a[2];
    mapped("mremap",
           mremap(at(a[0]), (size_t) (old_pages * PAGE), (size_t) (new_pages * PAGE), (int) a[3],
                  at(a[4])),
           new_pages);
}

static void call_store(const long *a)
{
    touch("store", a[0], 1, (int) a[1]);
}

static void call_load(const long *a)
{
    touch("load", a[0], 0, 0);
}

static void call_futex(const long *a)
{
    struct timespec none = {0, 0};
    char *word = (char *) ARENA + a[0];
    int waits = (a[1] & 127) == 0;
    result("futex", syscall(SYS_futex, word, (int) a[1], (unsigned) a[2],
                            waits ? (void *) &none : (void *) a[3], at(a[4]), (unsigned) a[5]));
}

static void call_pipe(const long *a)
{
    int ends[2];
    (void) a;
    result("pipe", pipe2(ends, O_NONBLOCK));
}

static void call_poll(const long *a)
{
    struct pollfd two[2] = {{.fd = (int) a[0], .events = POLLIN | POLLOUT},
                            {.fd = (int) a[1], .events = (short) a[2]}};
    result("poll", poll(two, 2, 0));
    say("revents %x %x\n", (unsigned) two[0].revents, (unsigned) two[1].revents);
}

static void call_handle(const long *a)
{
    struct sigaction action = {.sa_sigaction = on_signal, .sa_mask = set_of(a[3])};
    action.sa_flags = SA_SIGINFO | (int) a[2];
    if (a[1] < 2)
        action.sa_handler = a[1] ? SIG_IGN : SIG_DFL;
    result("handle", sigaction(signals[a[0] % SIGNALS], &action, NULL));
}

static void call_mask(const long *a)
{
    sigset_t set = set_of(a[1]);
    sigset_t before;
    result("mask", sigprocmask((int) a[0], &set, &before));
    say("before %x\n", bits_of(&before));
}

static void call_raise(const long *a)
{
    struct sigaction action;
    int number = signals[a[0] % SIGNALS];
    sigaction(number, NULL, &action);
    /* Who began the list ends it too, and clears up. */
    if (!in_child && action.sa_handler == SIG_DFL)
        say("raise refused\n");
    else
        result("raise", a[1] ? sigqueue(getpid(), number, (union sigval){.sival_int = (int) a[1]})
                             : kill(getpid(), number));
}

static void call_pending(const long *a)
{
    (void) a;
    sigset_t set;
    result("pending", sigpending(&set));
    say("set %x\n", bits_of(&set));
}

static void call_take(const long *a)
{
    sigset_t set = set_of(a[0]);
    siginfo_t info = {0};
    struct timespec none = {0, 0};
    result("take", sigtimedwait(&set, &info, &none));
    say("code %d\n", info.si_code);
}

static void call_fork(const long *a)
{
    (void) a;
    pid_t child = in_child >= 2 ? -1 : fork();
    if (child == 0) {
        in_child++;
        say("child\n");
    } else if (child > 0) {
        int ended = 0;
        siginfo_t info = {0};
        /* The child carries on with the list up to its end; then the parent does. */
        result("waitid", waitid(P_PID, (id_t) child, &info, WEXITED | WNOWAIT));
        say("code %d status %d\n", info.si_code, info.si_status);
        if (waitpid(child, &ended, 0) != child)
            say("waitpid %s\n", error_name(errno));
        say("parent %x\n", (unsigned) ended);
        /* Behind the line that ends the child. */
        char *end = strstr(next, "\nend");
        next = end ? end + 4 : next + strlen(next);
    }
}

static void call_end(const long *a)
{
    (void) a;
    if (in_child) {
        show_everything();
        _exit(in_child);
    }
}

static const struct {
    const char *name;
    void (*call)(const long *arguments);
} calls[] = {
    {"open", call_open},         {"memfd", call_memfd},         {"close", call_close},
    {"dup", call_dup},           {"dup2", call_dup2},           {"dup3", call_dup3},
    {"fcntl", call_fcntl},       {"lock", call_lock},           {"flock", call_flock},
    {"ftruncate", call_ftruncate}, {"truncate", call_truncate}, {"fallocate", call_fallocate},
    {"lseek", call_lseek},       {"read", call_read},           {"pread", call_pread},
    {"write", call_write},       {"pwrite", call_pwrite},       {"readto", call_readto},
    {"writefrom", call_writefrom}, {"writev", call_writev},     {"readv", call_readv},
    {"fsync", call_fsync},       {"fstat", call_fstat},         {"access", call_access},
    {"unlink", call_unlink},     {"link", call_link},           {"rename", call_rename},
    {"fchmod", call_fchmod},     {"chmod", call_chmod},         {"umask", call_umask},
    {"limit", call_limit},       {"mmap", call_mmap},           {"munmap", call_munmap},
    {"mprotect", call_mprotect}, {"msync", call_msync},         {"madvise", call_madvise},
    {"mincore", call_mincore},   {"mlock", call_mlock},         {"munlock", call_munlock},
    {"mlockall", call_mlockall}, {"mremap", call_mremap},       {"store", call_store},
    {"load", call_load},         {"futex", call_futex},         {"pipe", call_pipe},
    {"poll", call_poll},         {"handle", call_handle},       {"mask", call_mask},
    {"raise", call_raise},       {"pending", call_pending},     {"take", call_take},
    {"fork", call_fork},         {"end", call_end},
};

static int word(char **from, char *into)
{
    int length = 0;
    while (**from == ' ' || **from == '\n')
        (*from)++;
    while (**from && **from != ' ' && **from != '\n' && length < 23)
        into[length++] = *(*from)++;
    into[length] = 0;
    return length;
}

/* Makes what the list meets the same everywhere: names, descriptors, limits, rights, signals. */
static int prepare(const char *tag)
{
    for (int i = 0; i < NAMES; i++) {
        snprintf(names[i], sizeof names[i], "%s/fw-fuzz-%.40s-%c",
                 i < NAMES - 2 ? "/dev/shm" : "/tmp", tag, 'a' + i);
        /* A run that ended early has left it. */
        unlink(names[i]);
    }
    int input[2], output[2];
    if (dup2(1, OUTPUT) != OUTPUT)
        return 0;
    /* The standard streams are pipes whose other ends are closed. */
    if (pipe(input) || pipe(output) || dup2(input[0], 0) || dup2(output[1], 1) != 1
        || dup2(1, 2) != 2)
        return 0;
    /* Whatever started this program may have left it more than the standard streams. */
    for (int i = 3; i <= 20; i++)
        close(i);
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){1024, 1024});
    setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){16 * PAGE, 16 * PAGE});
    umask(022);
    /* An ordinary user, whom permissions and limits hold. */
    if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(1000, 1000, 1000)
                           || setresuid(1000, 1000, 1000)))
        return 0;
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    sigaction(SIGBUS, &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    for (int i = 0; i < SIGNALS; i++)
        signal(signals[i], SIG_DFL);
    sigset_t none = set_of(0);
    return sigprocmask(SIG_SETMASK, &none, NULL) == 0;
}

int main(int count, char **arguments)
{
    long length = 0, got;
    while ((got = read(0, list + length, sizeof list - 1 - (size_t) length)) > 0)
        length += got;
    if (!prepare(count > 1 ? arguments[1] : "x"))
        return 2;
    char name[24];
    while (word(&next, name)) {
        long a[6] = {0};
        char number[24];
        for (int i = 0; *next == ' ' && i < 6; i++) {
            word(&next, number);
            a[i] = strtol(number, NULL, 0);
        }
        unsigned i = 0;
        while (i < sizeof calls / sizeof *calls && strcmp(name, calls[i].name))
            i++;
        if (i == sizeof calls / sizeof *calls) {
            say("no such call: %s\n", name);
            return 2;
        }
        calls[i].call(a);
    }
    show_everything();
    if (!in_child)
        for (int i = 0; i < NAMES; i++)
            unlink(names[i]);
    return in_child;
}
