package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysFrame;
import org.jspecify.annotations.Nullable;

/**
 * The reverse map of the machine that was asked about last, made anew when its run has moved: a run
 * changes its tables in no other way. Who changes them himself says {@link #forget}.
 */
public final class KeptReverseMap {
  private record Moment(RunPlace place, long framesInUse, PhysFrame kernelRoot) {
    static Moment of(MemoryView view) {
      return new Moment(view.place(), view.frames().used(), view.kernelRoot());
    }
  }

  private @Nullable ReverseMap map;
  private @Nullable Moment moment;

  /** The map of {@code view} as it is now. */
  public synchronized ReverseMap of(MemoryView view) {
    final Moment now = Moment.of(view);
    final ReverseMap kept = map;
    if (kept != null && now.equals(moment) && kept.memory() == view.memory()) {
      return kept;
    }
    final ReverseMap made = ReverseMap.of(view);
    map = made;
    moment = now;
    return made;
  }

  /** Makes the next map anew: tables were changed while the run stood still. */
  public synchronized void forget() {
    map = null;
  }
}
