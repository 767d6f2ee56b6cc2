package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.FrameMap.Kind;
import dev.framewalk.pagetable.inspect.FrameMap.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts physical memory into spans, from the first frame to the last. */
final class FrameMapPass {
  final List<Span> spans = new ArrayList<>();

  private final MemoryView view;
  private final FrameUse use;
  private final ReverseMap reverse;
  private final List<FrameRun> returned = new ArrayList<>();
  private int returnedCursor;
  private final Places before = new Places();
  private final Places here = new Places();

  private final long[] byPower = new long[Long.SIZE];
  private long freeRun;
  private long free;
  private long freeRuns;
  private long longest;

  FrameMapPass(MemoryView view, ReverseMap reverse) {
    this.view = view;
    this.use = view.frames();
    this.reverse = reverse;
    final long frames = view.memory().size() >>> 12;
    final UsedRuns used = UsedRuns.of(use);
    use.forEachReturned(returned::add);
    final long known = used.count() > 0 ? used.first(0) : view.kernelRoot().number();
    final OwnedFrames owned = OwnedFrames.around(use, known, frames);
    notHandedOut(0, owned.first());
    long at = owned.first();
    for (int run = 0; run < used.count(); run++) {
      free(at, used.first(run));
      used(used, run);
      at = used.end(run);
    }
    free(at, owned.end());
    endFreeRun();
    notHandedOut(owned.end(), frames);
  }

  private void notHandedOut(long from, long to) {
    add(from, to, Kind.NOT_HANDED_OUT, 0, new FrameOwner.NotHandedOut());
  }

  private void add(long from, long to, Kind kind, int references, FrameOwner owner) {
    if (from < to) {
      spans.add(new Span(PhysFrame.of(from), to - from, kind, references, owner));
    }
  }

  /** Frames that nobody has: only those that were in use before are looked at. */
  private void free(long from, long to) {
    if (from >= to) {
      return;
    }
    freeRun += to - from;
    long at = from;
    while (returnedCursor < returned.size() && returned.get(returnedCursor).first().number() < to) {
      final FrameRun run = returned.get(returnedCursor++);
      final long end = run.first().number() + run.count();
      for (long frame = run.first().number(); frame < end; ) {
        final boolean poisoned = isPoisoned(frame);
        long next = frame + 1;
        while (next < end && isPoisoned(next) == poisoned) {
          next++;
        }
        if (poisoned) {
          add(at, frame, Kind.FREE, 0, new FrameOwner.Free(false));
          add(frame, next, Kind.POISONED, 0, new FrameOwner.Free(true));
          at = next;
        }
        frame = next;
      }
    }
    add(at, to, Kind.FREE, 0, new FrameOwner.Free(false));
  }

  private boolean isPoisoned(long frame) {
    return view.memory().readWord(frame << 12) == FrameAllocator.POISON_WORD;
  }

  private void endFreeRun() {
    if (freeRun > 0) {
      byPower[Long.SIZE - 1 - Long.numberOfLeadingZeros(freeRun)]++;
      free += freeRun;
      freeRuns++;
      longest = Math.max(longest, freeRun);
      freeRun = 0;
    }
  }

  FrameMap.Fragmentation fragmentation() {
    final List<Long> histogram = new ArrayList<>();
    for (int i = 0; i < Long.SIZE && longest >>> i != 0; i++) {
      histogram.add(byPower[i]);
    }
    return new FrameMap.Fragmentation(free, freeRuns, longest, histogram);
  }

  private void used(UsedRuns used, int run) {
    endFreeRun();
    final FramePurpose purpose = used.purpose(run);
    final Kind kind = Kind.of(purpose);
    final int references = used.references(run);
    long start = used.first(run);
    if (purpose == FramePurpose.KERNEL) {
      add(start, used.end(run), kind, references, new FrameOwner.Kernel());
      return;
    }
    FrameOwner owner = reverse.owner(PhysFrame.of(start));
    if (purpose == FramePurpose.PRIVATE) {
      before.fill(start);
    }
    for (long frame = start + 1; frame < used.end(run); frame++) {
      final boolean same;
      FrameOwner next = owner;
      if (purpose == FramePurpose.PRIVATE) {
        here.fill(frame);
        same = here.follows(before, frame - start);
      } else {
        next = reverse.owner(PhysFrame.of(frame));
        same = continues(owner, next, frame - start);
      }
      if (!same) {
        add(start, frame, kind, references, owner);
        owner = next;
        if (purpose == FramePurpose.PRIVATE) {
          owner = reverse.owner(PhysFrame.of(frame));
          before.fill(frame);
        }
        start = frame;
      }
    }
    add(start, used.end(run), kind, references, owner);
  }

  private static boolean continues(FrameOwner owner, FrameOwner next, long distance) {
    if (owner instanceof FrameOwner.OfObject a && next instanceof FrameOwner.OfObject b) {
      return a.id() == b.id() && b.page() == a.page() + distance;
    }
    if (owner instanceof FrameOwner.Table a && next instanceof FrameOwner.Table b) {
      return a.level().equals(b.level()) && sameRoots(a.roots(), b.roots());
    }
    return owner instanceof FrameOwner.LostObject && next instanceof FrameOwner.LostObject;
  }

  private static boolean sameRoots(List<ReverseMap.Root> a, List<ReverseMap.Root> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (a.get(i).number() != b.get(i).number()) {
        return false;
      }
    }
    return true;
  }

  /** Where a frame is seen. */
  private final class Places implements ReverseMap.Sightings {
    private int[] roots = new int[8];
    private long[] virtuals = new long[8];
    private int count;

    void fill(long frame) {
      count = 0;
      reverse.sightings(frame, this);
    }

    @Override
    public void seen(int root, long virtual) {
      if (count == roots.length) {
        roots = Arrays.copyOf(roots, count * 2);
        virtuals = Arrays.copyOf(virtuals, count * 2);
      }
      roots[count] = root;
      virtuals[count] = virtual;
      count++;
    }

    boolean follows(Places first, long distance) {
      if (count != first.count) {
        return false;
      }
      for (int i = 0; i < count; i++) {
        if (roots[i] != first.roots[i] || virtuals[i] != first.virtuals[i] + (distance << 12)) {
          return false;
        }
      }
      return true;
    }
  }
}
