package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk run --trace}: a line an event, and a run that does not notice. */
final class TraceTest {
  private static final String LIFE_OF_AN_OBJECT =
      """
        shm_open object, O_CREAT|O_EXCL|O_RDWR, 0640
        mov r12, rax
        sys ftruncate, r12, 8192
        map_shared r12, 4096, PROT_READ|PROT_WRITE, 4096
        mov rbx, rax
        mov byte ptr [rbx], 1
        sys close, r12
        shm_unlink object
        sys munmap, rbx, 4096
        shm_unlink object
        sys write, 1, offset(text), 6
        exit 5
        .data
      text: .ascii "a\\t\\"\\\\\\303\\n"
        shm_name object, "/life\\nline"
      """;

  @TempDir Path directory;
  private CommandLineUser user;

  @BeforeEach
  void sitDown() {
    user = new CommandLineUser(directory);
  }

  private List<String> trace(Result result) {
    return result.errorLines().stream()
        .takeWhile(line -> !line.startsWith("-- framewalk"))
        .map(line -> line.replaceAll("0x7f[0-9a-f]{10}", "ADDRESS"))
        .filter(line -> !line.startsWith("fault: "))
        .toList();
  }

  @Test
  void everyCallAndEveryChangeOfAnObjectIsALine() throws Exception {
    final Result result = user.types("run", "--trace", user.program("life", LIFE_OF_AN_OBJECT));
    assertThat(result.status()).isEqualTo(1);
    final String name = "/life\\u000aline";
    assertThat(trace(result))
        .containsExactly(
            "process: started, name=life, pid=100",
            "turn: pid=100",
            "syscall: pid=100, open(\"/dev/shm/life\\nline\","
                + " O_RDWR|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC, 0640), result=3",
            "[SHM] created: id=1, name=" + name + ", size=0, mode=0640, owner=100, frames=0",
            "syscall: pid=100, ftruncate(3, 8192), result=0",
            "[SHM] truncated: id=1, name="
                + name
                + ", size=8192, sizeBefore=0, frames=2, runs=1, pid=100",
            "syscall: pid=100, mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, 3, 0x1000),"
                + " result=ADDRESS",
            "[SHM] mapped: id=1, name=" + name + ", size=8192, mappings=1, pid=100",
            "syscall: pid=100, close(3), result=0",
            "syscall: pid=100, unlink(\"/dev/shm/life\\nline\"), result=0",
            "[SHM] unlinked: id=1, name=" + name + ", size=8192, references=1, pid=100",
            "syscall: pid=100, munmap(ADDRESS, 4096), result=0",
            "[SHM] freed: id=1, name=" + name + ", size=8192, frames=2, pid=100",
            "syscall: pid=100, unlink(\"/dev/shm/life\\nline\"), result=ENOENT (no such file:"
                + " name=life\\u000aline)",
            "syscall: pid=100, write(1, \"a\\t\\\"\\\\\\303\\n\", 6), result=6",
            "process: ended, name=life, pid=100, status=5");
  }

  @Test
  void whatEndsWithItsProcessIsToldBehindItsEnd() throws Exception {
    final String program =
        user.program("dies", "  map_anonymous 4096, PROT_READ\n  mov qword ptr [rax], 1\n  exit\n");
    final List<String> lines =
        user.types("run", "--trace", program).errorLines().stream()
            .map(line -> line.replaceAll("0x7f[0-9a-f]{10}", "ADDRESS"))
            .toList();
    assertThat(lines)
        .contains(
            "fault: pid=100, access=write, address=ADDRESS, verdict=not-allowed",
            "process: ended, name=dies, pid=100, signal=SIGSEGV, status=139");
  }

  @Test
  void refusalsSayWhy() throws Exception {
    final String program =
        user.program(
            "refused",
            "  sys mmap, 0, 4096, 1, 0, -1, 0\n  sys close, 77\n  sys openat, AT_FDCWD, 0, 0\n"
                + "  mov eax, 4000\n  syscall\n  exit\n");
    assertThat(trace(user.types("run", "--trace", program)))
        .contains(
            "syscall: pid=100, close(77), result=EBADF (not open: descriptor=77)",
            "syscall: pid=100, syscall_0xfa0(0xffffffffffffff9c, 0, 0, 0, 0xffffffffffffffff,"
                + " 0), result=ENOSYS")
        .anyMatch(
            line ->
                line.startsWith(
                    "syscall: pid=100, mmap(NULL, 4096, PROT_READ, MAP_FILE, -1, 0), result="))
        .anyMatch(
            line ->
                line.startsWith(
                    "syscall: pid=100, openat(AT_FDCWD, NULL, O_RDONLY), result=EFAULT ("));
  }

  @Test
  void aRunThatIsWatchedIsTheRunThatIsNot() throws Exception {
    final String program = user.program("life", LIFE_OF_AN_OBJECT);
    final Result alone = user.types("run", program, "--", program);
    final Result watched = user.types("run", "--trace", program, "--", program);
    assertThat(watched.out()).isEqualTo(alone.out());
    assertThat(watched.err()).endsWith(alone.err());
    assertThat(watched.err().length()).isGreaterThan(2 * alone.err().length());
  }

  @Test
  void theTraceLeavesStandardOutputToTheDocument() throws Exception {
    final Result result =
        user.types("run", "--trace", "--json", user.program("life", LIFE_OF_AN_OBJECT));
    assertThat(result.out()).startsWith("{").endsWith("}\n");
    assertThat(result.err()).contains("[SHM] created: id=1").doesNotContain("-- framewalk");
  }
}
