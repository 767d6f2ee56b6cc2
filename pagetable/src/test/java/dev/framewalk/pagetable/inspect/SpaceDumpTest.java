package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMadeView.area;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.DumpRange.Sharing;
import dev.framewalk.pagetable.inspect.SpaceDump.Frames;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dumps of tables written here word by word: Intel SDM 3A tables 4-14 to 4-20. */
class SpaceDumpTest {
  private static final long BASE = 0x80_0000_0000L;
  private static final long NX = 1L << 63;

  private final HeapMemory memory = new HeapMemory(4 << 20);
  private final FrameAllocator frames =
      new FrameAllocator(memory, PhysFrame.of(256), 512, Poison.ON_FREE);
  private final HandMadeView view = new HandMadeView(memory, frames, PhysFrame.of(9));

  SpaceDumpTest() {
    // PML4[1] -> PDPT[0] -> PD[0] -> PT, all permissive.
    memory.writeWord(0x2008, 0x3007);
    memory.writeWord(0x3000, 0x4007);
    memory.writeWord(0x4000, 0x5007);
  }

  private void entries(long... entries) {
    memory.writeWords(0x5000, entries, entries.length);
  }

  private SpaceDump dump(SpaceView space) {
    return SpaceDump.of(view, space, PageFilter.ALL, Frames.SCATTERED_TOGETHER);
  }

  private static String told(DumpRange range) {
    return Long.toHexString(range.start().value() - BASE)
        + " x"
        + range.pages()
        + " "
        + range.permissions()
        + " "
        + range.physical()
        + (range.contiguous() ? "" : "~")
        + " "
        + range.backing().kind()
        + " "
        + range.backing();
  }

  @Test
  void scatteredFramesOfOneAreaAreOneRangeUnlessTheyAreToBeSplit() {
    entries(0x30_0067 | NX, 0x31_0027 | NX, 0x31_1007 | NX);
    final SpaceView space = view.space(100, 0x2000, area(BASE, 4, false, "heap"));
    final SpaceDump dump = dump(space);
    assertThat(dump.ranges())
        .extracting(SpaceDumpTest::told)
        .containsExactly("0 x3 rw- user 0x300000~ MEMORY heap");
    assertThat(dump.ranges().get(0).accessed()).isEqualTo(2);
    assertThat(dump.ranges().get(0).dirty()).isEqualTo(1);
    assertThat(dump.ranges().get(0).sharing()).isEqualTo(Sharing.PRIVATE);
    assertThat(dump.absent()).hasSize(1);
    assertThat(dump.absent().get(0).start().value()).isEqualTo(BASE + 0x3000);
    assertThat(dump.absent().get(0).pages()).isEqualTo(1);
    final SpaceDump split = SpaceDump.of(view, space, PageFilter.ALL, Frames.SPLIT_WHERE_SCATTERED);
    assertThat(split.ranges())
        .extracting(SpaceDumpTest::told)
        .containsExactly(
            "0 x1 rw- user 0x300000 MEMORY heap", "1000 x2 rw- user 0x310000 MEMORY heap");
  }

  @Test
  void upperLevelsTakeAwayWhatTheLeafGrants() {
    entries(0x30_0007);
    final SpaceView space = view.space(100, 0x2000);
    assertThat(dump(space).ranges().get(0).permissions()).hasToString("rwx user");
    memory.writeWord(0x2008, 0x3007 & ~2); // R/W clear in the PML4 entry
    assertThat(dump(space).ranges().get(0).permissions()).hasToString("r-x user");
    memory.writeWord(0x3000, 0x4007 & ~4); // U/S clear in the PDPT entry
    assertThat(dump(space).ranges().get(0).permissions()).hasToString("r-x supervisor");
    memory.writeWord(0x4000, 0x5007 | NX); // XD in the PD entry
    assertThat(dump(space).ranges().get(0).permissions()).hasToString("r-- supervisor");
  }

  @Test
  void largePagesHaveTheirOwnRangesSizesAndPatBit() {
    memory.writeWord(0x4008, 0x20_0087); // 2 MiB
    memory.writeWord(0x4010, 0x40_1087); // 2 MiB, PAT is bit 12
    memory.writeWord(0x3008, 0x4000_0087); // 1 GiB
    entries(0x30_0087, 0x30_1017, 0x30_2000 | 0x100 | 0x1f, 0x30_3007 | 5L << 59);
    final SpaceDump dump = dump(view.space(100, 0x2000));
    assertThat(dump.ranges())
        .extracting(DumpRange::size)
        .containsExactly(
            PageSize.SIZE_4K,
            PageSize.SIZE_4K,
            PageSize.SIZE_4K,
            PageSize.SIZE_4K,
            PageSize.SIZE_2M,
            PageSize.SIZE_2M,
            PageSize.SIZE_1G);
    // PAT*4 + PCD*2 + PWT, Intel SDM 3A 4.9.2; types after reset, table 11-12.
    assertThat(dump.ranges()).extracting(DumpRange::patIndex).containsExactly(4, 2, 3, 0, 0, 4, 0);
    assertThat(dump.ranges())
        .extracting(DumpRange::memoryType)
        .containsExactly("WB", "UC-", "UC", "WB", "WB", "WB", "WB");
    assertThat(dump.ranges().get(3).flags().protectionKey()).isEqualTo(5);
    assertThat(dump.ranges().get(6).endExclusive()).isEqualTo(BASE + 0x8000_0000L);
    assertThat(dump.entered(PageSize.SIZE_2M)).isEqualTo(2);
    assertThat(dump.tables(PageTableLevel.PML4)).isOne();
    assertThat(dump.tables(PageTableLevel.PT)).isOne();
  }

  @Test
  void anObjectsFrameACopyAndAForeignFrameAreToldApart() {
    view.object(7, "/ring", 0x300, 0x301, 0x302);
    entries(0x30_0007, 0x30_1007, 0x30_3007, 0x30_0005, 0x31_1007);
    final SpaceView space =
        view.space(
            100,
            0x2000,
            area(BASE, 3, true, "/ring", new Area.Part(7, 0)),
            area(BASE + 0x3000, 2, false, "/ring", new Area.Part(7, 0)));
    assertThat(dump(space).ranges())
        .extracting(SpaceDumpTest::told)
        .containsExactly(
            "0 x2 rwx user 0x300000 OBJECT /ring",
            "2000 x1 rwx user 0x303000 ASTRAY /ring+0x2000 promised, another frame entered",
            "3000 x1 r-x user 0x300000 OBJECT /ring",
            "4000 x1 rwx user 0x311000 COPY copy of /ring+0x1000");
    assertThat(dump(space).ranges())
        .extracting(DumpRange::copyOnWrite)
        .containsExactly(false, false, true, false);
  }

  @Test
  void aPrivatePageSaysHowManyHoldIt() throws OutOfFramesException {
    final PhysFrame twice = frames.allocate(FramePurpose.PRIVATE);
    frames.retain(twice);
    final PhysFrame once = frames.allocate(FramePurpose.PRIVATE);
    entries(twice.start().value() | 5 | NX, once.start().value() | 7 | NX);
    final List<DumpRange> ranges =
        dump(view.space(100, 0x2000, area(BASE, 2, false, "heap"))).ranges();
    assertThat(ranges).extracting(range -> range.holders().orElseThrow()).containsExactly(2, 1);
    assertThat(ranges).extracting(DumpRange::copyOnWrite).containsExactly(true, false);
  }

  @Test
  void aFilterChoosesPagesBeforeTheyAreMerged() throws FilterException {
    entries(0x30_0007, 0x30_1047, 0x30_2007);
    final SpaceView space = view.space(100, 0x2000, area(BASE, 3, true, "x"));
    final SpaceDump dump =
        SpaceDump.of(
            view, space, PageFilter.parse("w && shared && !dirty"), Frames.SCATTERED_TOGETHER);
    assertThat(dump.ranges())
        .extracting(range -> range.start().value())
        .containsExactly(BASE, BASE + 0x2000);
    assertThat(dump.matched(PageSize.SIZE_4K)).isEqualTo(2);
    assertThat(dump.entered(PageSize.SIZE_4K)).isEqualTo(3);
  }

  @Test
  void entriesThatTranslateNothingAreCounted() {
    entries(0x30_0006, 0x30_1007 | 1L << 51, 0x30_2007); // P clear; above MAXPHYADDR
    final SpaceDump dump = dump(view.space(100, 0x2000));
    assertThat(dump.useless()).isEqualTo(2);
    assertThat(dump.entered(PageSize.SIZE_4K)).isOne();
  }

  @Test
  void theTreeCollapsesEntriesThatGrowEvenly() {
    entries(0x30_0007, 0x30_1007, 0x30_2007, 0x30_4007, 0x30_4005, 0x30_4005);
    final TableTree tree = TableTree.of(memory, view.space(100, 0x2000).mode());
    assertThat(tree.runs())
        .extracting(
            run ->
                run.level()
                    + "["
                    + run.index()
                    + "] "
                    + run.kind()
                    + " x"
                    + run.count()
                    + " +0x"
                    + Long.toHexString(run.stride())
                    + " at "
                    + run.entryAddress())
        .containsExactly(
            "PML4[1] TABLE x1 +0x0 at 0x2008",
            "PDPT[0] TABLE x1 +0x0 at 0x3000",
            "PD[0] TABLE x1 +0x0 at 0x4000",
            "PT[0] PAGE x3 +0x1000 at 0x5000",
            "PT[3] PAGE x1 +0x0 at 0x5018",
            "PT[4] PAGE x2 +0x0 at 0x5020");
  }
}
