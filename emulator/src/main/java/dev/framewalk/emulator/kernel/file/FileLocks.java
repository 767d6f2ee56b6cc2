package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.DescriptorTable;
import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.OpenFile;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.WaitQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Locks of whole files that belong to an open file description (flock(2)), and of ranges that
 * belong to a process (fcntl(2), "Advisory record locking").
 */
public final class FileLocks {
  /** Ranges that all processes and descriptions of a machine may have locked together. */
  public static final int MOST_RANGES = 8192;

  /** What a lock keeps others from. */
  public enum Kind {
    SHARED,
    EXCLUSIVE
  }

  /**
   * A lock of bytes {@code from} to {@code to}, exclusive.
   *
   * @param owner a process, or an open file description
   * @param pid number of the process, -1 for a description
   */
  public record Range(Object owner, int pid, Kind kind, long from, long to) {
    boolean conflicts(Range other) {
      return owner != other.owner
          && from < other.to
          && other.from < to
          && (kind == Kind.EXCLUSIVE || other.kind == Kind.EXCLUSIVE);
    }
  }

  /** The locks of one file, by the two kinds of call, which know nothing of each other. */
  private static final class OfNode {
    final List<Range> whole = new ArrayList<>();
    final List<Range> ranges = new ArrayList<>();
  }

  /** The locks of what nobody holds any more go with it. */
  private final Map<Node, OfNode> locks = new WeakHashMap<>();

  private final WaitQueue waiters = new WaitQueue();

  /** A lock that a process waits for. */
  private record Awaited(Node node, Range wanted) {}

  /** What each task waits for that wants a range for its process. */
  private final Map<Task, Awaited> awaited = new LinkedHashMap<>();

  private int ranges;

  /** Those who wait for some lock to be given back. */
  public WaitQueue waiters() {
    return waiters;
  }

  /** Takes {@code wanted} for the whole file, in the place of what its owner had of it. */
  public boolean lockWhole(Node node, Range wanted) {
    final List<Range> held = locks.computeIfAbsent(node, absent -> new OfNode()).whole;
    final boolean had = held.removeIf(lock -> lock.owner() == wanted.owner());
    for (final Range lock : held) {
      if (lock.conflicts(wanted)) {
        if (had) {
          waiters.wakeAll();
        }
        return false;
      }
    }
    held.add(wanted);
    waiters.wakeAll();
    return true;
  }

  /** Gives back what {@code owner} has of the whole file. */
  public void unlockWhole(Node node, Object owner) {
    final OfNode held = locks.get(node);
    if (held != null && held.whole.removeIf(lock -> lock.owner() == owner)) {
      waiters.wakeAll();
    }
  }

  /** A lock that {@code wanted} would have to wait for; null if there is none. */
  public @Nullable Range conflict(Node node, Range wanted) {
    final OfNode held = locks.get(node);
    if (held != null) {
      for (final Range lock : held.ranges) {
        if (lock.conflicts(wanted)) {
          return lock;
        }
      }
    }
    return null;
  }

  /**
   * Takes {@code wanted}, which conflicts with nothing.
   *
   * @throws ErrnoException ENOLCK if there are too many already
   */
  public void lockRange(Node node, Range wanted) throws ErrnoException {
    requireRoom();
    unlockRange(node, wanted.owner(), wanted.from(), wanted.to());
    locks.computeIfAbsent(node, absent -> new OfNode()).ranges.add(wanted);
    ranges++;
  }

  /**
   * Refuses what may make two locks of one (fcntl(2)).
   *
   * @throws ErrnoException ENOLCK if there are too many already
   */
  public void requireRoom() throws ErrnoException {
    if (ranges + 2 > MOST_RANGES) {
      throw new ErrnoException(Errno.ENOLCK, "too many locks: limit=" + MOST_RANGES);
    }
  }

  /** Notes that {@code task} waits until its process can have {@code wanted}. */
  public void waitsFor(Task task, Node node, Range wanted) {
    awaited.put(task, new Awaited(node, wanted));
  }

  /** Notes that {@code task} waits no more. */
  public void waitsNoMore(Task task) {
    awaited.remove(task);
  }

  /**
   * Whether the process that would have to wait for {@code wanted} would wait for itself: those
   * that hold what is in the way wait in their turn (fcntl(2), EDEADLK). Locks of descriptions are
   * not looked at.
   */
  public boolean closesCircle(Node node, Range wanted) {
    final Set<Object> seen = new HashSet<>();
    final Deque<Awaited> left = new ArrayDeque<>();
    left.add(new Awaited(node, wanted));
    while (!left.isEmpty()) {
      final Awaited each = left.remove();
      final OfNode held = locks.get(each.node());
      if (held == null) {
        continue;
      }
      for (final Range lock : held.ranges) {
        if (lock.conflicts(each.wanted()) && seen.add(lock.owner())) {
          if (lock.owner() == wanted.owner()) {
            return true;
          }
          awaited.values().stream()
              .filter(next -> next.wanted().owner() == lock.owner())
              .forEach(left::add);
        }
      }
    }
    return false;
  }

  /** Gives back what {@code owner} has of a range; what lies outside of it stays. */
  public void unlockRange(Node node, Object owner, long from, long to) {
    final OfNode held = locks.get(node);
    if (held == null) {
      return;
    }
    for (final Range lock : List.copyOf(held.ranges)) {
      if (lock.owner() != owner || lock.from() >= to || from >= lock.to()) {
        continue;
      }
      held.ranges.remove(lock);
      ranges--;
      if (lock.from() < from) {
        held.ranges.add(new Range(owner, lock.pid(), lock.kind(), lock.from(), from));
        ranges++;
      }
      if (to < lock.to()) {
        held.ranges.add(new Range(owner, lock.pid(), lock.kind(), to, lock.to()));
        ranges++;
      }
    }
    waiters.wakeAll();
  }

  /** Gives back all that {@code owner} has of a file: it has closed a descriptor of it. */
  public void releaseRanges(Node node, Object owner) {
    if (!locks.isEmpty()) {
      unlockRange(node, owner, 0, Long.MAX_VALUE);
    }
  }

  /** Gives back the ranges of a process that ends. */
  public void releaseAllOf(Process process, DescriptorTable descriptors) {
    if (locks.isEmpty()) {
      return;
    }
    for (int i = 0; i < descriptors.end(); i++) {
      final OpenFile file = descriptors.find(i);
      if (file != null && file.entry().isPresent()) {
        releaseRanges(file.entry().get().node(), process);
      }
    }
  }

  /** Gives back all that an open file description had: its last descriptor is gone. */
  void releaseAllOf(OpenFile file) {
    if (!locks.isEmpty() && file.entry().isPresent()) {
      final Node node = file.entry().get().node();
      unlockWhole(node, file);
      unlockRange(node, file, 0, Long.MAX_VALUE);
    }
  }
}
