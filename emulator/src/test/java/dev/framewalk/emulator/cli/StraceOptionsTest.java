package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk run --strace} and the options about it. */
final class StraceOptionsTest {
  private static final String LIFE =
      """
        shm_open object, O_CREAT|O_EXCL|O_RDWR, 0640
        sys ftruncate, rax, 8192
        sys close, 77
        mov eax, 500
        syscall
        shm_unlink object
        exit 5
        shm_name object, "/life"
      """;

  @TempDir Path directory;
  private CommandLineUser user;
  private String program;

  @BeforeEach
  void sitDown() throws Exception {
    user = new CommandLineUser(directory);
    program = user.program("life", LIFE);
  }

  @Test
  void callsComeAsStraceWritesThem() throws Exception {
    assertThat(user.types("run", "--strace", program).err())
        .contains("O_RDWR|O_CREAT|O_EXCL|O_NOFOLLOW|O_CLOEXEC, 0640) = 3\n")
        .contains("\nclose(77)                               = -1 EBADF (Bad file descriptor)\n")
        .contains("\nsyscall_0x1f4(")
        .contains("\nexit_group(5)                           = ?\n+++ exited with 5 +++\n");
  }

  @Test
  void onlyTheCallsThatAreAskedForAreShown() throws Exception {
    assertThat(trace(user.types("run", "--strace", "--strace-calls", "close,ftruncate", program)))
        .hasSize(3)
        .last()
        .isEqualTo("+++ exited with 5 +++");
    assertThat(trace(user.types("run", "--strace", "--strace-calls=!%file,%desc", program)))
        .noneMatch(line -> line.startsWith("close") || line.startsWith("unlink"));
  }

  @Test
  void stringsAreCutWhereAsked() throws Exception {
    final String writes =
        user.program(
            "writes", "  sys write, 1, offset(t), 6\n  exit\n  .data\nt: .ascii \"abcdef\"\n");
    assertThat(user.types("run", "--strace", "--strace-strings=2", writes).err())
        .contains("write(1, \"ab\"..., 6)                    = 6\n");
  }

  @Test
  void aFileTakesTheTrace() throws Exception {
    final Path file = directory.resolve("trace");
    final Result result =
        user.types("run", "-q", "--strace", "--strace-output", file.toString(), program);
    assertThat(Files.readString(file)).contains("+++ exited with 5 +++");
    assertThat(result.err()).doesNotContain("+++");
  }

  @Test
  void callsAreCounted() throws Exception {
    assertThat(user.types("run", "--strace-summary", program).err())
        .contains("         1         1 close\n")
        .contains("         1           ftruncate\n")
        .contains(" total\n")
        .doesNotContain("close(77)");
  }

  @Test
  void jsonIsAnObjectALine() throws Exception {
    final List<JsonNode> lines = new ArrayList<>();
    final Result result =
        user.types("run", "--strace=json", "--strace-summary", "--strace-calls=close", program);
    for (final String line : trace(result)) {
      lines.add(new ObjectMapper().readTree(line));
    }
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).get("schema").asText()).isEqualTo("framewalk.strace/1");
    final JsonNode call = lines.get(1);
    assertThat(call.get("type").asText()).isEqualTo("call");
    assertThat(call.get("pid").asInt()).isEqualTo(100);
    assertThat(call.get("number").asInt()).isEqualTo(3);
    assertThat(call.get("args").get(0).get("name").asText()).isEqualTo("fd");
    assertThat(call.get("args").get(0).get("raw").asText()).isEqualTo("0x4d");
    assertThat(call.get("args").get(0).get("decoded").asText()).isEqualTo("77");
    assertThat(call.get("errno").asInt()).isEqualTo(9);
    assertThat(call.get("errnoName").asText()).isEqualTo("EBADF");
    assertThat(lines.get(2).get("how").asText()).isEqualTo("exited with 5");
    assertThat(lines.get(3).get("calls").get(0).get("errors").asInt()).isEqualTo(1);
  }

  @Test
  void wrongValuesAreRefusedInALine() throws Exception {
    refused("--strace-calls: foo: no system call of Linux x86-64", "--strace-calls", "foo");
    refused("--strace-calls: %foo: no class of calls; there are ", "--strace-calls", "%foo");
    refused("--strace-strings -x: not a number", "--strace-strings=-x");
    assertThat(user.types("run", "--strace=xml", program).err())
        .startsWith("framewalk: --strace=xml: no such form; give =json");
    assertThat(user.types("run", "--strace-calls", "close", program).err())
        .startsWith("framewalk: --strace-calls says nothing without --strace");
  }

  private void refused(String message, String... options) throws Exception {
    final List<String> words = new ArrayList<>(List.of("run", "--strace"));
    words.addAll(List.of(options));
    words.add(program);
    final Result result = user.types(words.toArray(new String[0]));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err()).startsWith("framewalk: ").contains(message);
  }

  private static List<String> trace(Result result) {
    return result.errorLines().stream()
        .takeWhile(line -> !line.startsWith("-- framewalk"))
        .toList();
  }
}
