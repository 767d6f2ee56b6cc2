package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.FrameVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What frames were used for.
 *
 * @param all the frames that are handed out
 * @param uses those in use, in ascending order
 */
record SavedFrames(FrameRun all, List<Use> uses) implements FrameUse {
  /** Neighbouring frames of one purpose with as many references each. */
  record Use(FrameRun run, FramePurpose purpose, int references) {
    private long end() {
      return run.first().number() + run.count();
    }
  }

  /**
   * @throws IllegalArgumentException if the uses are out of order, or not of these frames
   */
  SavedFrames {
    uses = List.copyOf(uses);
    long end = all.first().number();
    for (final Use use : uses) {
      if (use.run().first().number() < end || use.references() <= 0) {
        throw new IllegalArgumentException("uses of frames out of order: " + use);
      }
      end = use.end();
    }
    if (end > all.first().number() + all.count()) {
      throw new IllegalArgumentException("use of a frame that there is not: end=" + end);
    }
  }

  static SavedFrames of(FrameRun all, FrameUse live) {
    final List<Use> uses = new ArrayList<>();
    live.forEachUsed((run, purpose, references) -> uses.add(new Use(run, purpose, references)));
    return new SavedFrames(all, uses);
  }

  private @Nullable Use find(long number) {
    int low = 0;
    int high = uses.size() - 1;
    while (low <= high) {
      final int middle = (low + high) >>> 1;
      final Use use = uses.get(middle);
      if (number < use.run().first().number()) {
        high = middle - 1;
      } else if (number >= use.end()) {
        low = middle + 1;
      } else {
        return use;
      }
    }
    return null;
  }

  @Override
  public boolean owns(PhysFrame frame) {
    final long index = frame.number() - all.first().number();
    return index >= 0 && index < all.count();
  }

  @Override
  public Optional<FramePurpose> purpose(PhysFrame frame) {
    return Optional.ofNullable(find(frame.number())).map(Use::purpose);
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the frame is none of those that are handed out
   */
  @Override
  public int references(PhysFrame frame) {
    if (!owns(frame)) {
      throw new IllegalStateException("not a frame that is handed out: " + frame);
    }
    final Use use = find(frame.number());
    return use == null ? 0 : use.references();
  }

  @Override
  public long used() {
    long used = 0;
    for (final Use use : uses) {
      used += use.run().count();
    }
    return used;
  }

  @Override
  public void forEachUsed(FrameVisitor visitor) {
    for (final Use use : uses) {
      visitor.visit(use.run(), use.purpose(), use.references());
    }
  }
}
