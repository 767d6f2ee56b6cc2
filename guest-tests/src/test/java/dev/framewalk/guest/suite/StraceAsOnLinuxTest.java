package dev.framewalk.guest.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.strace.CallSignatures;
import dev.framewalk.emulator.debug.strace.Strace;
import dev.framewalk.emulator.debug.strace.StraceOptions;
import dev.framewalk.emulator.harness.HostLock;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code --strace} writes of a program in the machine is what strace writes of it on the
 * host's Linux, line by line, but for addresses and process numbers.
 */
class StraceAsOnLinuxTest {
  private static final Path LOCK = Path.of("/dev/shm/framewalk-native-oracle.lock");
  private static final int FIRST_PID = 100;
  private static final Pattern OURS = Pattern.compile("(?:\\[pid +(\\d+)\\] )?(.*)");
  private static final Pattern THEIRS = Pattern.compile("(\\d+) +(.*)");
  private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. (\\w+) resumed>(.*)");
  private static final Pattern ADDRESS = Pattern.compile("0x7[0-9a-f]{11}\\b");
  private static final Pattern OF_PROCESSES =
      Pattern.compile("^(wait4|v?fork|clone3?|get[pt]id|t?g?kill)\\(|si_pid=");
  private static final Pattern CALL = Pattern.compile("(\\w+)\\(.*");
  private static final String UNFINISHED = " <unfinished ...>";

  /** Calls whose arguments are structures, with forks and a bad end; no libc that has its own. */
  private static final String STRUCTURES =
      """
      #define _GNU_SOURCE
      #include <fcntl.h>
      #include <poll.h>
      #include <sched.h>
      #include <stdint.h>
      #include <signal.h>
      #include <time.h>
      #include <sys/mman.h>
      #include <sys/resource.h>
      #include <sys/stat.h>
      #include <sys/syscall.h>
      #include <sys/uio.h>
      #include <sys/utsname.h>
      static long sys(long n, ...) {
        __builtin_va_list l;
        __builtin_va_start(l, n);
        long a = __builtin_va_arg(l, long), b = __builtin_va_arg(l, long);
        long c = __builtin_va_arg(l, long), r;
        register long d asm("r10") = __builtin_va_arg(l, long);
        register long e asm("r8") = __builtin_va_arg(l, long);
        register long f asm("r9") = __builtin_va_arg(l, long);
        asm volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(d), "r"(e), "r"(f)
                     : "rcx", "r11", "memory");
        __builtin_va_end(l);
        return r;
      }
      #define S(n, ...) sys(SYS_##n, ##__VA_ARGS__, 0L, 0L, 0L, 0L, 0L, 0L)
      #define L(x) ((long)(x))
      static char buffer[64];
      static int word = 1;
      void begin(void) {
        static struct stat st;
        long fd = S(openat, L(AT_FDCWD), L("/dev/shm/fw-strace"), L(O_RDWR | O_CREAT | O_TRUNC),
                    0640L);
        S(ftruncate, fd, 8192L);
        S(fstat, fd, L(&st));
        S(stat, L("/dev/shm/fw-strace"), L(&st));
        S(stat, L("/dev/shm/fw-none"), L(&st));
        S(newfstatat, fd, L(""), L(&st), L(AT_EMPTY_PATH));
        S(pwrite64, fd, L("a\\0b\\377\\1" "2\\n\\"end"), 10L, 4L);
        S(pread64, fd, L(buffer), 40L, 0L);
        struct iovec out[2] = {{"one", 3}, {"two two", 7}};
        S(writev, fd, L(out), 2L);
        S(lseek, fd, 0L, L(SEEK_SET));
        struct iovec in[2] = {{buffer, 4}, {buffer + 8, 20}};
        S(readv, fd, L(in), 2L);
        long at = S(mmap, 0L, 8192L, L(PROT_READ | PROT_WRITE), L(MAP_SHARED), fd, 0L);
        S(mprotect, at, 4096L, L(PROT_READ));
        S(madvise, at, 8192L, L(MADV_WILLNEED));
        S(msync, at, 4096L, L(MS_SYNC));
        S(munmap, at, 8192L);
        S(fcntl, fd, L(F_GETFL));
        S(fcntl, fd, L(F_SETFD), L(FD_CLOEXEC));
        S(fcntl, fd, L(F_GETFD));
        S(fcntl, fd, L(F_DUPFD), 10L);
        S(dup2, fd, 20L);
        struct sigaction_k { void *handler; long flags; void *restorer; long mask; } action = {
            (void *)1, SA_RESTART, 0, 0x10002};
        S(rt_sigaction, L(SIGUSR1), L(&action), 0L, 8L);
        S(rt_sigaction, L(SIGUSR1), 0L, L(&action), 8L);
        long set = 0x10002;
        S(rt_sigprocmask, L(SIG_BLOCK), L(&set), 0L, 8L);
        S(rt_sigprocmask, L(SIG_BLOCK), 0L, L(&set), 8L);
        set = ~0x4000L;
        S(rt_sigprocmask, L(SIG_SETMASK), L(&set), L(&set), 8L);
        struct timespec moment = {0, 1000};
        S(nanosleep, L(&moment), L(&moment));
        S(clock_nanosleep, L(CLOCK_MONOTONIC), 0L, L(&moment), 0L);
        struct rlimit limit = {512, 1024};
        S(setrlimit, L(RLIMIT_NOFILE), L(&limit));
        S(getrlimit, L(RLIMIT_NOFILE), L(&limit));
        S(prlimit64, 0L, L(RLIMIT_NOFILE), 0L, L(&limit));
        S(umask, 022L);
        S(umask, 0L);
        S(futex, L(&word), L(0x80 | 0), 2L, 0L, 0L, 0L);
        S(futex, L(&word), L(0x80 | 1), 1L, 0L, 0L, 0L);
        S(futex, L(&word), L(9), 1L, L(&moment), 0L, -1L);
        S(sched_yield);
        int status;
        long child = S(fork);
        if (child == 0) S(exit_group, 7L);
        S(wait4, child, L(&status), 0L, 0L);
        child = S(fork);
        if (child == 0) *(volatile int *)16 = 1;
        S(wait4, child, L(&status), 0L, 0L);
        S(wait4, -1L, L(&status), L(1), 0L);
        S(unlink, L("/dev/shm/fw-strace"));
        S(close, fd);
        S(close, fd);
        sys(500L, 1L, 2L, 3L, 4L, 5L, 6L);
        S(exit_group, 3L);
      }
      asm(".globl _start\\n_start: and $-16, %rsp\\n call begin\\n");
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data/append",
        "data/gather",
        "data/write-extends",
        "errors/close",
        "errors/fstat",
        "errors/ftruncate",
        "errors/lseek",
        "errors/mprotect",
        "errors/msync",
        "errors/munmap",
        "errors/openat",
        "errors/unlink",
        "faults/divide-by-zero",
        "faults/null-write",
        "faults/ud2",
        "map/fixed",
        "map/no-execute",
        "map/offset",
        "names/exclusive",
        "names/fstat-fields",
        "start/arguments"
      })
  void aProgramOfTheSuiteIsTracedAsOnLinux(String source) throws Exception {
    compare(GuestSources.ofBuild().program(source));
  }

  @Test
  void structuresAreShownAsOnLinux() throws Exception {
    Path source = directory.resolve("structures.c");
    Path program = directory.resolve("structures");
    Files.writeString(source, STRUCTURES);
    run(
        List.of(
            "gcc",
            "-w",
            "-O1",
            "-static",
            "-nostdlib",
            "-fno-stack-protector",
            "-o",
            program.toString(),
            source.toString()));
    compare(program);
  }

  @SuppressWarnings("try") // the lock is held, not used
  private void compare(Path program) throws Exception {
    Path strace = strace();
    Set<String> served = new HashSet<>();
    List<String> ours = ours(program, served);
    Path trace = directory.resolve("trace");
    try (HostLock lock = HostLock.acquire(LOCK)) {
      run(
          List.of(
              "/bin/sh",
              "-c",
              "ulimit -c 0 && ulimit -n 1024 && ulimit -S -s 8192 && \"$@\"; true",
              "sh",
              "env",
              "-i",
              strace.toString(),
              "-q",
              "-f",
              "-o",
              trace.toString(),
              "./" + program.getFileName()),
          program.resolveSibling(".").normalize().toFile());
    }
    List<List<String>> here = processes(ours, OURS, served);
    List<List<String>> there =
        processes(Files.readAllLines(trace, StandardCharsets.ISO_8859_1), THEIRS, served);
    assertThat(here).as("processes").hasSameSizeAs(there);
    for (int i = 0; i < here.size(); i++) {
      assertThat(here.get(i)).containsExactlyElementsOf(there.get(i));
    }
  }

  private static boolean known(String name) {
    return CallSignatures.named(name).isPresent();
  }

  private static Path strace() {
    for (String entry : System.getenv("PATH").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(entry, "strace");
      if (!entry.isEmpty() && Files.isExecutable(candidate)) {
        return candidate;
      }
    }
    String message = "strace is missing, which this test compares with: apt-get install strace";
    if (System.getProperty("framewalk.require", "none").equals("all")) {
      Assertions.fail(message);
    }
    return Assumptions.abort(message);
  }

  private static List<String> ours(Path program, Set<String> served) throws Exception {
    List<String> lines = new ArrayList<>();
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      for (SyscallRow row : machine.syscalls().rows()) {
        served.add(row.name());
      }
      Strace strace = new Strace(machine, StraceOptions.defaults(), lines::add);
      machine.listen(strace);
      machine.load(
          Program.of(ElfLoader.read("./" + program.getFileName(), Files.readAllBytes(program))));
      assertThat(machine.run(Budget.wallTime(Duration.ofSeconds(60)))).isNotNull();
      strace.finish();
    }
    return lines;
  }

  /** The lines of each process, in the order of the processes, without what differs by chance. */
  private static List<List<String>> processes(
      List<String> lines, Pattern form, Set<String> served) {
    Map<String, List<String>> byPid = new LinkedHashMap<>();
    Map<String, String> unfinished = new HashMap<>();
    for (String line : lines) {
      Matcher parts = form.matcher(line);
      assertThat(parts.matches()).as(line).isTrue();
      String pid = parts.group(1) == null ? Integer.toString(FIRST_PID) : parts.group(1);
      String text = parts.group(2);
      List<String> own = byPid.computeIfAbsent(pid, key -> new ArrayList<>());
      if (text.endsWith(UNFINISHED)) {
        unfinished.put(pid, text.substring(0, text.length() - UNFINISHED.length()));
        continue;
      }
      Matcher resumed = RESUMED.matcher(text);
      own.add(resumed.matches() ? unfinished.remove(pid) + resumed.group(2) : text);
    }
    List<String> pids = List.copyOf(byPid.keySet());
    List<List<String>> all = new ArrayList<>();
    for (List<String> own : byPid.values()) {
      Map<String, String> addresses = new HashMap<>();
      List<String> plain = new ArrayList<>();
      // strace itself starts the program.
      own.removeIf(line -> line.startsWith("execve("));
      for (String line : own) {
        String text = line.replaceFirst("\\) += ", ") = ");
        for (int i = 0; i < pids.size() && OF_PROCESSES.matcher(text).find(); i++) {
          text = text.replaceAll("\\b" + pids.get(i) + "\\b(?!\\))", "PID" + i);
        }
        Matcher call = CALL.matcher(text);
        if (call.matches() && known(call.group(1)) && !served.contains(call.group(1))) {
          plain.add(call.group(1)); // What the kernel does not have has other results.
          continue;
        }
        plain.add(
            ADDRESS
                .matcher(text)
                .replaceAll(
                    found ->
                        addresses.computeIfAbsent(
                            found.group(), key -> "ADDRESS" + addresses.size())));
      }
      all.add(plain);
    }
    return all;
  }

  private void run(List<String> command) throws Exception {
    run(command, directory.toFile());
  }

  private void run(List<String> command, File where) throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(where)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .redirectInput(new File("/dev/null"))
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("does not end: " + command);
    }
    assertThat(process.exitValue()).as(Files.readString(output)).isZero();
  }
}
