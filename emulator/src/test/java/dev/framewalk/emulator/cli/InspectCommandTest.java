package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.cli.CommandLineUser.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions on the command line. */
final class InspectCommandTest {
  private static final Path ASM = Path.of("../guest-tests/asm");
  private static final String HELLO = ASM.resolve("start/hello.S").toString();
  private static final String NULL_WRITE = ASM.resolve("faults/null-write.S").toString();

  @TempDir private Path directory;
  private CommandLineUser user;

  @BeforeEach
  void aUser() {
    user = new CommandLineUser(directory);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "why 100 0x1000 q",
        "why 0x1000 w --ring 2",
        "dump 100 --where purple",
        "dump --tree --frames",
        "frames --width 3",
        "find a b",
        "tlb 100 101",
        "walk",
        "audit --all"
      })
  void wordsThatAreWrongAreToldBeforeAnyProgramRuns(String question) {
    List<String> words = new ArrayList<>(List.of(question.split(" ")));
    words.addAll(List.of("--", HELLO));
    CommandLineUser.Result result = user.types(words.toArray(new String[0]));
    assertThat(result.status()).isEqualTo(2);
    // What the program prints would stand before the complaint.
    assertThat(result.err()).startsWith("framewalk: ");
  }

  @Test
  void aFaultIsExplainedWhereItHappens() {
    final Result result = user.types("why", "0", "w", "--", NULL_WRITE);
    assertThat(result.status()).isZero();
    // Intel SDM 3A 4.7: W/R=1 and U/S=1 of a page that is not present.
    assertThat(result.out()).contains("a write to 0x0 by ring 3 raises #PF").contains("0x6");
  }

  @Test
  void whatProgramsPrintGoesToStandardError() {
    final Result result = user.types("frames", "--", HELLO);
    assertThat(result.err()).isEqualTo("Hello from ring 3.\n");
    assertThat(result.out()).doesNotContain("Hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"walk _start", "why _start x", "dump", "frames", "audit", "tlb", "find 0x1000"})
  void withJsonTheAnswerIsOneDocument(String question) throws Exception {
    final String[] words = (question + " --json -- " + HELLO).split(" ");
    final Result result = user.types(words);
    assertThat(result.status()).isZero();
    assertThat(new ObjectMapper().readTree(result.out()).get("schema").asText())
        .isEqualTo("framewalk." + words[0] + "/1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "walk _start -- nothing.S | nothing.S: no such file",
        "walk _start | no program; put it behind --",
        "walk _start --at 99999 -- HELLO | --at: never reached: 99999; the run is over at place 2",
        "walk _start --at fault -- HELLO | --at: never reached: fault",
        "walk 7 _start -- HELLO | no process 7 in this run; there were: hello (pid 100)",
        "walk nobody -- HELLO | no address, and no symbol of process 100: nobody",
        "dump --tee -- HELLO | unknown option --tee; usage: dump PID",
        "dump --snapshot nothing | nothing: cannot be read: no such file",
        "dump --snapshot HELLO | HELLO: ",
        "dump --color=blue -- HELLO | --color blue: no such choice; give auto, always or never",
        "dump --budget 10K -- HELLO | instructions are no limit here",
        "diff --from 99999 -- HELLO | --from: never reached: 99999",
        "diff --to call:mmap -- HELLO | --to: never reached: call:mmap",
        "calls --markdown --json | two forms; give one of them",
        "diff one | no two instants",
        "diff one two | no instant one",
        "snapshot -- HELLO | no file to save to",
        "wolk | unknown command wolk (did you mean walk?)",
      })
  void badInputIsOneClearLine(String line, String expected) {
    final Result result = user.types(line.replace("HELLO", HELLO).split(" "));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(expected.replace("HELLO", HELLO));
  }

  @Test
  void aProcessIsAskedAboutWhereItFaultsAndNotWhereAnotherEnds() {
    final Path lessons = Path.of("..", "guest-tests", "asm", "lessons").toAbsolutePath();
    final Result result =
        user.types(
            "why",
            "101",
            "0x7ffff6f00000",
            "w",
            "--",
            lessons.resolve("mailbox-writer.S").toString(),
            "--",
            lessons.resolve("mailbox-reader.S").toString());
    assertThat(result.out())
        .contains("is read-only (R/W=0)")
        .contains("mprotect(0x7ffff6f00000, 4096, PROT_READ|PROT_WRITE)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "walk",
        "why",
        "dump",
        "find",
        "frames",
        "diff",
        "audit",
        "tlb",
        "debug",
        "snapshot",
        "report"
      })
  void theHelpOfACommandHasItsExitStatusesAndAnExample(String command) {
    final String help = user.types(command, "--help").out();
    assertThat(help)
        .contains("Exit status")
        .containsPattern("Examples:\n  framewalk " + command + " ");
    assertThat(help.lines().mapToInt(String::length).max().orElseThrow()).isLessThanOrEqualTo(100);
  }

  @Test
  void anAddressIsReadAsADumpPrintsIt() {
    final String dump = user.types("dump", "--where", "x && user", "--", HELLO).out();
    final String address = dump.lines().skip(2).findFirst().orElseThrow().split(" ")[0];
    assertThat(user.types("walk", address, "--", HELLO).out())
        .startsWith("walk of 0x401000 in hello (pid 100)\n");
  }

  @Test
  void whatIsSavedAndListedHasJsonToo() throws Exception {
    final ObjectMapper json = new ObjectMapper();
    final String file = directory.resolve("saved").toString();
    assertThat(
            json.readTree(
                user.types("snapshot", "-o", file, "--at", "0+2", "--json", "--", HELLO).out()))
        .isEqualTo(
            json.createObjectNode()
                .put("schema", "framewalk.save/1")
                .put("file", file)
                .put("place", "0+2"));
    assertThat(json.readTree(user.types("calls", "--json").out()).at("/calls/9/call").asText())
        .as("number 9 of Linux")
        .isEqualTo("mmap");
  }

  @Test
  void twoInstantsOfARunAreCompared() {
    final Result result = user.types("diff", "--from", "start", "--", HELLO);
    assertThat(result.out()).contains("from place 0 to place 1").contains("A set");
  }

  @Test
  void aSavedMachineAnswersAsTheLiveOne() {
    final String file = directory.resolve("saved").toString();
    final Result saved = user.types("snapshot", "-o", file, "--at", "fault", "--", NULL_WRITE);
    assertThat(saved.status()).isZero();
    final Result live = user.types("why", "0", "w", "--json", "--at", "fault", "--", NULL_WRITE);
    assertThat(user.types("why", "100", "0", "w", "--json", "--snapshot", file).out())
        .isEqualTo(live.out());
    assertThat(user.types("diff", file, file).out()).contains("place 2+20");
  }

  @Test
  void coloursAreThereWhenAskedForOnly() {
    final String[] plain = {"why", "0", "w", "--", NULL_WRITE};
    final String[] coloured = {"why", "0", "w", "--color=always", "--", NULL_WRITE};
    assertThat(user.types(plain).out()).doesNotContain("\033[");
    assertThat(user.types(coloured).out()).contains("\033[");
    assertThat(user.withVariable("NO_COLOR", "1").types(plain).out()).doesNotContain("\033[");
  }

  @Test
  void aRunThatTakesTooLongIsCutOff() throws Exception {
    final String spin = user.source("spin.S", "1: jmp 1b\n");
    final Result result = user.types("dump", "--budget", "300ms", "--", spin);
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("the budget of 300 ms is used up");
  }
}
