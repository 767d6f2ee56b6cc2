package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CraftedCpu.Fault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Reached;
import dev.framewalk.emulator.unicorn.LaidTables;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.Privilege;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers that lab "read a walk" takes for right, against what the CPU's own MMU does. */
class WalkLabOnTheCpuTest {
  private static final long ADDRESS = 0x000f_ffff_ffff_f000L;

  private final WalkLab lab = new WalkLab();

  /** The model's answers by key. */
  private Map<String, String> answers(long seed) {
    Map<String, String> answers = new HashMap<>();
    for (String line : LabOnDisk.get(lab.solve(seed), "answers.txt").split("\n")) {
      if (!line.startsWith("#") && line.contains(": ")) {
        answers.put(line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2));
      }
    }
    return answers;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x1234_5678_9abc_def0L, -1})
  void everyAnswerIsWhatTheCpuDoes(long seed) {
    WalkTables tables = new WalkTables(seed);
    Map<String, String> answers = answers(seed);
    try (LaidTables cpu = new LaidTables(tables.mode(), tables.memory())) {
      // Addresses: the CPU's own translation.
      assertThat(cpu.translated(tables.pageA())).isEqualTo(number(answers, "physical"));
      assertThat(cpu.translated(tables.pageB())).isEqualTo(number(answers, "large.physical"));
      assertThat(cpu.translated(tables.pageC())).isEqualTo(number(answers, "huge.physical"));
      // The same page as far as the size goes, and another one behind it.
      assertSize(cpu, tables.pageB(), 21);
      assertThat(answers).containsEntry("large.size", "2 MiB");
      assertSize(cpu, tables.pageC(), 30);
      assertThat(answers).containsEntry("huge.size", "1 GiB");
      // The recursive address is where the PT entry's bytes are: the entry leads to A's page.
      long entry = cpu.translated(Long.parseUnsignedLong(hex(answers, "recursive"), 16));
      assertThat(entry).isEqualTo(number(answers, "entry"));
      assertThat(cpu.word(entry) & ADDRESS).isEqualTo(number(answers, "physical") & ADDRESS);

      for (WalkAccesses.Tried tried : new WalkAccesses(tables, walker(tables)).tried()) {
        assertOutcome(cpu, tried, LabOnDisk.get(answers, tried.key() + ".outcome"));
      }
      assertRights(
          cpu, tables.pageA(), number(answers, "physical"), LabOnDisk.get(answers, "rights.a"));
      assertRights(cpu, tables.pageB(), 0, LabOnDisk.get(answers, "rights.b"));
      assertRights(cpu, tables.pageC(), 0, LabOnDisk.get(answers, "rights.c"));
    }
  }

  private static PageTableWalker walker(WalkTables tables) {
    return new PageTableWalker(tables.memory());
  }

  private static void assertSize(LaidTables cpu, long address, int shift) {
    long start = address & -1L << shift;
    long last = start + (1L << shift) - 1;
    assertThat(cpu.translated(last) - cpu.translated(start)).isEqualTo(last - start);
  }

  private static void assertOutcome(LaidTables cpu, WalkAccesses.Tried tried, String outcome) {
    if (outcome.equals("allowed")) {
      // The page lies behind the end of this memory: that the CPU translates it is all there is.
      assertThat(cpu.translated(tried.address())).isPositive();
      return;
    }
    assertThat(cpu.access(tried.address(), 0, tried.access(), tried.privilege()))
        .as(tried.key())
        .isEqualTo(new Fault(Integer.decode(outcome), tried.address()));
  }

  /** What is forbidden faults; what is allowed is done where the page lies in memory. */
  private static void assertRights(LaidTables cpu, long address, long physical, String rights) {
    for (Access access : Access.values()) {
      boolean allowed = rights.charAt(access.ordinal()) != '-';
      if (!allowed) {
        assertThat(cpu.access(address, physical, access, Privilege.USER))
            .as("%s", access)
            .isInstanceOf(Fault.class);
      } else if (cpu.inMemory(physical)) {
        assertThat(cpu.access(address, physical, access, Privilege.USER))
            .as("%s", access)
            .isEqualTo(new Reached(physical));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theEntriesAfterAStoreAreWhatTheCpuLeaves(long seed) {
    WalkTables tables = new WalkTables(seed);
    Map<String, String> answers = answers(seed);
    try (LaidTables cpu = new LaidTables(tables.mode(), tables.memory())) {
      var steps = walker(tables).walk(tables.mode(), tables.pageD()).steps();
      long physical = (steps.get(3).entry().bits() & ADDRESS) | tables.pageD() & 0xfff;
      assertThat(cpu.access(tables.pageD(), physical, Access.WRITE, Privilege.USER))
          .isEqualTo(new Reached(physical));
      for (var step : steps) {
        assertThat(cpu.word(step.entryAddress().value()))
            .as("%s", step.level())
            .isEqualTo(
                Long.parseUnsignedLong(
                    hex(answers, "after." + step.level().name().toLowerCase(Locale.ROOT)), 16));
      }
      assertRights(cpu, tables.pageD(), physical, LabOnDisk.get(answers, "rights.d"));
    }
  }

  private static long number(Map<String, String> answers, String key) {
    return Long.parseUnsignedLong(hex(answers, key), 16);
  }

  private static String hex(Map<String, String> answers, String key) {
    return LabOnDisk.get(answers, key).substring(2);
  }
}
