package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.snapshot.Layout.Section;
import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds the first thing in which a machine differs from one that was saved, and says it: time, then
 * processes and registers, then memory.
 *
 * <p>Who wrote an entry last is no part of a machine, so it is not looked at.
 */
final class Difference {
  private static final int WORD = Long.BYTES;

  private Difference() {}

  /** The first difference in anything; empty if there is none. */
  static Optional<String> first(SavedState saved, SavedState now) {
    return beforeMemory(saved, now).or(() -> memory(saved, now.memory()));
  }

  /** The first difference in anything but memory. */
  static Optional<String> beforeMemory(SavedState saved, SavedState now) {
    return time(saved.time(), now.time())
        .or(() -> elements("process", SavedProcess::pid, saved.processes(), now.processes()))
        .or(() -> tasks(saved.tasks(), now.tasks()))
        .or(() -> elements("areas of pid", space -> space.pid(), saved.spaces(), now.spaces()))
        .or(() -> section("shared objects", Section.OBJS, saved, now))
        .or(() -> section("use of frames", Section.FRAM, saved, now));
  }

  private static Optional<String> time(SavedTime saved, SavedTime now) {
    return value("place", saved.place(), now.place())
        .or(() -> value("schedule hash", hex(saved.scheduleHash()), hex(now.scheduleHash())))
        .or(() -> value("virtual time", saved.nanos(), now.nanos()))
        .or(() -> value("next timer", saved.nextTimer(), now.nextTimer()))
        .or(() -> value("queue of tasks", saved.queue(), now.queue()));
  }

  private static Optional<String> value(String what, Object saved, Object now) {
    return saved.equals(now)
        ? Optional.empty()
        : Optional.of(what + " was " + saved + ", is " + now);
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static <T> Optional<String> elements(
      String what, Function<T, Integer> id, List<T> saved, List<T> now) {
    for (int i = 0; i < Math.min(saved.size(), now.size()); i++) {
      if (!saved.get(i).equals(now.get(i))) {
        return Optional.of(
            what + " " + id.apply(saved.get(i)) + " was " + saved.get(i) + ", is " + now.get(i));
      }
    }
    return value("number of: " + what, saved.size(), now.size());
  }

  private static Optional<String> tasks(List<SavedTask> saved, List<SavedTask> now) {
    for (int i = 0; i < Math.min(saved.size(), now.size()); i++) {
      final SavedTask was = saved.get(i);
      final SavedTask is = now.get(i);
      final Optional<String> difference =
          value("number", was.tid(), is.tid())
              .or(() -> was.registers().difference(is.registers()))
              .or(() -> value("process", was.pid(), is.pid()))
              .or(() -> value("name", was.name(), is.name()))
              .or(() -> value("wait", was.waitsFor(), is.waitsFor()))
              .or(() -> value("deadline", was.deadline(), is.deadline()))
              .or(() -> value("CPU time", was.cpuNanos(), is.cpuNanos()))
              .or(() -> value("clear_child_tid", was.clearChildTid(), is.clearChildTid()))
              .or(() -> value("robust list", was.robustList(), is.robustList()));
      if (difference.isPresent()) {
        return difference.map(text -> "task " + was.tid() + ": " + text);
      }
    }
    return value("number of tasks", saved.size(), now.size());
  }

  /** What has no order by which one part of it could be named: all or nothing. */
  private static Optional<String> section(
      String what, Section section, SavedState saved, SavedState now) {
    return Arrays.equals(StateSections.bytes(saved, section), StateSections.bytes(now, section))
        ? Optional.empty()
        : Optional.of(what + " differs");
  }

  /** The first frame whose bytes differ. */
  private static Optional<String> memory(SavedState state, SavedMemory now) {
    final SavedMemory saved = state.memory();
    if (saved.size() == now.size()
        && saved.stored().equals(now.stored())
        && saved.poisoned().equals(now.poisoned())
        && sameChunks(saved, now)) {
      return Optional.empty();
    }
    final FrameCursor of = new FrameCursor(saved, now);
    for (long frame = of.next(); frame != FrameRuns.ABSENT; frame = of.next()) {
      final byte[] was = page(saved, frame);
      final byte[] is = page(now, frame);
      final int at = Arrays.mismatch(was, is);
      if (at >= 0) {
        final int word = at & -WORD;
        final long address = frame * PhysFrame.BYTES + word;
        return Optional.of(
            PhysFrame.of(frame)
                + " ("
                + state.frames().purpose(PhysFrame.of(frame)).map(Objects::toString).orElse("free")
                + "), at physical "
                + hex(address)
                + " was "
                + hex(saved.readWord(address))
                + ", is "
                + hex(now.readWord(address)));
      }
    }
    return Optional.empty();
  }

  private static boolean sameChunks(SavedMemory saved, SavedMemory now) {
    for (int i = 0; i < saved.chunks().size(); i++) {
      if (!Arrays.equals(saved.chunks().get(i), now.chunks().get(i))) {
        // Another zlib packs the same pages otherwise: the pages decide.
        return false;
      }
    }
    return true;
  }

  private static byte[] page(SavedMemory memory, long frame) {
    final byte[] page = new byte[PhysFrame.BYTES];
    if ((frame + 1) * PhysFrame.BYTES <= memory.size()) {
      memory.read(frame * PhysFrame.BYTES, page, 0, page.length);
    }
    return page;
  }

  /** Goes through the frames that are not zero in one of two memories, in order. */
  private static final class FrameCursor {
    private final FrameRuns[] runs;
    private final long[] at;

    FrameCursor(SavedMemory one, SavedMemory other) {
      runs = new FrameRuns[] {one.stored(), one.poisoned(), other.stored(), other.poisoned()};
      at = new long[runs.length];
    }

    long next() {
      long lowest = Long.MAX_VALUE;
      for (int i = 0; i < runs.length; i++) {
        if (at[i] < runs[i].size()) {
          lowest = Math.min(lowest, runs[i].frameAt(at[i]));
        }
      }
      for (int i = 0; i < runs.length; i++) {
        if (at[i] < runs[i].size() && runs[i].frameAt(at[i]) == lowest) {
          at[i]++;
        }
      }
      return lowest == Long.MAX_VALUE ? FrameRuns.ABSENT : lowest;
    }
  }
}
