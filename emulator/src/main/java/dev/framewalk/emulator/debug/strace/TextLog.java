package dev.framewalk.emulator.debug.strace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The lines of strace(1). A call is a line, unless somebody else has something to say before it has
 * returned: then it is two, {@code <unfinished ...>} and {@code <... NAME resumed>}.
 */
final class TextLog implements CallLog {
  /** The column at which results stand, where there is room. */
  private static final int RESULT_COLUMN = 40;

  private final Consumer<String> lines;

  /** Calls that were entered and have not returned, by the thread's number. */
  private final Map<Integer, Pending> pending = new LinkedHashMap<>();

  private final Map<Integer, Caller> alive = new LinkedHashMap<>();

  /** A call, and whether its head stands in a line of its own already. */
  private record Pending(Caller caller, TracedCall call, boolean told) {}

  /**
   * @param lines takes each line, without its end
   */
  TextLog(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void entered(Moment at, Caller caller, TracedCall call) {
    alive.put(caller.tid(), caller);
    tellUnfinished(caller.tid());
    pending.put(caller.tid(), new Pending(caller, call, false));
  }

  @Override
  public void left(Moment at, Caller caller, TracedCall call) {
    tellUnfinished(caller.tid());
    final Pending entered = pending.remove(caller.tid());
    final String prefix = prefix(caller.tid());
    final boolean resumed = entered != null && entered.told();
    line(
        prefix + (resumed ? "<... " + call.name() + " resumed>" + call.tail() : call.text()),
        call.resultText());
  }

  @Override
  public void signalled(Moment at, Caller caller, String signal, String info) {
    tellUnfinished(-1);
    lines.accept(prefix(caller.tid()) + "--- " + signal + " " + info + " ---");
  }

  @Override
  public void stopped(Moment at, Caller caller, String signal) {
    lines.accept(prefix(caller.tid()) + "--- stopped by " + signal + " ---");
  }

  @Override
  public void ended(Moment at, Caller caller, String how) {
    tellUnfinished(caller.tid());
    final Pending last = pending.remove(caller.tid());
    if (last != null) {
      line(
          prefix(caller.tid())
              + (last.told() ? "<... " + last.call().name() + " resumed>" : last.call().head())
              + ")",
          "?");
    }
    lines.accept(prefix(caller.tid()) + "+++ " + how + " +++");
    alive.remove(caller.tid());
  }

  @Override
  public void finished() {
    tellUnfinished(-1);
  }

  @Override
  public void started(Caller caller) {
    alive.put(caller.tid(), caller);
  }

  /** Ends the lines of calls that others than {@code tid} are in. */
  private void tellUnfinished(int tid) {
    for (final Map.Entry<Integer, Pending> each : pending.entrySet()) {
      final Pending call = each.getValue();
      if (!call.told() && each.getKey() != tid) {
        lines.accept(prefix(each.getKey()) + call.call().head() + " <unfinished ...>");
        each.setValue(new Pending(call.caller(), call.call(), true));
      }
    }
  }

  /** Who speaks, where there is more than one. */
  private String prefix(int tid) {
    return alive.size() > 1 ? "[pid " + tid + "] " : "";
  }

  private void line(String call, String result) {
    final StringBuilder line = new StringBuilder(call).append(' ');
    while (line.length() < RESULT_COLUMN) {
      line.append(' ');
    }
    lines.accept(line.append("= ").append(result).toString());
  }
}
