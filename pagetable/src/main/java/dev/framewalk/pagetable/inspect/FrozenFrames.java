package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.frame.FrameVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What frames were used for at an instant, as runs. */
final class FrozenFrames implements FrameUse {
  private final UsedRuns runs;
  private final List<FrameRun> returned = new ArrayList<>();
  private final long used;
  private final OwnedFrames owned;

  FrozenFrames(FrameUse frames, long memoryFrames) {
    this.runs = UsedRuns.of(frames);
    frames.forEachReturned(returned::add);
    this.used = frames.used();
    this.owned =
        runs.count() == 0
            ? new OwnedFrames(0, 0)
            : OwnedFrames.around(frames, runs.first(0), memoryFrames);
  }

  @Override
  public boolean owns(PhysFrame frame) {
    return owned.contains(frame.number());
  }

  @Override
  public Optional<FramePurpose> purpose(PhysFrame frame) {
    final int run = runs.find(frame.number());
    return run == runs.count() ? Optional.empty() : Optional.of(runs.purpose(run));
  }

  @Override
  public int references(PhysFrame frame) {
    final int run = runs.find(frame.number());
    return run == runs.count() ? 0 : runs.references(run);
  }

  @Override
  public int referencesFor(FramePurpose purpose, long number) {
    final int run = runs.find(number);
    return run == runs.count() || runs.purpose(run) != purpose ? 0 : runs.references(run);
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
    for (int i = 0; i < runs.count(); i++) {
      visitor.visit(
          new FrameRun(PhysFrame.of(runs.first(i)), runs.end(i) - runs.first(i)),
          runs.purpose(i),
          runs.references(i));
    }
  }
}
