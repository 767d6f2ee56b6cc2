package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.inspect.KernelAnswer.Kind;
import dev.framewalk.pagetable.inspect.Meant.PageOwner;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.Privilege;
import java.util.Optional;

/** What the kernel will do about a fault of ring 3, by what it promised: as Linux does. */
final class KernelForecast {
  private final WalkTrace trace;
  private final Attempt attempt;
  private final Meant meant;

  private KernelForecast(WalkTrace trace, Attempt attempt, Meant meant) {
    this.trace = trace;
    this.attempt = attempt;
    this.meant = meant;
  }

  static KernelAnswer of(
      WalkTrace trace, Attempt attempt, Optional<WalkLevel> failing, Meant meant) {
    final KernelForecast forecast = new KernelForecast(trace, attempt, meant);
    if (attempt.allowed()) {
      return new KernelAnswer(Kind.NOT_ASKED, "nothing: there is no fault");
    }
    if (attempt.privilege() != Privilege.USER) {
      return new KernelAnswer(
          Kind.NONE, "nothing: ring 0 is the kernel's own, and no program's access");
    }
    if (attempt.verdict() instanceof AccessVerdict.NotCanonical) {
      return signals("SIGSEGV (SI_KERNEL), as for every #GP");
    }
    return forecast.ofFault(failing.orElseThrow());
  }

  private long address() {
    return trace.address();
  }

  private static KernelAnswer signals(String words) {
    return new KernelAnswer(Kind.SIGNALS, "sends " + words);
  }

  private KernelAnswer ofFault(WalkLevel failing) {
    if (attempt.errorCode().orElseThrow().protectionKey()) {
      return signals("SIGSEGV (SEGV_PKUERR): it does not change PKRU");
    }
    final Area area = meant.area().orElse(null);
    if (area == null) {
      final Area above = meant.above().orElse(null);
      return above != null && address() >= above.lowest() && above.allows(attempt.access())
          ? new KernelAnswer(
              Kind.FILLS,
              "makes the "
                  + above.label()
                  + " longer, down to here, and enters a zeroed page; the instruction runs again")
          : signals("SIGSEGV (SEGV_MAPERR): no mapping is there");
    }
    if (!area.allows(attempt.access())) {
      return signals(
          "SIGSEGV (SEGV_ACCERR): the mapping allows "
              + (area.rights().equals(Area.Rights.NONE) ? "nothing" : area.rights() + " only"));
    }
    if (meant.position().filter(Meant.Position::behindEnd).isPresent()) {
      return signals("SIGBUS (BUS_ADRERR): the page lies behind the end of the object");
    }
    return promised(area, failing);
  }

  /** The area promises the access, the entries do not give it. */
  private KernelAnswer promised(Area area, WalkLevel failing) {
    final FaultRule rule = attempt.rule().orElseThrow();
    if (rule == FaultRule.NOT_PRESENT && empty(failing)) {
      return new KernelAnswer(Kind.FILLS, fills(area) + "; the instruction runs again");
    }
    final boolean leaf = failing.level() == leafLevel();
    if (leaf && rule == FaultRule.NO_EXECUTE && area.rights().write()) {
      return new KernelAnswer(
          Kind.GRANTS,
          "clears XD at the first fetch, as a page that may be written and executed starts without"
              + " the right to execute; the instruction runs again");
    }
    if (leaf && rule == FaultRule.WRITE_PROTECTED) {
      return writes(area);
    }
    return new KernelAnswer(
        Kind.CANNOT_MEND,
        "promised the access, but did not write the "
            + failing.level()
            + " entry as it is: it cannot mend it");
  }

  private static boolean empty(WalkLevel failing) {
    return failing.leads() instanceof WalkLevel.NotPresent && failing.step().entry().bits() == 0;
  }

  private PageTableLevel leafLevel() {
    return trace.mapped().map(page -> page.leaf().level()).orElse(PageTableLevel.PT);
  }

  private String fills(Area area) {
    if (area.object().isEmpty()) {
      return "enters a zeroed page of the process's own on this first touch";
    }
    final String page =
        "page " + meant.position().map(Meant.Position::page).orElse(0L) + " of the object";
    if (area.shared()) {
      return "enters " + page;
    }
    return attempt.access() == Access.WRITE
        ? "enters a copy of " + page + ", the process's own from then on"
        : "enters " + page + " read-only, to be copied when it is written";
  }

  private KernelAnswer writes(Area area) {
    final PageOwner owner = meant.page().orElseThrow();
    if (area.shared() || (owner.isPrivate() && owner.references() == 1)) {
      return new KernelAnswer(
          Kind.GRANTS,
          "sets R/W again"
              + (area.shared() ? "" : ", as no other process has the page any more")
              + "; the instruction runs again");
    }
    return new KernelAnswer(
        Kind.COPIES,
        "copies the page on this write ("
            + (owner.isPrivate()
                ? owner.references() + " processes share it since a fork"
                : "it is the object's")
            + "), and the process has its own from then on; the instruction runs again");
  }
}
