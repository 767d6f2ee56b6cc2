package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.inspect.ReverseMap.Mapping;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Frames, and who reaches them, in tables written here word by word. */
class ReverseMapTest {
  private final HeapMemory memory = new HeapMemory(8 << 20);
  private final FrameAllocator frames =
      new FrameAllocator(memory, PhysFrame.of(16), 1024, Poison.ON_FREE);
  private final HandMadeView view = new HandMadeView(memory, frames, PhysFrame.of(9));

  ReverseMapTest() {
    // The kernel's own: PML4[511] -> PDPT[0] -> PD[0] is a page of 2 MiB from 0x200000.
    memory.writeWord(0x9ff8, 0xa003);
    memory.writeWord(0xa000, 0xb003);
    memory.writeWord(0xb000, 0x20_0083);
    // Two processes: PML4[0] -> PDPT[0] -> PD[0] -> PT, and the kernel half.
    for (final long root : new long[] {0x2000, 0xc000}) {
      memory.writeWord(root, root + 0x1007);
      memory.writeWord(root + 0x1000, root + 0x2007);
      memory.writeWord(root + 0x2000, root + 0x3007);
      // A is set in one of them: the half is shared all the same.
      memory.writeWord(root + 0xff8, root == 0x2000 ? 0xa023 : 0xa003);
    }
    view.space(100, 0x2000);
    view.space(101, 0xc000);
  }

  private static String told(Mapping mapping) {
    return mapping.root()
        + " 0x"
        + Long.toHexString(mapping.virtual())
        + " x"
        + mapping.frames()
        + " "
        + mapping.size()
        + " "
        + mapping.permissions()
        + " "
        + mapping.entry()
        + " at "
        + mapping.entryAddress();
  }

  private List<String> found(long frame) {
    return ReverseMap.of(view).mappings(PhysFrame.of(frame)).stream()
        .map(ReverseMapTest::told)
        .toList();
  }

  @Test
  void aliasesProcessesAndTheKernelHalfAreFoundOnceEach() {
    memory.writeWord(0x5000, 0x20_3007);
    memory.writeWord(0x5020, 0x20_3005);
    memory.writeWord(0xf008, 0x20_3067);
    assertThat(found(0x203))
        .containsExactly(
            "p100 (pid 100) 0x0 x1 SIZE_4K rwx user entry 0x203007 at 0x5000",
            "p100 (pid 100) 0x4000 x1 SIZE_4K r-x user entry 0x203005 at 0x5020",
            "p101 (pid 101) 0x1000 x1 SIZE_4K rwx user entry 0x203067 at 0xf008",
            "kernel half of all 0xffffff8000003000 x1 SIZE_2M rwx supervisor entry 0x200083 at"
                + " 0xb000");
    assertThat(found(0x1ff)).isEmpty();
    assertThat(found(0x400)).isEmpty();
  }

  @Test
  void aKernelHalfOfItsOwnIsTheProcesss() {
    memory.writeWord(0xcff8, 0xa003 & ~2); // read-only: not the shared entry
    assertThat(found(0x200))
        .containsExactly(
            "p101 (pid 101) 0xffffff8000000000 x1 SIZE_2M r-x supervisor entry 0x200083 at 0xb000",
            "kernel half of all 0xffffff8000000000 x1 SIZE_2M rwx supervisor entry 0x200083 at"
                + " 0xb000");
  }

  @Test
  void aGiantPageReachesEveryFrameInIt() {
    memory.writeWord(0x3008, 0x4000_0087);
    assertThat(found(0x40000 + 12345))
        .containsExactly(
            "p100 (pid 100) 0x"
                + Long.toHexString(0x4000_0000L + 12345 * 4096L)
                + " x1 SIZE_1G rwx user entry 0x40000087 at 0x3008");
  }

  @Test
  void processesThatShareTheirTablesAreOneAddressSpace() {
    view.space(102, 0x2000);
    memory.writeWord(0x5000, 0x50_0007);
    assertThat(found(0x500))
        .containsExactly(
            "p100 (pid 100) and p102 (pid 102) 0x0 x1 SIZE_4K rwx user entry 0x500007 at 0x5000");
  }

  @Test
  void aLongRunIsFoundAtEveryPage() {
    for (int i = 0; i < 200; i++) {
      memory.writeWord(0x5000 + 8 * i, 0x50_0007 + 0x1000 * i);
    }
    final ReverseMap map = ReverseMap.of(view);
    for (int i = 0; i < 200; i++) {
      final List<Mapping> mappings = map.mappings(PhysFrame.of(0x500 + i));
      assertThat(mappings).hasSize(1);
      assertThat(mappings.get(0).virtual()).isEqualTo(0x1000L * i);
      assertThat(mappings.get(0).entryAddress().value()).isEqualTo(0x5000 + 8L * i);
    }
    assertThat(map.runs()).as("cut at 64 entries, and the kernel's page").isEqualTo(5);
  }

  @Test
  void anObjectIsFoundPageByPage() {
    final ObjectFrames object = view.object(7, "/ring", 0x500, 0x501, 0x510);
    memory.writeWord(0x5000, 0x50_0007);
    memory.writeWord(0x5008, 0x50_1007);
    memory.writeWord(0x5010, 0x51_0007);
    memory.writeWord(0xf100, 0x51_0005);
    assertThat(ReverseMap.of(view).mappings(object))
        .extracting(each -> each.firstPage() + ": " + told(each.mapping()))
        .containsExactly(
            "0: p100 (pid 100) 0x0 x3 SIZE_4K rwx user entry 0x500007 at 0x5000",
            "2: p101 (pid 101) 0x20000 x1 SIZE_4K r-x user entry 0x510005 at 0xf100");
  }

  @Test
  void everyKindOfOwnerIsNamed() throws OutOfFramesException {
    final PhysFrame kernel = frames.allocate(FramePurpose.KERNEL);
    final PhysFrame lost = frames.allocate(FramePurpose.PAGE_TABLE);
    final FrameList pages = frames.allocate(2, FramePurpose.SHARED_OBJECT);
    view.objects.add(new ObjectFrames(3, "/o", true, 8192, pages));
    final PhysFrame free = frames.allocate(FramePurpose.PRIVATE);
    assertThat(frames.release(free)).isTrue();
    final ReverseMap map = ReverseMap.of(view);
    assertThat(map.owner(kernel)).isEqualTo(new FrameOwner.Kernel());
    assertThat(map.owner(lost)).isEqualTo(new FrameOwner.Table(Optional.empty(), List.of()));
    assertThat(map.owner(pages.get(1))).isEqualTo(new FrameOwner.OfObject(3, "/o", 1));
    assertThat(map.owner(free)).isEqualTo(new FrameOwner.Free(true));
    assertThat(map.owner(PhysFrame.of(1000))).isEqualTo(new FrameOwner.Free(false));
    assertThat(map.owner(PhysFrame.of(3))).isEqualTo(new FrameOwner.NotHandedOut());
    assertThat(map.owner(PhysFrame.of(0x800))).isEqualTo(new FrameOwner.NoMemory());
    // A table of the second process, made the allocator's.
    memory.writeWord(0xc008, lost.start().value() | 7);
    assertThat(ReverseMap.of(view).owner(lost))
        .isInstanceOfSatisfying(
            FrameOwner.Table.class,
            table -> {
              assertThat(table.level()).contains(PageTableLevel.PDPT);
              assertThat(table.roots())
                  .extracting(Object::toString)
                  .containsExactly("p101 (pid 101)");
            });
  }

  @Test
  void theCheckNamesEachEntryThatHasChanged() {
    memory.writeWord(0x5000, 0x30_0007);
    memory.writeWord(0x5008, 0x30_1007);
    final ReverseMap map = ReverseMap.of(view);
    assertThat(map.check(view)).isEmpty();
    memory.writeWord(0x5008, 0x30_2007);
    assertThat(map.check(view))
        .extracting(Object::toString)
        .containsExactly(
            "the reverse map lacks the entry at 0x5008 that maps 0x1000 of p100 (pid 100) to"
                + " 0x302000",
            "only the reverse map has the entry at 0x5008 that maps 0x1000 of p100 (pid 100) to"
                + " 0x301000");
    memory.writeWord(0x5008, 0x30_1065);
    assertThat(map.check(view)).as("rights, A and D are not the map's").isEmpty();
    memory.writeWord(0xb000, 0);
    assertThat(map.check(view))
        .extracting(each -> each.root().toString() + " " + each.size() + " " + each.onlyInMap())
        .containsExactly("kernel half of all " + PageSize.SIZE_2M + " true");
  }

  @Test
  void theMapIsKeptUntilTheRunMoves() {
    final KeptReverseMap kept = new KeptReverseMap();
    final ReverseMap first = kept.of(view);
    assertThat(kept.of(view)).isSameAs(first);
    view.place = new RunPlace(0, 1);
    final ReverseMap second = kept.of(view);
    assertThat(second).isNotSameAs(first);
    kept.forget();
    assertThat(kept.of(view)).isNotSameAs(second);
  }
}
