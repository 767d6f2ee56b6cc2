package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TablePairScan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What changed in a machine's memory between two instants, by meaning.
 *
 * @param from the earlier place, or whichever was given first
 * @param to the later place
 * @param came processes that are there only now
 * @param went processes that are not there any more
 * @param spaces processes that are there at both instants, by pid, those without change left out
 * @param kernel the half that all processes share
 * @param objects what became of shared objects, by id
 * @param frames frames in use by purpose
 */
public record ViewDiff(
    RunPlace from,
    RunPlace to,
    List<Passage> came,
    List<Passage> went,
    List<SpaceDiff> spaces,
    SpaceDiff kernel,
    List<ObjectChange> objects,
    Map<FramePurpose, FrameCount> frames) {
  /**
   * A process that came or went.
   *
   * @param mapped what was mapped in its half of the address space
   */
  public record Passage(SpaceView space, PageTableDump mapped) {}

  /** Frames in use for one purpose, before and after. */
  public record FrameCount(long before, long after) {}

  public ViewDiff {
    came = List.copyOf(came);
    went = List.copyOf(went);
    spaces = List.copyOf(spaces);
    objects = List.copyOf(objects);
  }

  /** Compares two views of one machine; either may be a live one. */
  public static ViewDiff between(MemoryView before, MemoryView after) {
    final Map<Integer, SpaceView> was = byPid(before);
    final Map<Integer, SpaceView> is = byPid(after);
    final List<Passage> came = new ArrayList<>();
    final List<Passage> went = new ArrayList<>();
    final List<SpaceDiff> spaces = new ArrayList<>();
    final Map<List<PhysFrame>, SpaceDiff> byRoots = new HashMap<>();
    for (final SpaceView space : before.spaces()) {
      final SpaceView now = is.get(space.pid());
      if (now == null) {
        went.add(new Passage(space, mapped(before, space)));
        continue;
      }
      final List<PhysFrame> roots = List.of(space.mode().root(), now.mode().root());
      final SpaceDiff known = byRoots.get(roots);
      final SpaceDiff diff =
          known == null
              ? between(before, space, after, now)
              : SpaceDiff.sharedWith(known, space, now);
      byRoots.putIfAbsent(roots, diff);
      if (!(known == null ? diff : known).isEmpty()) {
        spaces.add(diff);
      }
    }
    for (final SpaceView space : after.spaces()) {
      if (!was.containsKey(space.pid())) {
        came.add(new Passage(space, mapped(after, space)));
      }
    }
    return new ViewDiff(
        before.place(),
        after.place(),
        came,
        went,
        spaces,
        compareKernel(before, after),
        ObjectChange.between(before.objects(), after.objects()),
        count(before.frames(), after.frames()));
  }

  private static PageTableDump mapped(MemoryView view, SpaceView space) {
    return PageTableDump.of(view.memory(), space.mode(), lowerHalf(space.mode()));
  }

  /** All that a process can have mapped for itself. */
  static PageRange lowerHalf(PagingMode mode) {
    return PageRange.of(Page.of(VirtAddr.of(0)), 1L << (mode.virtualAddressBits() - 13));
  }

  /** Compares the address spaces of two processes, or of one at two instants. */
  public static SpaceDiff between(
      MemoryView before, SpaceView was, MemoryView after, SpaceView is) {
    final PageChanges changes = new PageChanges(after);
    changes.root(was.mode(), is.mode());
    new TablePairScan(before.memory(), was.mode(), after.memory(), is.mode()).lowerHalf(changes);
    return new SpaceDiff(
        Optional.of(was),
        Optional.of(is),
        Optional.empty(),
        AreaChanges.between(was.areas(), is.areas()),
        changes.pages(),
        changes.tables());
  }

  private static SpaceDiff compareKernel(MemoryView before, MemoryView after) {
    final PageChanges changes = new PageChanges(after);
    final PagingMode was = kernelMode(before);
    final PagingMode is = kernelMode(after);
    new TablePairScan(before.memory(), was, after.memory(), is).upperHalf(changes);
    return new SpaceDiff(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        changes.pages(),
        changes.tables());
  }

  /** The paging mode in which the kernel half is to be read. */
  static PagingMode kernelMode(MemoryView view) {
    final List<SpaceView> spaces = view.spaces();
    return spaces.isEmpty()
        ? PagingMode.longMode(view.kernelRoot())
        : spaces.get(0).mode().withRoot(view.kernelRoot());
  }

  private static Map<FramePurpose, FrameCount> count(FrameUse before, FrameUse after) {
    final Map<FramePurpose, Long> was = byPurpose(before);
    final Map<FramePurpose, Long> is = byPurpose(after);
    final Map<FramePurpose, FrameCount> counts = new EnumMap<>(FramePurpose.class);
    for (final FramePurpose purpose : FramePurpose.values()) {
      counts.put(
          purpose, new FrameCount(was.getOrDefault(purpose, 0L), is.getOrDefault(purpose, 0L)));
    }
    return counts;
  }

  private static Map<FramePurpose, Long> byPurpose(FrameUse frames) {
    final Map<FramePurpose, Long> counts = new EnumMap<>(FramePurpose.class);
    frames.forEachUsed((run, purpose, references) -> counts.merge(purpose, run.count(), Long::sum));
    return counts;
  }

  private static Map<Integer, SpaceView> byPid(MemoryView view) {
    final Map<Integer, SpaceView> spaces = new HashMap<>();
    for (final SpaceView space : view.spaces()) {
      spaces.put(space.pid(), space);
    }
    return spaces;
  }

  /** Whether nothing changed but the place. */
  public boolean isEmpty() {
    return came.isEmpty()
        && went.isEmpty()
        && spaces.isEmpty()
        && kernel.isEmpty()
        && objects.isEmpty()
        && frames.values().stream().allMatch(count -> count.before() == count.after());
  }
}
