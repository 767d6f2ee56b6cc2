package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.lab.AnswerLab.Answered;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.PageTableDump;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How lines of tables are read, and what is said to lines that cannot be. */
class TableLinesTest {
  private static final TreeSet<Long> FREE = new TreeSet<>(List.of(0x9a4000L, 0xb31000L));

  private static TableLines read(String text) {
    return TableLines.of(TextFile.of(Map.of("tables.txt", text), "tables.txt"), FREE, 7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x9a4000[0x12] = 0xb31000 P W U",
        "0x9a4000[18]=0xb31000 p rw u",
        "  0X9A4000 [ 0x12 ] : 0xb31000 U, W | P   # a comment",
        "0x9a4000[0b10010] -> 0xb31007",
        "10108928[18] = 11735047",
        "0x9a_4000[18] = 0xb3_1000 R/W U/S P"
      })
  void anEntryMayBeWrittenInManyWays(String line) {
    TableLines tables = read("CR3: 0x9a4000\n" + line + "\nseed: 7\n");
    assertThat(tables.refusal()).isEmpty();
    assertThat(tables.root()).isEqualTo(0x9a4000);
    assertThat(tables.entries()).isEqualTo(Map.of(0x9a4090L, 0xb31007L));
    assertThat(tables.line(0x9a4090)).contains(2);
  }

  @Test
  void everyFlagIsWhereTheManualHasIt() {
    TableLines tables =
        read(
            "cr3 = 0x9a4000\n0x9a4000[0] = 0 P\n0x9a4000[1] = 0 W\n0x9a4000[2] = 0 U\n"
                + "0x9a4000[3] = 0 PWT\n0x9a4000[4] = 0 PCD\n0x9a4000[5] = 0 A\n"
                + "0x9a4000[6] = 0 D\n0x9a4000[7] = 0 PS\n0x9a4000[8] = 0 G\n"
                + "0x9a4000[9] = 0 XD\n0x9a4000[10] = 0 NX");
    assertThat(tables.refusal()).isEmpty();
    for (int bit = 0; bit <= 8; bit++) {
      assertThat(tables.entries()).containsEntry(0x9a4000L + 8 * bit, 1L << bit);
    }
    assertThat(tables.entries()).containsEntry(0x9a4048L, Long.MIN_VALUE);
    assertThat(tables.entries()).containsEntry(0x9a4050L, Long.MIN_VALUE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0x9a4000[512] = 0xb31000 P | 9 | index 512 is over 511: a table has 512 entries",
        "0x9a4000[0x318 = 0xb31000 P | 0 | neither `cr3 = FRAME` nor `TABLE[INDEX] = ADDRESS FLAGS`",
        "map it please | 0 | neither `cr3 = FRAME` nor `TABLE[INDEX] = ADDRESS FLAGS`",
        "0x9a4000[] = 0xb31000 P | 9 | no number",
        "0x9a4000[3] = | 13 | no value: write an address and flags, as 0x5000 P W U",
        "0x9a4000[3] = 0xb31000 P WR | 25 | no flag is called WR; did you mean W?",
        "0x9a4000[3] = 0xb31000 PAT | 23 | PAT is not wanted here; the flags are P W U PWT PCD A D PS G XD",
        "0x9a4000[3] = 0xb31001 W | 14 | 0xb31001 is no multiple of 4096: an address with flags behind it has none in it",
        "0x9a4000[3] = b31000 P | 14 | hexadecimal digits without 0x: write 0xb31000",
        "0x9a4000[3] = 0x123456789012345678901234567890123456789012345678901234567890 | 14 | more than 64 bits: 0x12345678901234567890123456789012345...; no register holds that",
        "0x5000[3] = 0xb31000 P | 0 | a table must be one of the free frames; 0x5000 is none",
        "0x9a4[3] = 0xb31000 P | 0 | 0x9a4 is a frame's number; the address is 0x9a4000",
        "cr3 = 0x9a4001 | 6 | cr3 must be one of the free frames; 0x9a4001 is none",
        "cr3 = 0xb31000 | 0 | a second cr3; keep one of them",
        "seed = 8 | 7 | tables for another seed's task: this student's seed is 7"
      })
  void aLineThatCannotBeReadIsAnErrorWithACaret(String line, int column, String why) {
    assertThat(read("cr3 = 0x9a4000\n" + line).refusal())
        .contains(
            "tables.txt:2: " + why + "\n  " + shown(line) + "\n  " + " ".repeat(column) + "^");
  }

  private static String shown(String line) {
    return line.substring(0, Math.min(line.length(), 100));
  }

  @Test
  void anEntryThatIsWrittenTwiceIsRefused() {
    assertThat(read("cr3 = 0x9a4000\n0x9a4000[1] = 0\n0x9a4000[0x1] = 0").refusal())
        .contains(
            """
            tables.txt:3: this entry is written in line 2 already; keep one of them
              0x9a4000[0x1] = 0
              ^""");
  }

  @Test
  void everyErrorIsShownUpToAFew() {
    assertThat(read("x\n".repeat(100)).refusal().orElseThrow())
        .hasLineCount(5 * 3 + 1)
        .endsWith("and 95 more errors");
  }

  @Test
  void tablesWithoutARootAreRefused() {
    assertThat(read("0x9a4000[1] = 0").refusal())
        .contains("tables.txt: no line `cr3 = FRAME`: it says where the walk begins, at the PML4");
  }

  /** Tables that lead to themselves stand for 512^4 pages; the check must end all the same. */
  @Test
  void tablesThatLeadToThemselvesAreToldOfAtOnce() {
    MapTask task = new MapTask(7);
    long root = task.free().first();
    StringBuilder text = new StringBuilder("cr3 = " + root + "\n");
    for (int i = 0; i < 512; i++) {
      text.append(root).append('[').append(i).append("] = ").append(root).append(" P W U\n");
    }
    List<Answered> answered = new MapLab().check(7, Map.of("tables.txt", text.toString()));
    assertThat(answered).allMatch(part -> part.fraction() == 0);
    Answered tables = answered.get(answered.size() - 1);
    assertThat(tables.message()).contains("which is the PML4").hasLineCount(8);
    assertThat(tables.hint())
        .isEqualTo(
            Optional.of("a frame is one table, in one place: what is in it would be mapped twice"));
  }

  @Test
  void theHandoutsExampleMapsWhatItSays() {
    String handout = LabOnDisk.text("map", "student/HANDOUT.md");
    int start = handout.indexOf("    cr3 =", handout.indexOf("## An example"));
    String lines = handout.substring(start, handout.indexOf("\n\n", start));
    TreeSet<Long> free = new TreeSet<>(List.of(0x1a3000L, 0x2c5000L, 0x311000L, 0x409000L));
    TableLines tables = TableLines.of(TextFile.of(Map.of("t", lines), "t"), free, 7);
    assertThat(tables.refusal()).isEmpty();
    var memory = new HeapMemory(16 << 20);
    tables.entries().forEach(memory::writeWord);
    var mode = PagingMode.longMode(PhysFrame.of(tables.root() >>> 12));
    var ranges = PageTableDump.of(memory, mode).ranges();
    assertThat(ranges).hasSize(2);
    assertThat(ranges.get(0).permissions()).hasToString("rw- user");
    assertThat(ranges.get(1).permissions()).hasToString("r-- supervisor");
    var first = WalkTrace.of(memory, mode, 0x3a1c5f6e7000L).mapped();
    assertThat(first.orElseThrow().physical()).hasToString("0x7d2000");
    var second = WalkTrace.of(memory, mode, 0x3a1c5f6e8000L).mapped();
    assertThat(second.orElseThrow().physical()).hasToString("0x52b000");
  }
}
