package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.harness.FaultFacts;
import dev.framewalk.emulator.harness.FaultReason;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.List;
import java.util.Locale;

/** What the lab "who faulted" asks, and what the machine says to it. */
final class FaultQuestions {
  private static final int P = 1;
  private static final int W = 1 << 1;
  private static final int U = 1 << 2;

  /** What the faulting run tells, in the words of the sheet. */
  private record Told(
      String symbol,
      Access access,
      String signal,
      long address,
      long instruction,
      PageTableLevel level,
      FaultRule rule,
      FaultReason reason,
      int errorCode) {}

  private final FaultProgram program;
  private final Told told;

  private FaultQuestions(FaultProgram program, Told told) {
    this.program = program;
    this.told = told;
  }

  /** The questions about the fault that {@code facts} tell of. */
  static List<Asked> of(FaultProgram program, FaultFacts facts) {
    return new FaultQuestions(
            program,
            new Told(
                facts.symbol().replaceFirst("\\+.*", ""),
                facts.access().orElseThrow(),
                facts.signal().name().toLowerCase(Locale.ROOT),
                facts.address().orElseThrow(),
                facts.instruction(),
                facts.level().orElseThrow(),
                facts.rule().orElseThrow(),
                facts.reason(),
                (int) facts.errorCode().orElseThrow()))
        .all();
  }

  /** The same questions while nothing is known: for a sheet without answers. */
  static List<Asked> unanswered(FaultProgram program) {
    return new FaultQuestions(
            program,
            new Told(
                "unknown",
                Access.READ,
                "sigsegv",
                0,
                0,
                PageTableLevel.PT,
                FaultRule.NOT_PRESENT,
                FaultReason.NOT_MAPPED,
                U))
        .all();
  }

  private List<Asked> all() {
    return List.of(where(), access(), walk(), error());
  }

  private Asked where() {
    return new Asked(
        "where",
        List.of("The label of the function whose instruction faulted."),
        List.of(
            Item.of("symbol", AnswerKind.SYMBOL, told.symbol())
                .slip(
                    "blames-the-caller",
                    "_start",
                    "that is the caller: the instruction at RIP is the one that faulted")
                .slip(
                    "blames-the-helper",
                    program.function("decoy"),
                    "the report's first lines name the function that RIP is in")));
  }

  private Asked access() {
    Item kind = Item.of("access", AnswerKind.WORD, word(told.access()));
    for (final Access each : Access.values()) {
      kind =
          kind.slip(
              "wrong-access",
              word(each),
              "look at the error code: bit 1 is set for a write, bit 4 for a fetch, neither for a"
                  + " read");
    }
    return new Asked(
        "access",
        List.of(
            "What it did (read, write or fetch), the signal (SIGSEGV or SIGBUS), and the offset of",
            "the accessed address in its page."),
        List.of(
            kind,
            Item.of("signal", AnswerKind.WORD, told.signal())
                .slip(
                    "wrong-signal",
                    told.signal().equals("sigbus") ? "sigsegv" : "sigbus",
                    "SIGBUS is for an address inside a mapping whose object has no such page;"
                        + " everything else is SIGSEGV"),
            Item.number("offset", told.address() & 0xfff)
                .slip(
                    "whole-address",
                    told.address(),
                    "that is the whole address: its offset in the page is its low 12 bits")
                .slip(
                    "offset-of-rip",
                    told.instruction() & 0xfff,
                    "that is RIP's offset: the address that was accessed is asked for, CR2")));
  }

  private Asked walk() {
    Item level = Item.of("level", AnswerKind.LEVEL, told.level().name());
    for (final PageTableLevel each :
        List.of(PageTableLevel.PT, PageTableLevel.PD, PageTableLevel.PDPT, PageTableLevel.PML4)) {
      level =
          level.slip(
              "wrong-level",
              each.name(),
              told.rule() == FaultRule.NOT_PRESENT
                  ? "the walk ends at the first entry, from the top, that is not present"
                  : "the first entry, from the top, that forbids the access is asked for");
    }
    final boolean missing = told.rule() == FaultRule.NOT_PRESENT;
    return new Asked(
        "walk",
        List.of(
            "The level of the entry that ended it, the rule that was broken there (not-present,",
            "read-only, no-execute, supervisor-only), and why the kernel did not mend it:",
            String.join(", ", FaultReasons.WORDS) + "."),
        List.of(
            level,
            Item.of("rule", AnswerKind.WORD, word(told.rule()))
                .slip(
                    "wrong-rule",
                    missing ? "read-only" : "not-present",
                    missing
                        ? "bit 0 of the error code is clear: an entry was not present, and its other"
                            + " bits say nothing"
                        : "bit 0 of the error code is set: every entry was present, and one of them"
                            + " forbids the access"),
            reason()));
  }

  private Item reason() {
    Item item = Item.of("reason", AnswerKind.WORD, told.reason().word());
    for (final FaultReason each : FaultReason.values()) {
      item = item.slip("wrong-reason", each.word(), FaultReasons.hint(told.reason()));
    }
    return item;
  }

  private Asked error() {
    final int code = told.errorCode();
    return new Asked(
        "error",
        List.of("The error code of the page fault."),
        List.of(
            Item.number("error", code)
                .slip(
                    "no-user-bit",
                    code & ~U,
                    "bit 2 (U/S) is set for every access that ring 3 makes, and this program is in"
                        + " ring 3")
                .slip(
                    "wrong-present-bit",
                    code ^ P,
                    "bit 0 (P) is clear where an entry was not present, set where one forbids it")
                .slip(
                    "wrong-write-bit",
                    code ^ W,
                    "bit 1 (W/R) is set for writes and for nothing else")));
  }

  private static String word(Access access) {
    return access.name().toLowerCase(Locale.ROOT);
  }

  private static String word(FaultRule rule) {
    return switch (rule) {
      case NOT_PRESENT -> "not-present";
      case RESERVED_BIT -> "reserved-bit";
      case SUPERVISOR_ONLY -> "supervisor-only";
      case NO_EXECUTE -> "no-execute";
      case WRITE_PROTECTED, SUPERVISOR_WRITE_PROTECTED -> "read-only";
      case SMEP, SMAP, PROTECTION_KEY -> rule.name().toLowerCase(Locale.ROOT);
    };
  }
}
