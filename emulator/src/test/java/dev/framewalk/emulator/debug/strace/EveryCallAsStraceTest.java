package dev.framewalk.emulator.debug.strace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.OptionalTool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every number of the table, called with arguments of which no pointer leads anywhere, is written
 * as the host's strace writes it: the same name, the same number of arguments, each by its kind.
 * strace is told to let none of the calls happen.
 */
final class EveryCallAsStraceTest {
  /** Numbers that strace can be expected to know: Linux 5.19's. */
  private static final int BEYOND = 451;

  /** Calls whose flags or commands we show as numbers, where strace has names. */
  private static final Set<String> BY_NUMBER =
      Set.of(
          "add_key",
          "request_key",
          "bpf",
          "fanotify_init",
          "fanotify_mark",
          "finit_module",
          "fsconfig",
          "fsmount",
          "fsopen",
          "fspick",
          "get_mempolicy",
          "getsockopt",
          "inotify_add_watch",
          "io_uring_enter",
          "io_uring_register",
          "ioprio_get",
          "ioprio_set",
          "kcmp",
          "kexec_file_load",
          "kexec_load",
          "keyctl",
          "landlock_add_rule",
          "landlock_create_ruleset",
          "mbind",
          "mount",
          "mount_setattr",
          "move_mount",
          "move_pages",
          "open_tree",
          "perf_event_open",
          "personality",
          "ptrace",
          "quotactl",
          "quotactl_fd",
          "reboot",
          "remap_file_pages",
          "seccomp",
          "set_mempolicy",
          "setns",
          "setsockopt",
          "socket",
          "socketpair",
          "swapon",
          "syslog");

  /** Calls of which strace shows more than their registers. */
  private static final Set<String> ELSEWHERE = Set.of("rt_sigreturn", "restart_syscall");

  private static final String PROGRAM =
      """
      static inline __attribute__((always_inline)) void call(
          long n, long a, long b, long c, long d, long e, long f) {
        long r;
        register long r10 asm("r10") = d;
        register long r8 asm("r8") = e;
        register long r9 asm("r9") = f;
        asm volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
                     "r"(r9) : "rcx", "r11", "memory");
      }
      void _start(void) {
        for (long n = 0; n < %d; n++) {
          if (n < 335 || n >= 424) call(n, %s);
        }
        __builtin_trap();  // Even exit_group would be kept from happening.
      }
      """;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x7e0000001001, 0x7e0000002002, 0x7e0000003003, 0x7e0000004004, 0x7e0000005005,"
            + " 0x7e0000006006",
        "0, 0, 0, 0, 0, 0",
        "1, 2, 3, 4, 5, 6",
        "4, 4, 4, 4, 4, 4",
        "0x10, 0x10, 0x10, 0x10, 0x10, 0x10",
        "-1, -1, -1, -1, -1, -1",
        "-100, -100, -100, -100, -100, -100",
        "0x12345, 0x12345, 0x12345, 0x12345, 0x12345, 0x12345"
      })
  void everyCallIsWrittenAsStraceWritesIt(String arguments) throws Exception {
    final Map<String, String> theirs = strace(arguments);
    final long[] registers =
        Arrays.stream(arguments.split(", *", -1)).mapToLong(Long::decode).toArray();
    final List<String> differences = new ArrayList<>();
    final Set<String> seen = new TreeSet<>();
    for (final CallSignature signature : CallSignatures.all()) {
      if (signature.number() >= BEYOND) {
        continue;
      }
      final String expected = theirs.get(signature.name());
      if (expected == null) {
        differences.add(signature.name() + ": strace does not have it");
        continue;
      }
      seen.add(signature.name());
      final TracedCall call =
          new TracedCall(signature.number(), registers, 0, (address, length) -> new byte[0], 32);
      call.served(-38, (address, length) -> new byte[0]);
      if (!call.text().equals(expected)
          && !BY_NUMBER.contains(signature.name())
          && !ELSEWHERE.contains(signature.name())) {
        differences.add("ours    " + call.text() + "\nstrace's " + expected);
      }
    }
    assertThat(differences).isEmpty();
    assertThat(seen).isEqualTo(theirs.keySet());
  }

  /** What strace writes of each call, by its name, up to the closing bracket. */
  private Map<String, String> strace(String arguments) throws Exception {
    final Path strace = OptionalTool.require("strace", "strace");
    final Path program =
        HostC.compile(
            directory,
            "every-call",
            String.format(PROGRAM, BEYOND, arguments.replaceAll("(-?\\w+)", "$1L")),
            "-static",
            "-nostdlib");
    final Path output = directory.resolve("trace");
    final Process process =
        new ProcessBuilder(
                strace.toString(),
                "-qq",
                "-o",
                output.toString(),
                "-e",
                "inject=all:error=ENOSYS",
                program.toString())
            .start();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("strace ends").isTrue();
    final Map<String, String> lines = new TreeMap<>();
    for (final String line : Files.readAllLines(output, StandardCharsets.ISO_8859_1)) {
      final int end = line.lastIndexOf(" = -1 ENOSYS");
      if (end > 0 && line.contains("(INJECTED)")) {
        lines.put(line.substring(0, line.indexOf('(')), line.substring(0, end).stripTrailing());
      }
    }
    return lines;
  }
}
