package dev.framewalk.emulator.debug.report;

import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.table.Access;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that happened in a run.
 *
 * @param number from 0, those that are left out counted
 * @param pid the process that it concerns, 0 if none does
 * @param tid its task that did it; the pid if that is not known
 * @param text what happened, as a person reads it
 * @param accessed the address that a fault was about
 * @param looked whether memory was looked at; if not, what changed shows at the next event at which
 *     it was
 */
record ReportEvent(
    long number,
    Kind kind,
    int pid,
    int tid,
    RunPlace place,
    String text,
    Optional<Accessed> accessed,
    boolean looked) {
  /** Kinds of events. */
  enum Kind {
    BOOT,
    START,
    CALL,
    /** exit(2) or exit_group(2) is about to be served; the tables still stand. */
    EXIT,
    /** A page fault that was mended, or that a handler may take. */
    FAULT,
    /** A page fault that is not mended. */
    KILL,
    END,
    /** The run is over. */
    OVER,
    /** A stop of a debugging session. */
    STOP;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An access. */
  record Accessed(long address, Access access) {}

  private static final int MOST_TEXT = 400;

  /** What happened, before it has a number. */
  record Said(Kind kind, int pid, int tid, String text, Optional<Accessed> accessed) {
    Said(Kind kind, int pid, String text) {
      this(kind, pid, pid, text, Optional.empty());
    }

    Said {
      if (text.length() > MOST_TEXT) {
        // Not in the middle of a pair of surrogates.
        final int end =
            Character.isHighSurrogate(text.charAt(MOST_TEXT - 1)) ? MOST_TEXT - 1 : MOST_TEXT;
        text = text.substring(0, end) + "…";
      }
    }
  }
}
