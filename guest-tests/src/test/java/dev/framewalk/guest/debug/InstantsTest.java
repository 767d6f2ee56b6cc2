package dev.framewalk.guest.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.emulator.debug.inspection.AuditInspection;
import dev.framewalk.emulator.debug.inspection.DiffInspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.TlbInspection;
import dev.framewalk.emulator.machine.MachineConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code diff} says of a real guest's system calls, one between any two marks. */
class InstantsTest {
  private static final String GUEST =
      """
        sys getpid, 0
        map_anonymous 8192
        mov rbx, rax
        sys getpid, 1
        mov qword ptr [rbx], 42
        mov qword ptr [rbx + 4096], 43
        sys getpid, 2
        sys mprotect, rbx, 4096, PROT_READ
        sys getpid, 3
        sys munmap, rbx, 4096
        sys getpid, 4
        shm_create object, 12288
        mov r12, rax
        sys getpid, 5
        map_shared r12, 12288
        assert_ok
        mov r13, rax
        sys getpid, 6
        mov qword ptr [r13 + 4096], 1
        sys getpid, 7
        sys ftruncate, r12, 4096
        shm_unlink object
        sys getpid, 8
        sys fork
        assert_ok
        test rax, rax
        jnz 1f
        mov qword ptr [rbx + 4096], 44
        sys getpid, 9
        exit
      1:
        sys wait4, -1, 0, 0, 0
        exit

      shm_name object, "/fw-instants"
      """;

  private static MarkedRun run;

  @BeforeAll
  static void runTheGuest() throws Exception {
    run =
        MarkedRun.of(
            MachineConfig.defaults(),
            GuestsInText.program("instants", GUEST),
            List.of(new TlbInspection()),
            List.of("100", "--since", "0"));
  }

  private static Shown diff(int from, int to, String... options) throws InspectionFailure {
    List<String> words = new ArrayList<>(List.of(Integer.toString(from)));
    words.addAll(Arrays.asList(options));
    return new DiffInspection().inspect(run.at(Integer.toString(to)), words);
  }

  /** The lines but for the first, which names the places. */
  private static List<String> lines(Shown diff) {
    List<String> lines = diff.text(Style.PLAIN).lines().toList();
    assertThat(lines.get(0)).matches("from place \\d+ to place \\d+");
    return lines.subList(1, lines.size());
  }

  @Test
  void theRunCameToEveryMarkAndEveryCallWasAudited() {
    assertThat(run.names()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(run.audits()).isGreaterThan(18);
  }

  @Test
  void betweenAnInstantAndItselfNothingChanged() throws Exception {
    assertThat(lines(diff(3, 3))).containsExactly("nothing changed");
    assertThat(diff(3, 3).json().get("empty").asBoolean()).isTrue();
  }

  @Test
  void anAnonymousMappingIsAnAreaWithoutPagesYet() throws Exception {
    List<String> lines = lines(diff(0, 1));
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo("instants (pid 100)");
    assertThat(lines.get(1)).matches("\\+   mapping \\[0x[0-9a-f]+, 0x[0-9a-f]+\\) rw- private .*");
  }

  @Test
  void storesMakePagesAndTables() throws Exception {
    List<String> lines = lines(diff(1, 2, "--no-use"));
    assertThat(lines.get(0))
        .matches("~ frames in use: page table \\d+ -> \\d+, private \\d+ -> \\d+");
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).contains(" rw- user 4K x 2 -> ").startsWith("+"))
        .anySatisfy(line -> assertThat(line).matches("\\+   1 PT made for 0x[0-9a-f]+, at 0x.*"));
  }

  @Test
  void mprotectChangesTheAreaAndThePage() throws Exception {
    assertThat(lines(diff(2, 3, "--no-use")))
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("instants (pid 100)"),
            line -> assertThat(line).startsWith("~   mapping ").contains(" rw- -> r-- private "),
            line ->
                assertThat(line).startsWith("~   pages ").contains(" 4K x 1 rw- user -> r-- user"));
  }

  @Test
  void munmapTakesAPageAndItsFrameAway() throws Exception {
    List<String> lines = lines(diff(3, 4, "--no-use"));
    assertThat(lines.get(0)).matches("~ frames in use: private (\\d+) -> \\d+");
    assertThat(lines).anySatisfy(line -> assertThat(line).startsWith("-   mapping "));
    assertThat(lines)
        .anySatisfy(line -> assertThat(line).startsWith("-   pages ").contains("r-- user 4K x 1"));
  }

  @Test
  void objectsAreMadeResizedAndUnlinked() throws Exception {
    assertThat(diff(4, 5).text(Style.PLAIN))
        .contains("shared object 0 -> 3")
        .containsPattern("\\+ object \\d+ /fw-instants made, 12288 bytes in 3 frames");
    assertThat(diff(7, 8).text(Style.PLAIN))
        .containsPattern("~ object \\d+ /fw-instants resized, 12288 -> 4096 bytes, 3 -> 1 frames")
        .containsPattern("~ object \\d+ /fw-instants unlinked")
        .containsPattern("-   pages \\[.*\\) rw- user 4K x 2 -> ");
  }

  @Test
  void aSharedMappingHasAllItsPagesAtOnceAndAStoreIsUseOnly() throws Exception {
    assertThat(diff(5, 6).text(Style.PLAIN)).contains(" rw- user 4K x 3 -> ").contains("A=0 D=0");
    assertThat(diff(6, 7).text(Style.PLAIN)).contains("4K x 1 rw- user, A set, D set");
    assertThat(diff(6, 7, "--no-use").text(Style.PLAIN)).doesNotContain("A set");
  }

  @Test
  void aForkedChildComesWithItsPages() throws Exception {
    Shown diff = diff(8, 9);
    assertThat(diff.text(Style.PLAIN))
        .containsPattern("\\+ instants \\(pid 101\\) came, with \\d+ pages in \\d+ ranges");
    JsonNode came = diff.json().get("came").get(0);
    assertThat(came.get("pid").asInt()).isEqualTo(101);
    assertThat(came.get("ranges").size()).isPositive();
    // The parent's private pages are read-only from the fork on.
    assertThat(diff.text(Style.PLAIN)).contains("rw- user -> r-- user");
    assertThat(diff(8, 9, "--pid", "101").json().get("spaces")).isEmpty();
  }

  @Test
  void theJsonFormSaysTheSame() throws Exception {
    JsonNode json = new ObjectMapper().readTree(diff(2, 3).json().toString());
    assertThat(json.fieldNames().next()).isEqualTo("schema");
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.diff/1");
    JsonNode page = json.get("spaces").get(0).get("pages").get(0);
    assertThat(page.get("before").get("rights").asText()).isEqualTo("rw-");
    assertThat(page.get("after").get("rights").asText()).isEqualTo("r--");
    assertThat(page.get("changes").toString()).contains("\"permissions\"");
    assertThat(page.get("start").asText()).startsWith("0x7f");
  }

  @Test
  void coloursMarkWhatCameWentAndChanged() throws Exception {
    assertThat(diff(3, 4).text(Style.COLOURED)).contains("\033[31m-\033[0m");
    assertThat(diff(0, 1).text(Style.COLOURED)).contains("\033[32m+\033[0m");
    assertThat(diff(2, 3).text(Style.COLOURED)).contains("\033[33m~\033[0m");
  }

  @Test
  void theCpuNeverDifferedFromTheTables() {
    for (String mark : List.of("0", "1", "2", "3", "4", "5", "6", "7", "8")) {
      Shown tlb = run.answer("tlb", mark);
      assertThat(tlb.good()).as(tlb.text(Style.PLAIN)).isTrue();
      assertThat(tlb.json().get("held").asBoolean()).isTrue();
    }
    // At the last one the child had run.
    assertThat(run.answer("tlb", "9").text(Style.PLAIN))
        .isEqualTo(
            "the CPU holds no translations of instants (pid 100): what it needs it will walk for\n");
  }

  @Test
  void anAuditOfAMarkIsPossible() throws Exception {
    Shown audit = new AuditInspection().inspect(run.at("9"), List.of());
    assertThat(audit.good()).isTrue();
    assertThat(audit.text(Style.PLAIN)).startsWith("no errors in 2 address spaces, ");
    assertThat(audit.json().get("schema").asText()).isEqualTo("framewalk.audit/1");
    assertThat(new AuditInspection().inspect(run.at("9"), List.of("101")).good()).isTrue();
  }

  @Test
  void wrongWordsAreRefusedInOneLine() {
    assertThatThrownBy(() -> diff(3, 3, "--pid", "7"))
        .isInstanceOf(InspectionFailure.class)
        .hasMessage("no process 7 lived at either instant");
    assertThatThrownBy(() -> new DiffInspection().inspect(run.at("3"), List.of()))
        .hasMessageContaining("too few words; usage: diff A [B]");
    assertThatThrownBy(() -> new DiffInspection().inspect(run.at("3"), List.of("never")))
        .hasMessage("no mark never");
    assertThatThrownBy(() -> new TlbInspection().inspect(run.at("3"), List.of("100")))
        .hasMessageContaining("a saved machine has no CPU");
    assertThatThrownBy(() -> new AuditInspection().inspect(run.at("3"), List.of("55")))
        .hasMessageContaining("no process 55; there are: instants (pid 100)");
  }
}
