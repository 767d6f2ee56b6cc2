package dev.framewalk.emulator.debug.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.framewalk.emulator.debug.inspection.DumpInspection;
import dev.framewalk.emulator.debug.inspection.FindInspection;
import dev.framewalk.emulator.debug.inspection.FramesInspection;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.pagetable.inspect.ReverseMap;
import dev.framewalk.pagetable.inspect.RunPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Dump, find and frames of a machine that runs: what they say is what guests do. */
@Timeout(120)
final class MemoryQuestionsTest {
  private LiveSession session;

  @BeforeEach
  void twoProcessesShareARing() throws LoadException {
    session =
        new Guests()
            .with(MachineConfig.defaults().withMemory(8 << 20).withQuantum(60).withSeed(11))
            .addFile("ipc/ring-producer.S", "2000")
            .addFile("ipc/ring-consumer.S", "2000")
            .start();
    session.goTo(RunPlace.atExit(30));
  }

  @AfterEach
  void close() {
    session.close();
  }

  private Shown ask(Inspection inspection, String... words) throws InspectionFailure {
    return inspection.inspect(Subject.of(session.view()), List.of(words));
  }

  private static List<String> fields(JsonNode array, String... names) {
    final List<String> rows = new ArrayList<>();
    for (final JsonNode each : array) {
      final StringBuilder row = new StringBuilder();
      for (final String name : names) {
        row.append(row.length() == 0 ? "" : " ")
            .append(each.get(name).toString().replace("\"", ""));
      }
      rows.add(row.toString());
    }
    return rows;
  }

  @Test
  void anObjectIsFoundInBothProcesses() throws InspectionFailure {
    final JsonNode json = ask(new FindInspection(), "/fw-ipc-ring").json();
    assertThat(json.fieldNames().next()).isEqualTo("schema");
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.find/1");
    final JsonNode mappings = json.get("objects").get(0).get("mappings");
    assertThat(fields(mappings, "pids", "frames", "size", "rights", "user", "firstPage"))
        .containsExactly("[100] 2 4K rw- true 0", "[101] 2 4K rw- true 0");
    // The entries that it names hold what it says: the object's frame.
    for (final JsonNode mapping : mappings) {
      final long at = Long.decode(mapping.get("entryAddress").asText());
      assertThat(session.machine().memory().readWord(at) & 0xff_ffff_f000L)
          .isEqualTo(Long.decode(mapping.get("physical").asText()));
    }
    // And the same for its second frame, asked by address.
    final long second = Long.decode(mappings.get(0).get("physical").asText()) + 0x1234;
    final String text =
        ask(new FindInspection(), "0x" + Long.toHexString(second)).text(Style.PLAIN);
    assertThat(text)
        .contains("page 1 of /fw-ipc-ring")
        .containsPattern(Pattern.compile("pid 100\\)\\s+\\p{XDigit}{13}234 "))
        .containsPattern(Pattern.compile("pid 101\\)\\s+\\p{XDigit}{13}234 "));
  }

  @Test
  void aFrameThatIsNotHandedOutIsNobodys() throws InspectionFailure {
    assertThat(ask(new FindInspection(), "0x0").text(Style.PLAIN))
        .isEqualTo("0x0 (frame 0x0): not handed out\n  no entry of any address space reaches it\n");
  }

  @Test
  void theReverseMapIsRightAtEveryExitAndNotBeyond() {
    ReverseMap before = ReverseMap.of(session.view());
    int changed = 0;
    for (int exit = 1; exit < 30; exit++) {
      session.goTo(RunPlace.atExit(exit));
      changed += before.check(session.view()).isEmpty() ? 0 : 1;
      before = ReverseMap.of(session.view());
      assertThat(before.check(session.view())).isEmpty();
    }
    assertThat(changed).as("programs start, map and touch pages").isGreaterThan(3);
  }

  @Test
  void aDumpTellsTheRingByRightsObjectAndDirtyBits() throws InspectionFailure {
    final JsonNode json = ask(new DumpInspection(), "101", "--where", "object=/fw-ipc-ring").json();
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.dump/1");
    // The consumer stores to the first page alone: the places are the producer's.
    assertThat(fields(json.get("ranges"), "pages", "rights", "user", "dirty", "label", "sharing"))
        .containsExactly("2 rw- true 1 /fw-ipc-ring shared");
    assertThat(
            fields(
                ask(new DumpInspection(), "101", "--where", "w && shared && !dirty")
                    .json()
                    .get("ranges"),
                "pages",
                "label",
                "offset"))
        .containsExactly("1 /fw-ipc-ring 0x1000");
    assertThat(fields(ask(new DumpInspection(), "100").json().get("ranges"), "rights", "user"))
        .as("no page of these programs is writable and executable")
        .doesNotContain("rwx true", "rwx false");
    assertThat(ask(new DumpInspection(), "100", "--absent").text(Style.PLAIN))
        .containsPattern("not entered +stack private");
    assertThat(ask(new DumpInspection(), "100", "--tree").text(Style.PLAIN))
        .containsPattern("(?m)^  PML4\\[511] ")
        .containsPattern("PT\\[\\d+\\.\\.\\d+] .* x 2, each \\+0x1000\n");
  }

  @Test
  void framesAddUpToTheMachinesMemory() throws InspectionFailure {
    final JsonNode json = ask(new FramesInspection()).json();
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.frames/1");
    long frames = 0;
    for (final JsonNode run : json.get("runs")) {
      assertThat(Long.decode(run.get("physical").asText())).isEqualTo(frames << 12);
      frames += run.get("frames").asLong();
    }
    assertThat(frames).isEqualTo(2048);
    assertThat(json.get("totals").get("object").asLong()).isEqualTo(2);
    assertThat(ask(new FramesInspection(), "--list").text(Style.PLAIN))
        .containsPattern("2 +1  pages 0\\.\\.1 of /fw-ipc-ring\n")
        .containsPattern("PML4 table of ipc/ring-producer.S \\(pid 100\\)\n");
    assertThat(ask(new FramesInspection(), "--width", "32").text(Style.PLAIN))
        .containsPattern("(?m)^0{16}  -\\S{31}$|^0{16}  \\S{32}$")
        .contains("  a  /fw-ipc-ring\n");
  }

  @Test
  void badWordsAreOneClearMessage() {
    final FindInspection find = new FindInspection();
    assertThatThrownBy(() -> ask(find, "/fw-ipc-rnig"))
        .isInstanceOf(InspectionFailure.class)
        .hasMessage("no object /fw-ipc-rnig; did you mean /fw-ipc-ring (object 1)?");
    assertThatThrownBy(() -> ask(find, "0x800000"))
        .hasMessage("no memory at 0x800000: physical memory ends at 0x800000");
    assertThatThrownBy(() -> ask(find, "object", "9"))
        .hasMessage("no object 9; there are: /fw-ipc-ring (object 1)");
    assertThatThrownBy(() -> ask(find, "0xzz")).hasMessageStartingWith("not a 64-bit number: 0xzz");
    assertThatThrownBy(() -> ask(new DumpInspection(), "100", "--where", "w &&& x"))
        .hasMessage("bad filter: expected a term\n  w &&& x\n      ^");
    assertThatThrownBy(() -> ask(new DumpInspection(), "7")).hasMessageStartingWith("no process 7");
    assertThatThrownBy(() -> ask(new DumpInspection(), "100", "--tree", "--frames"))
        .hasMessageStartingWith("--tree shows every entry");
    assertThatThrownBy(() -> ask(new FramesInspection(), "--width", "2"))
        .hasMessageStartingWith("not a width: 2; give 8 to 1000");
  }
}
