package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.KernelAnswer.Kind;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import dev.framewalk.pagetable.table.Privilege;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Explanations over tables of bare words (Intel SDM 3A 4.5.5), and a kernel that promised things.
 */
class ExplainerTest {
  private static final long P = 1;
  private static final long W = 2;
  private static final long U = 4;
  private static final long ROOT = 0x1000;
  private static final long PT = 0x4000;
  private static final EntryWriter WRITER =
      new EntryWriter(100, "mprotect (system call 10)", RunPlace.atExit(17));

  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final FrameAllocator frames =
      new FrameAllocator(memory, PhysFrame.of(16), 64, Poison.NEVER);
  private PagingMode mode = PagingMode.longMode(PhysFrame.of(ROOT >>> 12));
  private List<Area> areas = List.of();
  private List<ObjectFrames> objects = List.of();

  ExplainerTest() {
    memory.writeWord(ROOT, 0x2000 | P | W | U);
    memory.writeWord(0x2000, 0x3000 | P | W | U);
    memory.writeWord(0x3000, PT | P | W | U);
  }

  @Test
  void aMissingPageOfAMappingIsFilledByTheKernelAndRefusedByTheCpu() {
    areas = List.of(area(0x5000, 2, true, true, false, false));

    final Explanation why = explain(0x5123, Access.WRITE);

    assertThat(why.attempt().allowed()).isFalse();
    assertThat(why.kernel().kind()).isEqualTo(Kind.FILLS);
    assertThat(why.sentence())
        .isEqualTo(
            "a write to 0x5123 by ring 3 raises #PF: the PT entry at 0x4028 is not present (P=0)");
    assertThat(why.remedies()).extracting(Remedy::where).contains(Remedy.Where.PROGRAM);
    assertThat(why.decisive()).contains(PhysAddr.of(0x4028));
    assertThat(why.writer()).contains(WRITER);
  }

  @Test
  void whereNothingIsMappedTheNeighboursAreNamed() {
    final Area below = area(0x2000, 1, true, false, false, false);
    final Area above = area(0x9000, 1, true, false, false, false);
    areas = List.of(area(0x1000, 1, true, false, false, false), below, above);

    final Explanation why = explain(0x5000, Access.READ);

    assertThat(why.meant().area()).isEmpty();
    assertThat(why.meant().below()).contains(below);
    assertThat(why.meant().above()).contains(above);
    assertThat(why.kernel().kind()).isEqualTo(Kind.SIGNALS);
    assertThat(why.remedies().get(0).action())
        .isEqualTo(
            "map something there: mmap(0x5000, 4096, PROT_READ,"
                + " MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0)");
  }

  @Test
  void aPageBehindTheEndOfItsObjectIsToldWithTheSizeItWouldNeed() throws Exception {
    final FrameList one = frames.allocate(1, FramePurpose.SHARED_OBJECT);
    objects = List.of(new ObjectFrames(3, "/ring", true, 100, one));
    areas =
        List.of(
            new Area(
                range(0x5000, 4),
                new Area.Rights(true, true, false),
                true,
                Optional.of(new Area.Part(3, 0)),
                "/ring"));

    final Explanation why = explain(0x7010, Access.READ);

    final Meant.Position position = why.meant().position().orElseThrow();
    assertThat(position.page()).isEqualTo(2);
    assertThat(position.offset()).isEqualTo(0x2010);
    assertThat(position.behindEnd()).isTrue();
    assertThat(why.kernel().words()).startsWith("sends SIGBUS");
    assertThat(why.remedies().get(0).action())
        .isEqualTo("ftruncate /ring to at least 8193 bytes (it has 100)");
    assertThat(explain(0x5010, Access.READ).kernel().kind()).isEqualTo(Kind.FILLS);
  }

  @Test
  void aPageThatTwoProcessesShareIsCopiedAndTheLastOneIsGivenBack() throws Exception {
    areas = List.of(area(0x5000, 1, true, true, false, false));
    final PhysFrame frame = frames.allocate(FramePurpose.PRIVATE);
    memory.writeWord(PT + 8 * 5, frame.start().value() | P | U);
    frames.retain(frame);

    assertThat(explain(0x5000, Access.WRITE).kernel().kind()).isEqualTo(Kind.COPIES);
    assertThat(explain(0x5000, Access.READ).kernel().kind()).isEqualTo(Kind.NOT_ASKED);
    frames.release(frame);
    assertThat(explain(0x5000, Access.WRITE).kernel().kind()).isEqualTo(Kind.GRANTS);
  }

  @Test
  void entriesThatTheKernelDidNotMakeCannotBeMendedByIt() {
    areas = List.of(area(0x5000, 1, true, true, false, false));
    memory.writeWord(PT + 8 * 5, 0x20000 | P | W | U);
    memory.writeWord(0x3000, PT | P | U);

    final Explanation why = explain(0x5000, Access.WRITE);

    assertThat(why.kernel().kind()).isEqualTo(Kind.CANNOT_MEND);
    assertThat(why.failing().orElseThrow().level()).isEqualTo(PageTableLevel.PD);
    assertThat(why.remedies())
        .extracting(Remedy::action)
        .containsExactly(
            "set R/W in the PD entry at 0x3000: 0x4005 -> 0x4007 (for all of its 2 MiB)");
  }

  @Test
  void everyEntryThatWithholdsTheRightIsToBeChanged() {
    memory.writeWord(ROOT, 0x2000 | P | U);
    memory.writeWord(PT + 8 * 5, 0x20000 | P);

    assertThat(explain(0x5000, Access.WRITE).remedies())
        .extracting(Remedy::change)
        .filteredOn(Optional::isPresent)
        .extracting(change -> change.orElseThrow().entry().value())
        .containsExactly(ROOT, PT + 8 * 5);
  }

  @Test
  void aKeyIsFreedInPkruWithoutTheOthers() {
    memory.writeWord(PT + 8 * 5, 0x20000 | P | W | U | 3L << 59);
    mode = mode.with(Feature.PROTECTION_KEYS).withPkru(0xffff_fffc);

    assertThat(explain(0x5000, Access.READ).remedies().get(0).action())
        .isEqualTo("wrpkru with EAX=0xffffffbc");
    assertThat(explain(0x5000, Access.WRITE).remedies().get(0).action())
        .isEqualTo("wrpkru with EAX=0xffffff3c");
    assertThat(explain(0x5000, Access.WRITE).kernel().words()).contains("SEGV_PKUERR");
  }

  @Test
  void aStackReachesDownAsFarAsItMay() {
    final Area stack =
        new Area(
            range(0x9000, 1),
            new Area.Rights(true, true, false),
            false,
            Optional.empty(),
            "stack",
            0x7000);
    areas = List.of(stack);

    assertThat(explain(0x7000, Access.WRITE).kernel().kind()).isEqualTo(Kind.FILLS);
    assertThat(explain(0x6fff, Access.WRITE).kernel().kind()).isEqualTo(Kind.SIGNALS);
    assertThat(explain(0x6fff, Access.WRITE).remedies().get(0).action()).contains("RLIMIT_STACK");
  }

  @Test
  void theErrorCodeIsTakenApart() {
    assertThat(explain(0x5000, Access.WRITE).errorBits())
        .extracting(bit -> bit.name() + "=" + (bit.set() ? 1 : 0))
        .containsExactly("P=0", "W/R=1", "U/S=1", "RSVD=0", "I/D=0", "PK=0");
  }

  private Explanation explain(long address, Access access) {
    final SpaceView space = new SpaceView(100, "hello", mode, areas);
    return new Explainer(new View()).explain(space, address, access, Privilege.USER);
  }

  private static PageRange range(long start, long pages) {
    return PageRange.of(Page.of(VirtAddr.of(start)), pages);
  }

  private static Area area(long start, long pages, boolean r, boolean w, boolean x, boolean s) {
    return new Area(
        range(start, pages), new Area.Rights(r, w, x), s, Optional.empty(), "anonymous");
  }

  private final class View implements MemoryView {
    @Override
    public PhysicalMemory memory() {
      return memory;
    }

    @Override
    public List<SpaceView> spaces() {
      return List.of(new SpaceView(100, "hello", mode, areas));
    }

    @Override
    public List<ObjectFrames> objects() {
      return objects;
    }

    @Override
    public FrameUse frames() {
      return frames;
    }

    @Override
    public PhysFrame kernelRoot() {
      return mode.root();
    }

    @Override
    public RunPlace place() {
      return RunPlace.atExit(20);
    }

    @Override
    public Optional<EntryWriter> lastWriter(PhysAddr entry) {
      return entry.value() >>> 12 == PT >>> 12 ? Optional.of(WRITER) : Optional.empty();
    }
  }
}
