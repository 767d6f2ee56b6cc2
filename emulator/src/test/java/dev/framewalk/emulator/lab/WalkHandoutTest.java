package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.Translation;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example in the handout of lab "read a walk", against the project's walk. */
class WalkHandoutTest {
  private static final Pattern STEP =
      Pattern.compile("= (0x\\w+) {3}(0x\\w{16}) .* (?:table|page) +(0x\\w+)");

  @Test
  void theExampleIsWhatTheWalkSays() {
    String handout = LabOnDisk.text("walk", "student/HANDOUT.md");
    HeapMemory memory = new HeapMemory(16 << 20);
    List<String[]> steps =
        STEP.matcher(handout)
            .results()
            .map(step -> new String[] {step.group(1), step.group(2), step.group(3)})
            .toList();
    assertThat(steps).hasSize(4);
    steps.forEach(step -> memory.writeWord(Long.decode(step[0]), number(step[1])));
    PagingMode mode = PagingMode.longMode(PhysFrame.of(0x1a3));
    long address = number(found(handout, "the address `(0x\\w+)`"));

    Translation.Mapped page = (Translation.Mapped) new PageTableWalker(memory).walk(mode, address);
    for (int i = 0; i < 4; i++) {
      assertThat(page.steps().get(i).entryAddress()).hasToString(steps.get(i)[0]);
    }
    assertThat(page.steps().get(0).entry().table().start()).hasToString(steps.get(0)[2]);
    assertThat(page.physical()).hasToString(found(handout, "is physical `(0x\\w+)`"));
    assertThat(page.permissions()).hasToString("r-- user");
    assertThat(handout).contains("Ring 3's rights are `r--`");
    PageFault fault = (PageFault) AccessCheck.verdict(mode, page, Access.WRITE, Privilege.USER);
    assertThat(fault.level()).isEqualTo(PageTableLevel.PDPT);
    assertThat("0x" + Integer.toHexString(fault.errorCode().bits()))
        .isEqualTo(found(handout, "error code `(0x\\w+)`"));
  }

  private static String found(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private static long number(String hex) {
    return Long.parseUnsignedLong(hex.substring(2), 16);
  }
}
