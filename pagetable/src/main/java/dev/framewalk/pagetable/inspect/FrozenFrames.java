package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.FrameVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What frames were used for at an instant, as runs. */
final class FrozenFrames implements FrameUse {
  private static final FramePurpose[] PURPOSES = FramePurpose.values();

  // Run i is frames first[i] to first[i] + count[i] - 1.
  private long[] first = new long[16];
  private long[] count = new long[16];
  private int[] references = new int[16];
  private byte[] purposes = new byte[16];
  private int runs;
  private final List<FrameRun> returned = new ArrayList<>();
  private final long used;

  // Frames that are handed out at all.
  private final long ownedFrom;
  private final long ownedTo;

  FrozenFrames(FrameUse frames, long memoryFrames) {
    frames.forEachUsed(this::add);
    frames.forEachReturned(returned::add);
    this.used = frames.used();
    if (runs == 0) {
      this.ownedFrom = 0;
      this.ownedTo = 0;
    } else {
      // They follow one another: look for the ends on both sides of one that is among them.
      this.ownedFrom = lowestOwned(frames, first[0]);
      this.ownedTo = endOfOwned(frames, first[runs - 1] + count[runs - 1], memoryFrames);
    }
  }

  private static long lowestOwned(FrameUse frames, long known) {
    long low = 0;
    long high = known;
    while (low < high) {
      final long middle = (low + high) >>> 1;
      if (frames.owns(PhysFrame.of(middle))) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static long endOfOwned(FrameUse frames, long known, long memoryFrames) {
    long low = known;
    long high = Math.max(known, memoryFrames);
    while (low < high) {
      final long middle = (low + high) >>> 1;
      if (frames.owns(PhysFrame.of(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void add(FrameRun run, FramePurpose purpose, int each) {
    if (runs == first.length) {
      first = Arrays.copyOf(first, 2 * runs);
      count = Arrays.copyOf(count, 2 * runs);
      references = Arrays.copyOf(references, 2 * runs);
      purposes = Arrays.copyOf(purposes, 2 * runs);
    }
    first[runs] = run.first().number();
    count[runs] = run.count();
    references[runs] = each;
    purposes[runs] = (byte) purpose.ordinal();
    runs++;
  }

  /** The run that holds the frame with this number; the number of runs if none does. */
  private int find(long number) {
    final int at = Arrays.binarySearch(first, 0, runs, number);
    final int run = at >= 0 ? at : -at - 2;
    return run >= 0 && number < first[run] + count[run] ? run : runs;
  }

  @Override
  public boolean owns(PhysFrame frame) {
    return frame.number() >= ownedFrom && frame.number() < ownedTo;
  }

  @Override
  public Optional<FramePurpose> purpose(PhysFrame frame) {
    final int run = find(frame.number());
    return run == runs ? Optional.empty() : Optional.of(PURPOSES[purposes[run]]);
  }

  @Override
  public int references(PhysFrame frame) {
    final int run = find(frame.number());
    return run == runs ? 0 : references[run];
  }

  @Override
  public long used() {
    return used;
  }

  @Override
  public void forEachReturned(Consumer<FrameRun> visitor) {
    returned.forEach(visitor);
  }

  @Override
  public void forEachUsed(FrameVisitor visitor) {
    for (int i = 0; i < runs; i++) {
      visitor.visit(
          new FrameRun(PhysFrame.of(first[i]), count[i]), PURPOSES[purposes[i]], references[i]);
    }
  }
}
