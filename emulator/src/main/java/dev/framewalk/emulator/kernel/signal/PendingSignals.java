package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Signal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Signals that were sent and wait to be acted on: of a standard one the first, of a real-time one
 * each, in their order (signal(7), "Queueing and delivery semantics for standard signals",
 * "Real-time signals").
 */
final class PendingSignals {
  /** Those that an exception raises: they come before others (Linux kernel/signal.c). */
  private static final long SYNCHRONOUS =
      Signal.SIGSEGV.bit()
          | Signal.SIGBUS.bit()
          | Signal.SIGILL.bit()
          | Signal.SIGTRAP.bit()
          | Signal.SIGFPE.bit()
          | Signal.SIGSYS.bit();

  private final Deque<SignalInfo> queue = new ArrayDeque<>();
  private long set;

  /** The signals that are here, as a set. */
  long set() {
    return set;
  }

  /** How many take room. */
  int size() {
    return queue.size();
  }

  /** Adds one; a standard one that is here already is not added. Says whether it was added. */
  boolean add(SignalInfo info) {
    if (!info.signal().isRealTime() && (set & info.signal().bit()) != 0) {
      return false;
    }
    set |= info.signal().bit();
    queue.addLast(info);
    return true;
  }

  /** Notes that {@code signal} was sent, and nothing more of it: there is no room. */
  void addWithoutInfo(Signal signal) {
    set |= signal.bit();
  }

  /** The next of those in {@code wanted}, which stays; null if there is none. */
  @Nullable Signal first(long wanted) {
    final long here = set & wanted;
    if (here == 0) {
      return null;
    }
    final long from = (here & SYNCHRONOUS) != 0 ? here & SYNCHRONOUS : here;
    return Signal.of(Long.numberOfTrailingZeros(from) + 1L).orElseThrow();
  }

  /** Takes out the next of those in {@code wanted}; null if there is none. */
  @Nullable SignalInfo take(long wanted) {
    final Signal signal = first(wanted);
    if (signal == null) {
      return null;
    }
    SignalInfo taken = null;
    boolean more = false;
    for (final Iterator<SignalInfo> each = queue.iterator(); each.hasNext() && !more; ) {
      final SignalInfo info = each.next();
      if (info.signal() == signal) {
        more = taken != null;
        if (!more) {
          taken = info;
          each.remove();
        }
      }
    }
    if (!more) {
      set &= ~signal.bit();
    }
    return taken != null
        ? taken
        : new SignalInfo(signal, 0, SignalInfo.SI_USER, new SignalInfo.Sender(0, 0));
  }

  /** Forgets all those in {@code unwanted}. */
  void remove(long unwanted) {
    if ((set & unwanted) != 0) {
      queue.removeIf(info -> (info.signal().bit() & unwanted) != 0);
      set &= ~unwanted;
    }
  }
}
