package dev.framewalk.pagetable.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The frames of all objects, by address. */
final class ObjectRuns {
  private record Run(long frame, long count, ObjectFrames object, long page) {}

  private final List<Run> runs = new ArrayList<>();

  ObjectRuns(List<ObjectFrames> objects) {
    for (final ObjectFrames object : objects) {
      for (long page = 0; page < object.frames().size(); ) {
        final long length = object.frames().runLengthAt(page);
        runs.add(new Run(object.frames().numberAt(page), length, object, page));
        page += length;
      }
    }
    runs.sort(Comparator.comparingLong(Run::frame));
  }

  FrameOwner owner(long frame) {
    int low = 0;
    int high = runs.size();
    while (low < high) {
      final int middle = (low + high) >>> 1;
      if (runs.get(middle).frame() <= frame) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low > 0) {
      final Run run = runs.get(low - 1);
      if (frame < run.frame() + run.count()) {
        return new FrameOwner.OfObject(
            run.object().id(), run.object().name(), run.page() + frame - run.frame());
      }
    }
    return new FrameOwner.LostObject();
  }
}
