package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.framewalk.emulator.crafted.CraftedCase;
import dev.framewalk.emulator.crafted.CraftedCases;
import dev.framewalk.emulator.crafted.CraftedView;
import java.util.List;
import org.junit.jupiter.api.Test;

class WalkInspectionTest {
  private final WalkInspection walk = new WalkInspection();

  static CraftedView crafted(String name) {
    for (CraftedCase each : CraftedCases.all()) {
      if (each.toString().equals(name)) {
        return CraftedView.of(each);
      }
    }
    throw new IllegalArgumentException("no such case: " + name);
  }

  private String text(String name, String... words) throws Exception {
    return AskedGuest.text(walk, crafted(name), words);
  }

  @Test
  void anUpperLevelThatTakesWritingAwayIsNamedInItsLineAndInTheTable() throws Exception {
    assertThat(text("R/W=0 in the PD, 4K, WRITE by USER", "100", "0x100000c00008"))
        .isEqualTo(
            """
            walk of 0x100000c00008 in crafted (pid 100)
              4-level paging, root 0xa00000, CR0.WP EFER.NXE, MAXPHYADDR=40
                 PML4[0x20] at 0xa00100 = 0xa01007 [P R/W U/S] table 0xa01000        rwx user
                 PDPT[0x0]  at 0xa01000 = 0xa02007 [P R/W U/S] table 0xa02000        rwx user
                 PD[0x6]    at 0xa02030 = 0xa03005 [P U/S]     table 0xa03000        r-x user: no w (R/W=0)
                 PT[0x0]    at 0xa03000 = 0xc00007 [P R/W U/S] page 0xc00000 (4 KiB) r-x user
              ends at a page of 4 KiB; the address is physical 0xc00008
              access  ring 3                      ring 0                      ring 0 with AC
              read    allowed                     allowed                     allowed
              write   #PF 0x7: R/W=0 at PD        #PF 0x3: R/W=0, WP=1 at PD  #PF 0x3: R/W=0, WP=1 at PD
              fetch   allowed                     allowed                     allowed
            """);
  }

  @Test
  void aReservedBitIsNamedWithItsReason() throws Exception {
    assertThat(text("XD=1 while NXE=0 in the PD, 2M, READ by USER", "100", "0x100000c00008"))
        .isEqualTo(
            """
            walk of 0x100000c00008 in crafted (pid 100)
              4-level paging, root 0xa00000, CR0.WP, MAXPHYADDR=40
                 PML4[0x20] at 0xa00100 = 0xa01007           [P R/W U/S]                    table 0xa01000                         rwx user
                 PDPT[0x0]  at 0xa01000 = 0xa02007           [P R/W U/S]                    table 0xa02000                         rwx user
              => PD[0x6]    at 0xa02030 = 0x8000000000c00087 [P R/W U/S PS reserved 63=0x1] reserved: bit 63 (XD while EFER.NXE=0)
              ends at the PD entry: reserved: bit 63 (XD while EFER.NXE=0)
              access  ring 3                       ring 0                       ring 0 with AC
              read    #PF 0xd: reserved bit at PD  #PF 0x9: reserved bit at PD  #PF 0x9: reserved bit at PD
              write   #PF 0xf: reserved bit at PD  #PF 0xb: reserved bit at PD  #PF 0xb: reserved bit at PD
              fetch   #PF 0xd: reserved bit at PD  #PF 0x9: reserved bit at PD  #PF 0x9: reserved bit at PD
            """);
  }

  @Test
  void anAddressThatIsNotCanonicalIsAnAnswer() throws Exception {
    assertThat(text("everything allowed, 4K, READ by USER", "100", "0x800000000000"))
        .isEqualTo(
            """
            walk of 0x800000000000 in crafted (pid 100)
              4-level paging, root 0xa00000, CR0.WP EFER.NXE, MAXPHYADDR=40
              ends before the first table: the address is not canonical, bits 63..47 are not all equal
              access  ring 3          ring 0          ring 0 with AC
              read    #GP(0)          #GP(0)          #GP(0)
              write   #GP(0)          #GP(0)          #GP(0)
              fetch   #GP(0)          #GP(0)          #GP(0)
            """);
  }

  @Test
  void everyBitCanBeShown() throws Exception {
    assertThat(
            text("protection key, AD, 2M, READ by USER", "100", "0x100000c00008", "--bits").lines())
        .containsSubsequence(
            "  PD entry at 0xa02030",
            "    63    XD       0x0          fetches allowed",
            "    62:59 PK       0x5          PKRU allows no access (AD=1) to user pages of key 5",
            "    58:52 ignored  0x0          software's own",
            "    51:40 reserved 0x0          clear, as it must be",
            "    39:21 address  0xc00000     where the page starts",
            "    20:13 reserved 0x0          clear, as it must be",
            "    12    PAT      0x0          PAT index bit 2 clear",
            "    11:9  ignored  0x0          software's own",
            "    7     PS       0x1          maps a page of 2 MiB",
            "    0     P        0x1          present");
  }

  @Test
  void colourMarksTheLevelThatFailsAndWhatIsAllowed() throws Exception {
    final String text =
        walk.inspect(
                Subject.of(crafted("P=0 in the PT, 4K, READ by USER")),
                List.of("100", "0x100000c00008"))
            .text(Style.COLOURED);
    assertThat(text).contains("\033[31;1m  => PT[0x0] ", "\033[31;1m#PF 0x4: P=0 at PT");
    assertThat(text.replaceAll("\033\\[[0-9;]*m", ""))
        .isEqualTo(text("P=0 in the PT, 4K, READ by USER", "100", "0x100000c00008"));
  }

  @Test
  void theJsonHasEveryLevelAndEveryAttempt() throws Exception {
    final JsonNode json =
        walk.inspect(
                Subject.of(crafted("R/W=0 in the PD, 4K, WRITE by USER")),
                List.of("100", "0x100000c00008"))
            .json();
    assertThat(json.fieldNames().next()).isEqualTo("schema");
    assertThat(json.get("schema").asText()).isEqualTo("framewalk.walk/1");
    assertThat(json.get("physical").asText()).isEqualTo("0xc00008");
    assertThat(json.get("levels")).hasSize(4);
    assertThat(json.at("/levels/2/takesAway/0").asText()).isEqualTo("write");
    assertThat(json.at("/levels/3/rights").asText()).isEqualTo("r-x");
    assertThat(json.get("attempts")).hasSize(9);
    assertThat(json.at("/attempts/3").toString())
        .isEqualTo(
            "{\"access\":\"write\",\"ring\":3,\"ac\":false,\"allowed\":false,\"vector\":14,"
                + "\"errorCode\":\"0x7\",\"cr2\":\"0x100000c00008\",\"level\":\"PD\","
                + "\"rule\":\"write-protected\","
                + "\"ruleText\":\"a user-mode write to a read-only page (R/W=0)\"}");
  }

  @Test
  void badWordsAreOneClearLine() {
    refused("no process 7; there are: crafted (pid 100)", "7", "0x1000");
    refused("no process x; there are: crafted (pid 100)", "x", "0x1000");
    refused(
        "not a 64-bit number: 0xq (hexadecimal ones begin with 0x); usage: walk PID ADDRESS"
            + " [--bits]",
        "100",
        "0xq");
    refused(
        "not a 64-bit number: 0x10000000000000000 (hexadecimal ones begin with 0x); usage: walk PID"
            + " ADDRESS [--bits]",
        "100",
        "0x10000000000000000");
    refused("too few words; usage: walk PID ADDRESS [--bits]", "100");
    refused("a word too many: r; usage: walk PID ADDRESS [--bits]", "100", "0", "r");
    refused("unknown option --tree; usage: walk PID ADDRESS [--bits]", "100", "0", "--tree");
  }

  private void refused(String message, String... words) {
    assertThatThrownBy(() -> text("everything allowed, 4K, READ by USER", words))
        .isInstanceOf(InspectionFailure.class)
        .hasMessage(message);
  }
}
