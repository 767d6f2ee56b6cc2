package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Watch;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The breakpoints and watchpoints that gdb has set.
 *
 * <p>To gdb there is one list of addresses for all threads, and it takes everything out at each
 * stop and sets it again before it goes on, whichever thread is selected then. A breakpoint so
 * counts in every process. A watchpoint is about the bytes that its address means in one process:
 * the one that was selected when it was set first, for as long as it is set again each time.
 */
final class Points {
  private static final int PAGE_BYTES = 4096;

  /** Bytes of the largest watchpoint. */
  private static final int MOST_BYTES = 1 << 16;

  /** Points at once: each is looked at whenever the run comes by. */
  private static final int MOST_POINTS = 256;

  /** What {@code Z} and {@code z} packets begin with. */
  enum Kind {
    SOFTWARE_BREAK("swbreak", Optional.empty()),
    HARDWARE_BREAK("hwbreak", Optional.empty()),
    WRITE_WATCH("watch", Optional.of(Watch.Kind.WRITE)),
    READ_WATCH("rwatch", Optional.of(Watch.Kind.READ)),
    ACCESS_WATCH("awatch", Optional.of(Watch.Kind.ANY));

    private final String reason;
    private final Optional<Watch.Kind> watch;

    Kind(String reason, Optional<Watch.Kind> watch) {
      this.reason = reason;
      this.watch = watch;
    }

    /** What a stop reply calls it. */
    String reason() {
      return reason;
    }
  }

  /** A point as gdb names it. */
  record Key(Kind kind, long address, int length) {}

  /**
   * A point that is set.
   *
   * @param ids of the session's breakpoint or watches
   * @param pid whose memory is watched; empty for a breakpoint
   */
  record Point(Key key, List<Integer> ids, OptionalInt pid) {}

  private final DebugSession session;
  private final Map<Key, Point> points = new HashMap<>();

  /** Whose memory each watchpoint is about that is, or was at the last move, set. */
  private final Map<Key, Integer> watchers = new HashMap<>();

  Points(DebugSession session) {
    this.session = session;
  }

  /** Sets a point, or takes it away; doing so twice is as once. */
  void change(boolean set, String words, Threads threads) throws GdbError {
    final Key key = parse(words);
    if (!set) {
      remove(key);
    } else if (!points.containsKey(key)) {
      if (points.size() >= MOST_POINTS) {
        throw GdbError.of("more than " + MOST_POINTS + " breakpoints and watchpoints");
      }
      try {
        points.put(key, key.kind().watch.isEmpty() ? breakpoint(key) : watch(key, threads));
      } catch (IllegalArgumentException e) {
        throw GdbError.of(String.valueOf(e.getMessage()));
      }
    }
  }

  private static Key parse(String words) throws GdbError {
    // Conditions and commands may follow behind a semicolon; we did not say that we take any.
    final String[] parts = words.split(";", 2)[0].split(",", -1);
    final int number = Hex.small(parts[0]);
    if (parts.length != 3 || number >= Kind.values().length) {
      throw GdbError.INVALID;
    }
    final Kind kind = Kind.values()[number];
    return new Key(kind, Hex.number(parts[1]), kind.watch.isEmpty() ? 0 : Hex.small(parts[2]));
  }

  private Point breakpoint(Key key) {
    return new Point(
        key,
        List.of(session.breakAt(OptionalInt.empty(), key.address()).id()),
        OptionalInt.empty());
  }

  private Point watch(Key key, Threads threads) throws GdbError {
    if (key.length() < 1
        || key.length() > MOST_BYTES
        || !VirtAddr.isCanonical(key.address(), VirtAddr.BITS_4_LEVEL)
        || !VirtAddr.isCanonical(key.address() + key.length() - 1, VirtAddr.BITS_4_LEVEL)) {
      throw GdbError.INVALID;
    }
    final Task selected = threads.selected();
    final int known = watchers.getOrDefault(key, selected.pid());
    final int pid = session.view().space(known).isPresent() ? known : selected.pid();
    watchers.put(key, pid);
    final List<Integer> ids = new ArrayList<>();
    for (int done = 0; done < key.length(); ) {
      final long address = key.address() + done;
      final int part = Math.min(key.length() - done, PAGE_BYTES - ((int) address & PAGE_BYTES - 1));
      ids.add(session.watch(key.kind().watch.orElseThrow(), pid, address, part).id());
      done += part;
    }
    return new Point(key, ids, OptionalInt.of(pid));
  }

  private void remove(Key key) {
    final Point point = points.remove(key);
    if (point != null) {
      for (final int id : point.ids()) {
        // False if somebody else has taken it away: as well.
        final boolean unused = session.remove(id);
      }
    }
  }

  /**
   * The run goes on without further points: a watchpoint that is not set now has been deleted, and
   * the same address may mean another process next time.
   */
  void settle() {
    watchers.keySet().retainAll(points.keySet());
  }

  /** Takes all away that was set. */
  void clear() {
    final Set<Key> all = new HashSet<>(points.keySet());
    all.forEach(this::remove);
    watchers.clear();
  }

  /** The point that the session knows by this number. */
  Optional<Point> byId(int id) {
    for (final Point point : points.values()) {
      if (point.ids().contains(id)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
