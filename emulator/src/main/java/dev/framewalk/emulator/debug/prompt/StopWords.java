package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.debug.session.Watch;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.table.Access;
import java.util.Locale;

/** Why a session stands still, in words. */
final class StopWords {
  private StopWords() {}

  /** One clause: {@code breakpoint 1}; none where what was asked for was to come here. */
  static String why(Stop stop) {
    return switch (kind(stop)) {
      case "start" -> "before the first instruction";
      case "breakpoint" -> "breakpoint " + ((Stop.AtBreakpoint) stop).breakpoint().id();
      case "watch" -> watched((Stop.Watched) stop);
      case "call" -> {
        final Stop.AtCall call = (Stop.AtCall) stop;
        yield (call.result().isPresent() ? "after " : "before ") + Printable.of(call.text());
      }
      case "fault" -> {
        final Stop.AtFault fault = (Stop.AtFault) stop;
        yield (fault.report().isPresent() ? "fatal fault" : "page fault")
            + ", "
            + access(fault.access())
            + " of 0x"
            + Long.toHexString(fault.address());
      }
      case "process" -> {
        final Stop.AtProcess process = (Stop.AtProcess) stop;
        yield "process "
            + process.pid()
            + (process.event() == Goal.Event.PROCESS_START ? " has been made" : " is about to end");
      }
      case "switch" -> "another task is on the CPU";
      case "interrupted" -> "interrupted";
      case "over" -> "the run is over: " + how((Stop.Over) stop);
      default -> "";
    };
  }

  /** The kind of stop, for programs. */
  static String kind(Stop stop) {
    if (stop instanceof Stop.AtStart) {
      return "start";
    } else if (stop instanceof Stop.AtBreakpoint) {
      return "breakpoint";
    } else if (stop instanceof Stop.Watched) {
      return "watch";
    } else if (stop instanceof Stop.AtCall) {
      return "call";
    } else if (stop instanceof Stop.AtFault) {
      return "fault";
    } else if (stop instanceof Stop.AtProcess) {
      return "process";
    } else if (stop instanceof Stop.AtSwitch) {
      return "switch";
    } else if (stop instanceof Stop.Interrupted) {
      return "interrupted";
    }
    return stop instanceof Stop.Over ? "over" : "arrived";
  }

  private static String watched(Stop.Watched stop) {
    final boolean write = stop.access() == Access.WRITE;
    return "watch "
        + stop.watch().id()
        + ", "
        + access(stop.access())
        + " of physical 0x"
        + Long.toHexString(stop.address())
        + (stop.call().isPresent() ? " by the kernel" : "")
        + ": "
        + (write
            ? "0x" + Long.toHexString(stop.before()) + " -> 0x" + Long.toHexString(stop.after())
            : "0x" + Long.toHexString(stop.after()));
  }

  static String access(Access access) {
    return access == Access.FETCH ? "execution" : access.name().toLowerCase(Locale.ROOT);
  }

  /** How a run came to its end. */
  static String how(Stop.Over over) {
    final RunResult result = over.result();
    if (result instanceof RunResult.Deadlocked deadlocked) {
      return "all wait for ever (" + Printable.of(String.join("; ", deadlocked.waits())) + ")";
    }
    if (result instanceof RunResult.MachineError error) {
      return "the machine failed: " + Printable.of(error.message());
    }
    return "every process has ended";
  }

  /** As {@code write of 0x402000 of process 100, 8 bytes}, or {@code write of /ring (object 1)}. */
  static String of(Watch watch, MemoryView view, Style style) {
    final String kind = watch.kind().name().toLowerCase(Locale.ROOT);
    if (watch instanceof Watch.OfAddress bytes) {
      return kind
          + " of 0x"
          + Long.toHexString(bytes.address())
          + " of process "
          + bytes.pid()
          + ", "
          + bytes.length()
          + (bytes.length() == 1 ? " byte" : " bytes");
    }
    final long object = ((Watch.OfObject) watch).object();
    return kind
        + " of "
        + view.object(object)
            .map(each -> style.name(Printable.of(each.name())) + " (object " + object + ")")
            .orElse("object " + object);
  }
}
