package dev.framewalk.emulator.debug.report;

import dev.framewalk.emulator.debug.report.ReportEvent.Kind;
import dev.framewalk.emulator.debug.report.ReportEvent.Said;
import dev.framewalk.pagetable.inspect.MemoryView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The events of a run with what each changed in memory: the first ones and the last ones, as many
 * as {@link Limits} says, so that a run of any length takes a bounded amount of memory and time.
 */
final class EventLog {
  /**
   * How much is kept.
   *
   * @param first events from the beginning on
   * @param last events before the end
   * @param weight numbers that the changes of either part may take, as {@link MemoryChange#weight}
   *     counts them
   * @param effortNanos how long looking at memory may take, roughly, before only every second event
   *     looks, and again before only every fourth does, and so on
   */
  record Limits(int first, int last, long weight, long effortNanos) {
    static final Limits DEFAULT = new Limits(1_000, 1_000, 160_000, 2_000_000_000L);
  }

  /** An event and what makes the state before it into the state at it. */
  record Entry(ReportEvent event, MemoryChange change) {}

  private record Stood(ReportEvent event, MemoryState state, long words) {}

  /** Words of tables and areas that states of the last part may hold: 64 MiB. */
  private static final long MOST_WORDS = 8L << 20;

  /** Events whose memory is looked at however long the run is: they are few, or what matters. */
  private static final Set<Kind> ALWAYS = EnumSet.of(Kind.BOOT, Kind.OVER, Kind.STOP);

  /** Events after which a process's memory cannot be looked at any more. */
  private static final Set<Kind> LAST_SIGHT = EnumSet.of(Kind.EXIT, Kind.KILL);

  private static final long LAST_SIGHT_OFTENER = 64;

  private final Limits limits;
  private final List<Entry> head = new ArrayList<>();
  private final ArrayDeque<Stood> tail = new ArrayDeque<>();
  private MemoryState headEnd = MemoryState.EMPTY;
  private MemoryState now = MemoryState.EMPTY;
  private boolean headOpen = true;
  private long headWeight;
  private long tailWords;
  private long total;
  private long effort;
  private long allowed;
  private long every = 1;

  EventLog(Limits limits) {
    this.limits = limits;
    this.allowed = limits.effortNanos();
  }

  /** Adds an event, and looks at memory where that is due. */
  void add(MemoryView view, Said said) {
    final boolean look = isDue(said.kind());
    final MemoryState before = now;
    if (look) {
      now = MemoryState.of(view, before);
      effort += now.effort();
      if (effort > allowed) {
        every *= 2;
        allowed += limits.effortNanos();
      }
    }
    final ReportEvent event =
        new ReportEvent(
            total,
            said.kind(),
            said.pid(),
            said.tid(),
            view.place(),
            said.text(),
            said.accessed(),
            look);
    total++;
    if (headOpen) {
      addToHead(event, before);
    } else {
      addToTail(event, before);
    }
  }

  private boolean isDue(Kind kind) {
    return total % every == 0
        || ALWAYS.contains(kind)
        || (LAST_SIGHT.contains(kind) && total % Math.max(1, every / LAST_SIGHT_OFTENER) == 0);
  }

  private void addToHead(ReportEvent event, MemoryState before) {
    final MemoryChange change = MemoryChange.between(before, now);
    head.add(new Entry(event, change));
    headEnd = now;
    headWeight += change.weight();
    headOpen = head.size() < limits.first() && headWeight < limits.weight();
  }

  private void addToTail(ReportEvent event, MemoryState before) {
    final long words = words(before, now);
    tail.addLast(new Stood(event, now, words));
    tailWords += words;
    while (tail.size() > limits.last() || (tailWords > MOST_WORDS && tail.size() > 1)) {
      tailWords -= tail.removeFirst().words();
    }
  }

  /** How many words of memory a state holds that the one before it does not. */
  private static long words(MemoryState before, MemoryState state) {
    long words = 64 + state.frames().length;
    if (state.tables() != before.tables()) {
      words += 8L * state.tables().size();
      for (final var table : state.tables().entrySet()) {
        words += table.getValue() == before.tables().get(table.getKey()) ? 0 : TableChange.ENTRIES;
      }
    }
    for (final MemoryState.SpaceState space : state.spaces().values()) {
      words += space == before.spaces().get(space.pid()) ? 8 : 16L * space.areas().size();
    }
    for (final MemoryState.ObjectState object : state.objects().values()) {
      words += object == before.objects().get(object.id()) ? 8 : 8 + object.runs().length;
    }
    return words;
  }

  /** What memory was when it was last looked at. */
  MemoryState now() {
    return now;
  }

  /** Every event that happened, kept or not. */
  long total() {
    return total;
  }

  /** The events that are kept, in order, each with what it changed since the one before it. */
  List<Entry> entries() {
    final List<Entry> entries = new ArrayList<>(head);
    final List<Entry> last = new ArrayList<>();
    long weight = 0;
    final Iterator<Stood> back = tail.descendingIterator();
    Stood stood = back.hasNext() ? back.next() : null;
    while (stood != null) {
      final Stood earlier = back.hasNext() ? back.next() : null;
      final MemoryChange change =
          MemoryChange.between(earlier == null ? headEnd : earlier.state(), stood.state());
      weight += change.weight();
      if (weight > limits.weight() && earlier != null) {
        // The rest is left out: this one's change is then since the end of the first part.
        last.add(new Entry(stood.event(), MemoryChange.between(headEnd, stood.state())));
        break;
      }
      last.add(new Entry(stood.event(), change));
      stood = earlier;
    }
    Collections.reverse(last);
    entries.addAll(last);
    return entries;
  }
}
