package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.A;
import static dev.framewalk.pagetable.inspect.HandMade.D;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.P;
import static dev.framewalk.pagetable.inspect.HandMade.PS;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static dev.framewalk.pagetable.inspect.HandMade.shared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.PageChange.Kind;
import dev.framewalk.pagetable.inspect.ViewDiff.FrameCount;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a comparison says of one change at a time, in tables that are written word by word. */
class ViewDiffTest {
  private static final long DATA = 0x60_0000;

  private final HandMade machine = new HandMade();
  private final PhysFrame root = machine.process(100, area(DATA, 16, "rw-"));
  private final long frame = machine.frame(FramePurpose.PRIVATE);
  private final long data = machine.map(root, DATA, frame, U | W | NX | A);
  private final FrozenView before = FrozenView.of(machine);

  private ViewDiff diff() {
    return ViewDiff.between(before, machine);
  }

  private SpaceDiff space() {
    assertThat(diff().spaces()).hasSize(1);
    return diff().spaces().get(0);
  }

  private PageChange page() {
    assertThat(space().pages()).hasSize(1);
    return space().pages().get(0);
  }

  private void set(long address, long bits) {
    machine.memory.writeWord(address, machine.memory.readWord(address) | bits);
  }

  private void clear(long address, long bits) {
    machine.memory.writeWord(address, machine.memory.readWord(address) & ~bits);
  }

  @Test
  void nothingHasChangedWhereNothingHas() {
    assertThat(diff().isEmpty()).isTrue();
    assertThat(ViewDiff.between(machine, machine).isEmpty()).isTrue();
  }

  @Test
  void itNamesBothPlaces() {
    machine.place = new RunPlace(17, 300);
    assertThat(diff().from()).isEqualTo(RunPlace.START);
    assertThat(diff().to()).isEqualTo(new RunPlace(17, 300));
    assertThat(diff().isEmpty()).isTrue();
  }

  @Test
  void neighboursThatWereMappedAreOneRangeWhereverTheirFramesAre() {
    final long first = machine.frame(FramePurpose.PRIVATE);
    final long second = machine.frame(FramePurpose.PRIVATE);
    machine.map(root, DATA + 4096, first, U | W | NX | A | D);
    machine.map(root, DATA + 8192, second, U | W | NX);
    machine.map(root, DATA + 12288, first, U | W | NX);
    final PageChange change = page();
    assertThat(change.start().value()).isEqualTo(DATA + 4096);
    assertThat(change.pages()).isEqualTo(3);
    assertThat(change.kinds()).containsExactly(Kind.MAPPED);
    assertThat(change.before()).isEmpty();
    final PageState state = change.after().orElseThrow();
    assertThat(state.permissions()).hasToString("rw- user");
    assertThat(state.physical().value()).isEqualTo(first << 12);
    assertThat(state.runs()).isEqualTo(2);
    assertThat(state.accessed()).isEqualTo(1);
    assertThat(state.dirty()).isEqualTo(1);
    assertThat(diff().frames())
        .containsEntry(FramePurpose.PRIVATE, new FrameCount(1, 3))
        .containsEntry(FramePurpose.PAGE_TABLE, new FrameCount(8, 8));
  }

  @Test
  void aPageThatWasUnmappedIsShownAsItWas() {
    machine.memory.writeWord(data, 0);
    assertThat(page().kinds()).containsExactly(Kind.UNMAPPED);
    assertThat(page().before().orElseThrow().physical().value()).isEqualTo(frame << 12);
    assertThat(page().after()).isEmpty();
  }

  @Test
  void anEntryThatIsNotPresentMapsNothing() {
    clear(data, P);
    assertThat(page().kinds()).containsExactly(Kind.UNMAPPED);
    machine.memory.writeWord(data, frame << 12 | P | U | W | NX | A | 1L << 51);
    assertThat(page().kinds()).as("a reserved bit").containsExactly(Kind.UNMAPPED);
  }

  @Test
  void permissionsAreThoseOfAllLevelsTogether() {
    clear(machine.entryAddress(root, DATA, 30), W);
    assertThat(page().kinds()).containsExactly(Kind.PERMISSIONS);
    assertThat(page().before().orElseThrow().permissions()).hasToString("rw- user");
    assertThat(page().after().orElseThrow().permissions()).hasToString("r-- user");
    set(machine.entryAddress(root, DATA, 30), W);
    clear(machine.entryAddress(root, DATA, 39), U);
    assertThat(page().after().orElseThrow().permissions()).hasToString("rw- supervisor");
    set(machine.entryAddress(root, DATA, 39), U);
    clear(data, NX);
    assertThat(page().after().orElseThrow().permissions()).hasToString("rwx user");
  }

  @Test
  void aCopyOnAWriteMovesThePageAndSetsD() {
    clear(data, W);
    final FrozenView forked = FrozenView.of(machine);
    final long copy = machine.frame(FramePurpose.PRIVATE);
    machine.memory.writeWord(data, copy << 12 | P | U | W | NX | A | D);
    final List<SpaceDiff> spaces = ViewDiff.between(forked, machine).spaces();
    final PageChange change = spaces.get(0).pages().get(0);
    assertThat(change.kinds()).containsExactly(Kind.PERMISSIONS, Kind.MOVED, Kind.DIRTY_SET);
    assertThat(change.isUseOnly()).isFalse();
    assertThat(change.before().orElseThrow().physical().value()).isEqualTo(frame << 12);
    assertThat(change.after().orElseThrow().physical().value()).isEqualTo(copy << 12);
  }

  @Test
  void whatTheCpuSetsIsUseOnly() {
    set(data, D);
    assertThat(page().kinds()).containsExactly(Kind.DIRTY_SET);
    assertThat(page().isUseOnly()).isTrue();
    clear(data, A | D);
    assertThat(page().kinds()).containsExactly(Kind.ACCESSED_CLEARED);
    assertThat(page().isUseOnly()).isFalse();
  }

  @Test
  void cacheAttributesGlobalAndKeyAreAttributes() {
    set(data, 1 << 4 | 1 << 7 | 1 << 8 | 3L << 59); // PCD, PAT, G, key 3
    assertThat(page().kinds()).containsExactly(Kind.ATTRIBUTES);
    assertThat(page().after().orElseThrow().attributes()).hasToString("PCD G PAT key=3");
    assertThat(page().before().orElseThrow().attributes()).hasToString("none");
  }

  @Test
  void bitsThatTheProcessorIgnoresAreNoChange() {
    set(data, 7 << 9 | 1L << 52);
    assertThat(diff().isEmpty()).isTrue();
  }

  @Test
  void aLargePageThatWasSplitIsTheSamePageBySmallerPages() {
    final long huge = 0x8000_0000L;
    final long large =
        machine.enter(root, huge, 21, 0x20_0000 | P | U | W | NX | PS | A, P | W | U);
    final FrozenView whole = FrozenView.of(machine);
    final long table = machine.table().number();
    for (int i = 0; i < 512; i++) {
      machine.memory.writeWord((table << 12) + 8 * i, 0x20_0000 + (i << 12) | P | U | W | NX | A);
    }
    machine.memory.writeWord(large, table << 12 | P | U | W);
    machine.memory.writeWord((table << 12) + 8 * 5, 0x20_5000 | P | U | NX | A);
    machine.memory.writeWord((table << 12) + 8 * 6, 0);
    final SpaceDiff diff = ViewDiff.between(whole, machine).spaces().get(0);
    assertThat(diff.pages())
        .extracting(change -> change.start().value() - huge, PageChange::pages, PageChange::kinds)
        .containsExactly(
            tuple(0L, 5L, Set.of(Kind.PAGE_SIZE)),
            tuple(0x5000L, 1L, Set.of(Kind.PERMISSIONS, Kind.PAGE_SIZE)),
            tuple(0x6000L, 1L, Set.of(Kind.UNMAPPED)),
            tuple(0x7000L, 505L, Set.of(Kind.PAGE_SIZE)));
    assertThat(diff.pages().get(0).before().orElseThrow().size()).isEqualTo(PageSize.SIZE_2M);
    assertThat(diff.pages().get(0).after().orElseThrow().size()).isEqualTo(PageSize.SIZE_4K);
    assertThat(diff.tables())
        .extracting(TableChange::kind, TableChange::level, change -> change.first().number())
        .containsExactly(tuple(TableChange.Kind.MADE, PageTableLevel.PT, table));
  }

  @Test
  void tablesForNeighbouringAddressesAreOneChange() {
    final long far = 0x40_0000_0000L;
    for (int i = 0; i < 3; i++) {
      machine.map(root, far + ((long) i << 21), frame, U);
    }
    assertThat(space().tables())
        .extracting(
            TableChange::kind, TableChange::level, t -> t.start().value(), TableChange::count)
        .containsExactly(
            tuple(TableChange.Kind.MADE, PageTableLevel.PD, far, 1L),
            tuple(TableChange.Kind.MADE, PageTableLevel.PT, far, 3L));
    assertThat(ViewDiff.between(machine, before).spaces().get(0).tables())
        .extracting(TableChange::kind, TableChange::count)
        .containsExactly(tuple(TableChange.Kind.FREED, 1L), tuple(TableChange.Kind.FREED, 3L));
  }

  @Test
  void aTableInAnotherFrameWasFreedAndMade() {
    final long entry = machine.entryAddress(root, DATA, 21);
    final long old = machine.memory.readWord(entry) & HandMade.ADDRESS;
    final PhysFrame copy = machine.table();
    machine.memory.copy(old, copy.start().value(), 4096);
    machine.memory.writeWord(entry, copy.start().value() | P | W | U | A);
    assertThat(space().pages()).isEmpty();
    assertThat(space().tables())
        .extracting(TableChange::kind, change -> change.first().start().value())
        .containsExactly(
            tuple(TableChange.Kind.FREED, old), tuple(TableChange.Kind.MADE, copy.start().value()));
  }

  @Test
  void processesThatCameAndWentAreToldOfWithWhatTheyMapped() {
    final PhysFrame child = machine.process(101);
    machine.map(child, DATA, frame, U);
    assertThat(diff().came())
        .extracting(came -> came.space().pid(), came -> came.mapped().leaves().count())
        .containsExactly(tuple(101, 1));
    assertThat(diff().went()).isEmpty();
    assertThat(ViewDiff.between(machine, before).went())
        .extracting(went -> went.space().pid())
        .containsExactly(101);
  }

  @Test
  void processesThatShareAnAddressSpaceAreComparedOnce() {
    machine.space(101, root);
    final FrozenView both = FrozenView.of(machine);
    machine.memory.writeWord(data, 0);
    final List<SpaceDiff> spaces = ViewDiff.between(both, machine).spaces();
    assertThat(spaces).hasSize(2);
    assertThat(spaces.get(0).pages()).hasSize(1);
    assertThat(spaces.get(1).pages()).isEmpty();
    assertThat(spaces.get(1).sameAs()).contains(100);
  }

  @Test
  void anotherProgramInTheProcessHasAnotherRoot() {
    final PhysFrame exec = machine.process(100, area(DATA, 16, "rw-"));
    assertThat(space().tables().get(0))
        .extracting(TableChange::kind, TableChange::level)
        .containsExactly(TableChange.Kind.FREED, PageTableLevel.PML4);
    assertThat(space().tables())
        .anySatisfy(
            change -> {
              assertThat(change.kind()).isEqualTo(TableChange.Kind.MADE);
              assertThat(change.first()).isEqualTo(exec);
            });
    assertThat(page().kinds()).containsExactly(Kind.UNMAPPED);
  }

  @Test
  void theKernelHalfIsComparedOnceForAll() {
    final long leaf = machine.entryAddress(machine.kernelRoot, HandMade.KERNEL, 12);
    clear(leaf, W);
    assertThat(diff().spaces()).isEmpty();
    assertThat(diff().kernel().pages())
        .extracting(change -> change.start().value(), PageChange::kinds)
        .containsExactly(tuple(HandMade.KERNEL, Set.of(Kind.PERMISSIONS)));
  }

  @Test
  void areasThatWereOnlyCutPromiseTheSame() {
    machine.space(100, root, area(DATA, 4, "rw-"), area(DATA + 4 * 4096, 12, "rw-"));
    assertThat(diff().isEmpty()).isTrue();
  }

  @Test
  void whatAnAreaPromisesNowIsToldOfWhereItDiffers() {
    machine.space(
        100,
        root,
        area(DATA, 4, "rw-"),
        area(DATA + 4 * 4096, 2, "r--"),
        area(DATA + 6 * 4096, 2, "rw-"),
        shared(DATA + 16 * 4096, 2, "rw-", 1, 0));
    assertThat(space().areas())
        .extracting(
            change -> change.range().start().value() - DATA >>> 12,
            change -> change.range().count(),
            change -> change.before().map(area -> area.rights().toString()).orElse("nothing"),
            change -> change.after().map(area -> area.rights().toString()).orElse("nothing"))
        .containsExactly(
            tuple(4L, 2L, "rw-", "r--"),
            tuple(8L, 8L, "rw-", "nothing"),
            tuple(16L, 2L, "nothing", "rw-"));
  }

  @Test
  void anAreaThatShowsAnotherPartOfItsObjectHasChanged() {
    machine.space(100, root, shared(DATA, 16, "rw-", 1, 0));
    final FrozenView first = FrozenView.of(machine);
    machine.space(100, root, shared(DATA, 8, "rw-", 1, 0), shared(DATA + 0x8000, 8, "rw-", 1, 9));
    assertThat(ViewDiff.between(first, machine).spaces().get(0).areas())
        .extracting(change -> change.range().count())
        .containsExactly(8L);
  }

  @Test
  void objectsAreMadeResizedUnlinkedAndFreed() {
    final ObjectFrames made = machine.object(1, 2);
    final ObjectFrames other = machine.object(2, 1);
    final FrozenView two = FrozenView.of(machine);
    assertThat(ViewDiff.between(before, two).objects())
        .extracting(ObjectChange::id, ObjectChange::kind)
        .containsExactly(tuple(1L, ObjectChange.Kind.MADE), tuple(2L, ObjectChange.Kind.MADE));
    // The list is the object's own: the copy must not follow it.
    made.frames().append(machine.run(1, FramePurpose.SHARED_OBJECT));
    machine.objects.clear();
    machine.objects.add(new ObjectFrames(1, "a page of 1", false, 3 << 12, made.frames()));
    final List<ObjectChange> changes = ViewDiff.between(two, machine).objects();
    assertThat(changes)
        .extracting(ObjectChange::id, ObjectChange::kind)
        .containsExactly(
            tuple(1L, ObjectChange.Kind.RESIZED),
            tuple(1L, ObjectChange.Kind.UNLINKED),
            tuple(2L, ObjectChange.Kind.FREED));
    assertThat(changes.get(0).before().orElseThrow().frames().size()).isEqualTo(2);
    assertThat(changes.get(0).after().orElseThrow().frames().size()).isEqualTo(3);
    assertThat(changes.get(2).object().name()).isEqualTo(other.name());
  }

  @Test
  void aChangeNamesItsWriterWhereThatIsKnown() {
    final EntryWriter writer = new EntryWriter(100, "munmap (system call 11)", RunPlace.START);
    machine.writers.put(data, writer);
    machine.memory.writeWord(data, 0);
    assertThat(page().writer()).contains(writer);
    assertThat(ViewDiff.between(machine, before).spaces().get(0).pages().get(0).writer()).isEmpty();
  }

  @Test
  void treesOfDifferentHeightsAreRefused() {
    machine.spaces.put(
        100,
        new SpaceView(100, "p", PagingMode.longMode(root).with(Feature.FIVE_LEVELS), List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(this::diff)
        .withMessageContaining("different heights");
  }
}
