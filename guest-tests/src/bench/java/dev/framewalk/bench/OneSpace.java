package dev.framewalk.bench;

import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.List;
import java.util.Optional;

/** The address space that a {@link Ground} has made for itself, with its object, to look at. */
final class OneSpace {
  private static final long ID = 1;

  private OneSpace() {}

  static MemoryView in(Ground ground) {
    final Area area =
        new Area(
            Ground.RANGE,
            new Area.Rights(true, true, false),
            true,
            Optional.of(new Area.Part(ID, 0)),
            "/object");
    return new GroundView(
        ground,
        List.of(new SpaceView(1, "bench", ground.mode(), List.of(area))),
        List.of(new ObjectFrames(ID, "/object", true, Ground.RANGE.bytes(), ground.object())));
  }
}
