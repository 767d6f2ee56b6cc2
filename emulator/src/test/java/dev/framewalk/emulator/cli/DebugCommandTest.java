package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The debugger by scripts, with two processes that share an object. */
final class DebugCommandTest {
  private static final Path ASM = Path.of("../guest-tests/asm/ipc");
  private static final String WRITER = ASM.resolve("message-writer.S").toString();
  private static final String READER = ASM.resolve("message-reader.S").toString();

  @TempDir private Path directory;
  private CommandLineUser user;

  @BeforeEach
  void aUser() {
    user = new CommandLineUser(directory);
  }

  private Result debug(String script, String... more) {
    final String[] arguments = new String[more.length + 6];
    arguments[0] = "debug";
    System.arraycopy(more, 0, arguments, 1, more.length);
    arguments[more.length + 1] = "-c";
    arguments[more.length + 2] = script;
    arguments[more.length + 3] = WRITER;
    arguments[more.length + 4] = "--";
    arguments[more.length + 5] = READER;
    return user.types(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "place | before the first instruction",
        "where | place 0",
        "ps | message-reader",
        "info threads | message-writer",
        "step | place 0+1",
        "si 3 | place 0+3",
        "step 5; back 2 | place 0+3",
        "until after:mmap#1 | after mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED",
        "until call:mmap | before mmap(",
        "stepcall | after open(\"/dev/shm/fw-ipc-message\"",
        "break _start; list | breakpoint 1: 0x",
        "break 101:_start; c | breakpoint 1",
        "until after:mmap; watch /fw-ipc-message; c | watch 1, write of physical 0x",
        "watch $rsp 8 a; list | any of 0x",
        "catch call mmap; c | before mmap(",
        "catch end; continue | is about to end",
        "catch call mmap; catch after open; c | after open(",
        "catch fault; list | c1  catch fault",
        "catch end; delete c1; list | none is set",
        "break _start; delete 1; list | none is set",
        "step 4; back-continue | place 0",
        "until after:mmap; goto start | place 0",
        "regs 101 | rip     0x40",
        "info registers | cr3     0xc000",
        "regs 101; walk 101 _start | cr3     0x17000",
        "x/2xg $rsp | 0x0000000000000001 0x00007fff",
        "x/1dw $rsp | : 1",
        "xp/4xb 0x1000 | 0x1000: 0x",
        "disas _start 2 | <_start>",
        "use 101; place | before the first instruction",
        "use 101; dump | message-reader (pid 101)",
        "until after:mmap; shm | /fw-ipc-message",
        "walk _start | PML4[0x0]",
        "!pte 101 _start | message-reader (pid 101)",
        "vtop _start | physical 0x",
        "why 0x10 w | #PF",
        "info mem | message-writer (pid 100)",
        "step 3; tlb | none differ",
        "audit | no errors",
        "frames | free",
        "until after:mmap; find /fw-ipc-message | 100",
        "until write:/fw-ipc-message | write of physical 0x",
        "until read:/fw-ipc-message; list | none is set",
        "until access:$rsp-8 | watch 1, ",
        "mark a; until after:mmap; diff a | mapping [0x",
        "help | back-continue",
        "help break | ADDRESS  a number",
        "pla | place 0",
      })
  void eachCommandAnswers(String script, String expected) {
    final Result result = debug(script);
    assertThat(result.err()).doesNotContain("framewalk:");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "walk 7 _start | no process 7; there are: message-writer (pid 100), message-reader (pid 101)",
        "use 7 | no process 7; there are:",
        "walk stare | no address, and no symbol of process 100: stare",
        "walk _stort | (did you mean _start?)",
        "break 0x800000000000 | not a canonical address: 0x800000000000",
        "x 0x10 | nothing is mapped at 0x10 in process 100; why 0x10 r",
        "x/9zz _start | no format: /9zz; give /[COUNT]",
        "xp 0xffffffffff0 | no physical memory at 0xffffffffff0: it ends at 0x4000000",
        "dump --where 'w && (' | bad filter: expected a term at the end",
        "waIk | (did you mean walk?); help lists them",
        "st | which command: st begins step, stepcall",
        "goto 1+x | not a place of a run: \"1+x\"",
        "until nowhere | nowhere in a run: nowhere; give start, fault[:PID], end",
        "until write:/fw-ipc-massage | never reached: write:/fw-ipc-massage",
        "until write:stare | no address, and no symbol of process 100: stare",
        "until write:0x401ffc | not 1 to 4096 bytes in one page",
        "until call:mmmap | no system call mmmap (did you mean mmap?)",
        "until call:mmap#0 | not which call of them: mmap#0",
        "until call:fork | never reached: call:fork; the run is over",
        "load no-such-file | no-such-file: cannot be read: no such file",
        "diff b | no instant b: no mark and no file of that name",
        "delete 9 | no breakpoint, watch or catchpoint 9",
        "watch /none | no object /none now; shm lists",
        "watch 0x401ffc 8 | not 1 to 4096 bytes in one page",
        "step 0 | not how often: 0",
        "catch rain | nothing to catch: rain",
        "catch write | nothing to catch: write (the system call: catch call write); usage: catch",
        "place now | place takes no words: now",
        "c; c | the run is over at place",
        "mark | too few words; usage: mark NAME",
        "goto 99999; place; step | the run is over at place",
      })
  void badInputIsOneClearComplaintAndStopsTheScript(String script, String expected) {
    final Result result = debug(script + "; quit");
    assertThat(result.err()).contains("framewalk: ").contains(expected);
    assertThat(result.out()).doesNotContain("(framewalk) quit");
    assertThat(result.status()).isEqualTo(2);
  }

  @Test
  void aFilterIsRefusedWithACaretUnderTheMistake() {
    assertThat(debug("dump --where 'w && ('").errorLines())
        .containsSequence("  w && (", "        ^");
  }

  @Test
  void theMachineIsUnharmedByAMistake() {
    final Result result = debug("step 3; walk 7 0; place", "--keep-going");
    assertThat(result.out())
        .endsWith(
            "(framewalk) place\n"
                + result.out().split("\\(framewalk\\) ")[1].substring("step 3\n".length()));
    assertThat(result.status()).isEqualTo(2);
  }

  @Test
  void commandsAreReadFromStandardInputAndShownInTheTranscript() {
    user = user.withInput("# a comment\n\nstep\nquit\nps\n".getBytes(StandardCharsets.UTF_8));
    final Result result = user.types("debug", WRITER, "--", READER);
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("(framewalk) step\nplace 0+1  100 message-writer\n");
    assertThat(result.out()).endsWith("(framewalk) quit\n");
  }

  @Test
  void commandsAreReadFromAFile() throws Exception {
    final String script = user.file("script", "step 2\n");
    final Result result = user.types("debug", "-x", script, WRITER, "--", READER);
    assertThat(result.out()).contains("place 0+2  100");
    assertThat(user.types("debug", "-x", script + "?", WRITER).err()).contains("no such file");
  }

  @Test
  void withJsonEachCommandIsOneObjectAndNothingElseIsPrinted() throws Exception {
    final Result result =
        debug(
            "place; ps; shm; regs; x $rsp; xp 0; disas; break _start; list; delete 1; use; mark m;"
                + " help; walk _start; why 0 r; dump; frames; audit; tlb; diff m; foo; c; quit",
            "--json",
            "--keep-going");
    int objects = 0;
    for (final String line : result.out().lines().toList()) {
      final JsonNode json = new ObjectMapper().readTree(line);
      assertThat(json.fieldNames().next()).isEqualTo("schema");
      assertThat(json.get("schema").asText()).matches("framewalk\\.[a-z]+/1");
      objects++;
    }
    assertThat(objects).isEqualTo(23);
  }

  @Test
  void aSavedMachineIsAskedAboutAndComparedWithTheLiveOne() throws Exception {
    final Path file = directory.resolve("saved");
    final Result result =
        debug("step 3; save " + file + "; until after:mmap; diff " + file + " now");
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("saved in " + file + ", place 0+3")
        .contains("+   mapping [0x");
    assertThat(Files.size(file)).isPositive();
    final Result saved = user.types("walk", "101", "_start", "--snapshot", file.toString());
    assertThat(saved.out()).contains("message-reader (pid 101)");
  }

  @Test
  void aSavedMachineGoesOnWhereItWasSaved() {
    final Path file = directory.resolve("saved");
    assertThat(debug("until after:mmap; save " + file).status()).isZero();
    final Result whole = debug("until after:mmap; step 7; regs");
    final Result gone = user.types("debug", "--snapshot", file.toString(), "-c", "step 7; regs");
    assertThat(gone.err()).isEmpty();
    assertThat(gone.out()).contains("(framewalk) regs\nrax");
    assertThat(whole.out()).endsWith(gone.out());
    final Result loaded = debug("load " + file + "; step 7; regs");
    assertThat(loaded.out()).endsWith(gone.out());
  }

  @Test
  void aQuoteThatIsNotClosedIsSaidBeforeAMachineIsMade() {
    final Result result = debug("why 'x");
    assertThat(result.errorLines())
        .containsExactly("framewalk: --command: a quote is not closed: '");
  }

  @Test
  void aHostileNameStaysOnItsLine() throws Exception {
    final String program =
        user.program("evil\033[2J", "assert_exit_0: mov edi, 0\n mov eax, 60\n syscall\n");
    final Result result = user.types("debug", "-c", "ps; place; dump; walk 7 0", program);
    assertThat(result.out() + result.err()).doesNotContain("\033").contains("evil\\u001b[2J");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--gdb=example.com:1", "--gdb=:x", "--gdb=:65536", "--web=0.0.0.0:80"})
  void aPortThatIsNoneOrThatOthersReachIsRefused(String option) {
    final Result result = user.types("debug", option, WRITER);
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.errorLines()).hasSize(1);
  }
}
