package dev.framewalk.guest.junit;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.Leftovers;
import dev.framewalk.emulator.harness.LiveTrial;
import java.util.ArrayList;
import java.util.List;

/** What a test has left in its machine that it should not have. */
record LeakCheck(LiveTrial live, GuestOptions options) {
  /** Ends the run; a sentence for each thing that is wrong. */
  List<String> wrong() {
    final Leftovers left = live.finish();
    final List<String> wrong = new ArrayList<>();
    // Where a test has stopped its programs on their way, those who would unlink had no chance.
    final List<String> objects =
        left.living().isEmpty()
            ? left.objects().stream().filter(name -> !options.allows(name)).toList()
            : List.of();
    if (!objects.isEmpty()) {
      wrong.add(
          (objects.size() == 1 ? "an object was" : "objects were")
              + " left behind: "
              + Printable.of(String.join(", ", objects))
              + "; unlink "
              + (objects.size() == 1 ? "it" : "them")
              + ", or allow it: @GuestMachine(mayLeave = \""
              + Printable.of(objects.get(0))
              + "\")");
    }
    if (left.leakedFrames() > 0) {
      wrong.add(
          left.leakedFrames()
              + (left.leakedFrames() == 1 ? " frame" : " frames")
              + " leaked: in use when every process had ended and every name was taken away");
    } else if (left.leakedFrames() < 0) {
      wrong.add(-left.leakedFrames() + " frames of the kernel's were freed");
    }
    left.auditFailure().ifPresent(each -> wrong.add(Printable.lines(each).stripTrailing()));
    return wrong;
  }
}
