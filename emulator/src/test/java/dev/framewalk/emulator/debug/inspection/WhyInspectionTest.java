package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.RunResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WhyInspectionTest {
  private static final MachineListener NOBODY = new MachineListener() {};

  private final WhyInspection why = new WhyInspection();

  private String text(String name, String... words) throws Exception {
    return AskedGuest.text(why, WalkInspectionTest.crafted(name), words);
  }

  @Test
  void ringZeroIsToldOfSmapAndOfWhatWouldHelp() throws Exception {
    assertThat(text("SMAP, 2M, WRITE by SUPERVISOR", "100", "0x100000c00008", "w", "--ring", "0"))
        .isEqualTo(
            """
            a write to 0x100000c00008 by ring 0 raises #PF: the page is ring 3's (U/S=1 at every level), CR4.SMAP=1 and EFLAGS.AC=0
              cr2        0x100000c00008
              error code 0x3 (protection, write, supervisor)
                         P=1 an entry that is present forbids it; W/R=1 a write; U/S=0 from ring 0
                         RSVD=0 no reserved bit; I/D=0 not told to be a fetch; PK=0 not the key
              rule       at the PD entry, a supervisor access to a user page (CR4.SMAP=1, EFLAGS.AC=0)
              mapping    none
              page       in no frame that is in use
              walk       PML4[0x20] at 0xa00100 = 0xa01007 [P R/W U/S]    table 0xa01000        rwx user
                         PDPT[0x0]  at 0xa01000 = 0xa02007 [P R/W U/S]    table 0xa02000        rwx user
                      => PD[0x6]    at 0xa02030 = 0xc00087 [P R/W U/S PS] page 0xc00000 (2 MiB) rwx user
              kernel     nothing: ring 0 is the kernel's own, and no program's access
              writer     0xa02030: nobody, as far as was recorded
              to succeed tables: make the page the supervisor's: clear U/S in the PD entry at 0xa02030: 0xc00087 -> 0xc00083 (for all of its 2 MiB)
                         registers: set EFLAGS.AC around the access (stac, clac), or clear CR4.SMAP
            """);
    assertThat(
            text("SMAP, 2M, WRITE by SUPERVISOR", "100", "0x100000c00008", "w", "--ring=0", "--ac"))
        .startsWith("a write to 0x100000c00008 by ring 0 with AC goes through, to physical");
  }

  @Test
  void anAddressThatIsNotCanonicalIsAnAnswer() throws Exception {
    assertThat(text("everything allowed, 4K, READ by USER", "100", "0x800000000000", "r"))
        .isEqualTo(
            """
            a read from 0x800000000000 by ring 3 raises #GP: the address is not canonical, bits 63..47 are not all equal
              cause      no pointer to a program's memory looks so: it was overwritten, never set, or was no pointer
              rule       the address is not canonical
              mapping    none; there can be none at such an address
              kernel     sends SIGSEGV (SI_KERNEL), as for every #GP
              to succeed program: use a canonical address, as 0xffff800000000000, which has the same low 48 bits
            """);
  }

  @Test
  void aStudentsBugIsExplainedToTheSystemCallThatCausedIt() throws Exception {
    final List<String> answers = new ArrayList<>();
    final RunResult result =
        AskedGuest.run(
            """
            shm_create object, PAGE_SIZE
            mov rbx, rax
            shm_unlink object
            sys mmap, 0x10000000, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, rbx, 0
            mov r12, rax
            mov qword ptr [r12], 7
            sys mprotect, r12, PAGE_SIZE, PROT_READ
            add r12, 8
            ask r12, 0
            mov qword ptr [r12], 8
            """,
            NOBODY,
            (view, pid, address, mark) ->
                answers.add(AskedGuest.text(why, view, "100", "0x10000008", "w")));
    final String answer = answers.get(0);
    assertThat(answer.lines().map(String::strip))
        .contains(
            "error code 0x7 (protection, write, user)",
            "mapping    [0x10000000, 0x10001000) r-- shared /asked",
            "page 0 (byte 0x8) of /asked, which has 4096 bytes",
            "page       the object's",
            "kernel     sends SIGSEGV (SEGV_ACCERR): the mapping allows r-- only",
            "to succeed program: mprotect(0x10000000, 4096, PROT_READ|PROT_WRITE)")
        .anyMatch(
            line ->
                line.matches(
                    "writer +0x[0-9a-f]+: mprotect \\(system call 10\\) of pid 100 at place \\d+"));

    // The report of the fault that follows ends with the same text.
    final FaultReport report = result.summary().processes().get(0).fault().orElseThrow();
    assertThat(report.text()).endsWith(answer);
  }

  @Test
  void theJsonSaysTheSame() throws Exception {
    final JsonNode json =
        why.inspect(
                Subject.of(WalkInspectionTest.crafted("R/W=0 in the PD, 4K, WRITE by USER")),
                List.of("100", "0x100000c00008", "w"))
            .json();
    assertThat(json.fieldNames().next()).isEqualTo("schema");
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.why/1");
    assertThat(json.get("failingLevel").asText()).isEqualTo("PD");
    assertThat(json.at("/attempt/errorCode").asText()).isEqualTo("0x7");
    assertThat(json.get("errorBits")).hasSize(6);
    assertThat(json.at("/errorBits/1/set").asBoolean()).isTrue();
    assertThat(json.at("/kernel/does").asText()).isEqualTo("signals");
    assertThat(json.at("/remedies/1/change").toString())
        .isEqualTo(
            "{\"level\":\"PD\",\"entryAddress\":\"0xa02030\",\"from\":\"0xa03005\",\"to\":\"0xa03007\"}");
    assertThat(json.get("levels")).hasSize(4);
  }

  @Test
  void badWordsAreOneClearLine() {
    final String usage = "; usage: why PID ADDRESS r|w|x [--ring 0|3] [--ac]";
    refused("not an access: q; give r, w or x" + usage, "100", "0", "q");
    refused("not a ring: 1; give 0 or 3" + usage, "100", "0", "r", "--ring", "1");
    refused("no value behind --ring" + usage, "100", "0", "r", "--ring");
    refused(
        "--ac makes a difference to ring 0 only; give --ring 0" + usage, "100", "0", "r", "--ac");
    refused("too few words" + usage, "100", "0");
    refused("no process 99; there are: crafted (pid 100)", "99", "0", "r");
  }

  private void refused(String message, String... words) {
    assertThatThrownBy(() -> text("everything allowed, 4K, READ by USER", words))
        .isInstanceOf(InspectionFailure.class)
        .hasMessage(message);
  }
}
