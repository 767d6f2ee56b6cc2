package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code framewalk run --json}: one document, read back by another reader. */
final class RunJsonTest {
  @TempDir Path directory;
  private CommandLineUser user;

  @BeforeEach
  void sitDown() {
    user = new CommandLineUser(directory);
  }

  private JsonNode document(int status, String... arguments) throws Exception {
    final Result result = user.types(arguments);
    assertThat(result.status()).as(result.err()).isEqualTo(status);
    assertThat(result.err()).isEmpty();
    final ObjectMapper strict =
        new ObjectMapper()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return strict.readTree(result.out().getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void standardOutputHoldsOneDocumentWithAllThatTheSummarySays() throws Exception {
    final String program =
        user.program(
            "leaves",
            """
              shm_create object, 5000
              print "h\\303\\274llo\\n"
              flush
              mov eax, 4000
              syscall
              exit 3
              shm_name object, "/left"
            """);
    final JsonNode run =
        document(1, "run", "--json", "--seed", "-2", "--memory", "2M", "--check", program, "a b");
    assertThat(run.path("schema").asText()).isEqualTo("framewalk.run/1");
    assertThat(run.path("result").asText()).isEqualTo("finished");
    assertThat(run.path("exitCode").asInt()).isEqualTo(1);
    assertThat(run.at("/machine/memoryBytes").asLong()).isEqualTo(2 << 20);
    assertThat(run.at("/machine/seed").asText()).isEqualTo("-2");
    assertThat(run.at("/budget/wallTimeMilliseconds").asLong()).isEqualTo(60_000);
    final JsonNode process = run.at("/processes/0");
    assertThat(process.path("pid").asInt()).isEqualTo(100);
    assertThat(process.path("name").asText()).isEqualTo("leaves");
    assertThat(process.at("/arguments/0").asText()).isEqualTo(program);
    assertThat(process.at("/arguments/1").asText()).isEqualTo("a b");
    assertThat(process.path("end").asText()).isEqualTo("exited");
    assertThat(process.path("status").asInt()).isEqualTo(3);
    assertThat(process.at("/stdout/text").asText()).isEqualTo("h\u00fcllo\n");
    assertThat(process.at("/stderr/text").asText()).isEmpty();
    final JsonNode object = run.at("/objects/0");
    assertThat(object.path("name").asText()).isEqualTo("/left");
    assertThat(object.path("size").asLong()).isEqualTo(5000);
    assertThat(object.path("frames").asLong()).isEqualTo(2);
    assertThat(object.path("ownerPid").asInt()).isEqualTo(100);
    assertThat(object.path("mode").asText()).isEqualTo("0600");
    assertThat(run.at("/frames/inUse").asLong() - run.at("/frames/kernel").asLong()).isEqualTo(2);
    assertThat(run.at("/unknownSystemCalls/0/number").asLong()).isEqualTo(4000);
    assertThat(run.at("/unknownSystemCalls/0/count").asLong()).isEqualTo(1);
    assertThat(run.path("scheduleHash").asText()).matches("0x[0-9a-f]{16}");
    assertThat(run.path("translationsChecked").asLong()).isPositive();
    assertThat(run.path("pagesMapped").asLong()).isPositive();
  }

  @Test
  void outputThatIsNotUtf8IsBase64() throws Exception {
    final String program =
        user.program(
            "bytes",
            "  sys write, 1, offset(data), 3\n  exit\n  .data\ndata: .byte 0, 0xff, 0x41\n");
    final JsonNode out = document(0, "run", "--json", program).at("/processes/0/stdout");
    assertThat(out.has("text")).isFalse();
    assertThat(out.path("base64").binaryValue()).containsExactly(0, 0xff, 'A');
  }

  @Test
  void outputIsKeptApartByProcessAndCappedWhenThereIsTooMuch() throws Exception {
    final String program =
        user.program(
            "much",
            """
              mov ebx, 17
            1:
              sys write, 1, offset(data), 1 << 20
              dec ebx
              jnz 1b
              exit
              .bss
            data: .skip 1 << 20
            """);
    final String quiet = user.program("little", "  print \"little\"\n  flush\n  exit");
    final JsonNode run = document(0, "run", "--json", program, "--", quiet);
    assertThat(run.at("/processes/0/stdout/droppedBytes").asLong()).isEqualTo(1 << 20);
    assertThat(run.at("/processes/0/stdout/text").asText()).hasSize(16 << 20);
    assertThat(run.at("/processes/1/stdout/text").asText()).isEqualTo("little");
    assertThat(run.at("/processes/1/stdout").has("droppedBytes")).isFalse();
  }

  @Test
  void aFaultIsThereWithItsWalk() throws Exception {
    final JsonNode process =
        document(1, "run", "--json", user.program("null", "  mov qword ptr [8], rax\n  exit"))
            .at("/processes/0");
    assertThat(process.path("end").asText()).isEqualTo("killed");
    assertThat(process.path("signal").asText()).isEqualTo("SIGSEGV");
    assertThat(process.path("status").asInt()).isEqualTo(139);
    assertThat(process.at("/fault/code").asText()).isEqualTo("SEGV_MAPERR");
    assertThat(process.at("/fault/address").asText()).isEqualTo("0x8");
    assertThat(process.at("/fault/symbol").asText()).isEqualTo("_start");
    assertThat(process.at("/fault/walk/0").asText()).startsWith("PML4[0x0] at 0x");
  }

  @Test
  void aBudgetThatIsUsedUpIsNamed() throws Exception {
    final JsonNode run =
        document(1, "run", "--json", "--budget", "500", user.program("loop", "1: jmp 1b"));
    assertThat(run.path("result").asText()).isEqualTo("budget-exhausted");
    assertThat(run.path("budgetExhausted").asText()).isEqualTo("instructions");
    assertThat(run.at("/budget/instructions").asLong()).isEqualTo(500);
    assertThat(run.at("/processes/0/end").asText()).isEqualTo("running");
  }

  @Test
  void theNameOfAnObjectSurvivesWhateverItsBytesAre() throws Exception {
    final String program =
        user.program(
            "names", "  shm_create object, 1\n  exit\n  shm_name object, \"/a\\n\\\"\\377b\"\n");
    assertThat(document(0, "run", "--json", program).at("/objects/0/name").asText())
        .startsWith("/a\n\"")
        .endsWith("b")
        .doesNotContain("?")
        .hasSize(6);
  }

  @Test
  void aLineThatIsWrongPrintsNoDocument() {
    final Result result = user.types("run", "--json", directory + "/none");
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.errorLines()).hasSize(1);
  }
}
