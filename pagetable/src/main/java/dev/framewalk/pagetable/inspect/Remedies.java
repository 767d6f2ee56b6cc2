package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.inspect.Meant.Position;
import dev.framewalk.pagetable.inspect.Remedy.EntryChange;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What would make an access succeed. */
final class Remedies {
  private final WalkTrace trace;
  private final Attempt attempt;
  private final Meant meant;
  private final Optional<EntryWriter> writer;
  private final List<Remedy> remedies = new ArrayList<>();

  private Remedies(WalkTrace trace, Attempt attempt, Meant meant, Optional<EntryWriter> writer) {
    this.trace = trace;
    this.attempt = attempt;
    this.meant = meant;
    this.writer = writer;
  }

  static List<Remedy> of(
      WalkTrace trace,
      Attempt attempt,
      Optional<WalkLevel> failing,
      Meant meant,
      KernelAnswer kernel,
      Optional<EntryWriter> writer) {
    if (attempt.allowed()) {
      return List.of();
    }
    final Remedies all = new Remedies(trace, attempt, meant, writer);
    if (failing.isEmpty()) {
      all.canonical();
      return all.remedies;
    }
    final FaultRule rule = attempt.rule().orElseThrow();
    if (kernel.succeeds()) {
      all.remedies.add(Remedy.program("nothing: the kernel mends it"));
    } else if (attempt.privilege() == Privilege.USER) {
      all.program(rule);
    }
    all.tables(rule, failing.get());
    all.registers(rule, failing.get());
    return all.remedies;
  }

  private void canonical() {
    final int unused = Long.SIZE - trace.mode().virtualAddressBits();
    remedies.add(
        Remedy.program(
            "use a canonical address, as "
                + hex(trace.address() << unused >> unused)
                + ", which has the same low "
                + trace.mode().virtualAddressBits()
                + " bits"));
  }

  private void program(FaultRule rule) {
    final long page = trace.address() & -4096;
    if (rule == FaultRule.PROTECTION_KEY || attempt.errorCode().orElseThrow().protectionKey()) {
      remedies.add(Remedy.program("wrpkru with EAX=" + hex(pkruThatAllows())));
      return;
    }
    final Area area = meant.area().orElse(null);
    if (area == null) {
      if (meant.outgrownStack(trace.address()).isPresent()) {
        remedies.add(
            Remedy.program("use less of the stack, or raise RLIMIT_STACK before the start"));
        return;
      }
      if (meant.ofNullPointer(trace.address())) {
        remedies.add(Remedy.program("give the pointer an address before it is used"));
        return;
      }
      if (writer.filter(EntryWriter::unmaps).isPresent()) {
        remedies.add(
            Remedy.program(
                "use it before place " + writer.get().place() + ", or take it away later"));
        return;
      }
      remedies.add(
          Remedy.program(
              page < 0
                  ? "none: the upper half of the addresses is the kernel's"
                  : "map something there: mmap("
                      + hex(page)
                      + ", 4096, "
                      + protection(new Area.Rights(true, false, false))
                      + ", MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE, -1, 0)"));
      return;
    }
    if (!area.allows(attempt.access())) {
      remedies.add(
          Remedy.program(
              "mprotect("
                  + hex(page)
                  + ", 4096, "
                  + protection(withoutTheOther(area.rights()))
                  + ")"
                  + besides(area.rights())));
    }
    final Position position = meant.position().filter(Position::behindEnd).orElse(null);
    if (position != null) {
      remedies.add(
          Remedy.program(
              "ftruncate "
                  + position.object().name()
                  + " to at least "
                  + position.sizeNeeded()
                  + (position.sizeNeeded() == 1 ? " byte (it has " : " bytes (it has ")
                  + position.object().size()
                  + ")"));
    }
  }

  /** A page had better not be writable and executable at once. */
  private Area.Rights withoutTheOther(Area.Rights rights) {
    return new Area.Rights(true, false, rights.execute() && attempt.access() == Access.READ);
  }

  private String besides(Area.Rights rights) {
    if (attempt.access() == Access.FETCH && rights.write()) {
      return ", with PROT_WRITE as well only if it must stay writable";
    }
    return attempt.access() == Access.WRITE && rights.execute()
        ? ", with PROT_EXEC as well only if it must stay executable"
        : "";
  }

  /** What the area promises and what the access needs, as mprotect(2) takes it. */
  private String protection(Area.Rights rights) {
    final List<String> words = new ArrayList<>();
    if (rights.read() || attempt.access() == Access.READ) {
      words.add("PROT_READ");
    }
    if (rights.write() || attempt.access() == Access.WRITE) {
      words.add("PROT_WRITE");
    }
    if (rights.execute() || attempt.access() == Access.FETCH) {
      words.add("PROT_EXEC");
    }
    return String.join("|", words);
  }

  private int pkruThatAllows() {
    final int key = trace.mapped().map(page -> page.leaf().entry().protectionKey()).orElse(0);
    final int bits = attempt.access() == Access.WRITE ? 3 : 1;
    return trace.mode().pkru() & ~(bits << 2 * key);
  }

  private void tables(FaultRule rule, WalkLevel failing) {
    switch (rule) {
      case NOT_PRESENT -> remedies.add(Remedy.tables(fill(failing)));
      case RESERVED_BIT -> {
        final WalkLevel.Reserved reserved = (WalkLevel.Reserved) failing.leads();
        change(
            failing, failing.step().entry().bits() & ~reserved.bits(), "clear " + which(reserved));
      }
      case SMEP, SMAP -> withoutUser();
      case PROTECTION_KEY ->
          change(
              failing,
              failing.step().entry().bits() & ~EntryFlags.NONE.withProtectionKey(15).bits()
                  | EntryFlags.NONE.withProtectionKey(openKey()).bits(),
              "give the page protection key " + openKey());
      case SUPERVISOR_ONLY, WRITE_PROTECTED, SUPERVISOR_WRITE_PROTECTED, NO_EXECUTE -> grant();
    }
  }

  private static String which(WalkLevel.Reserved reserved) {
    return String.join(", ", reserved.names());
  }

  private String fill(WalkLevel failing) {
    final String place = failing.level() + " entry at " + failing.step().entryAddress();
    if (failing.leads() instanceof WalkLevel.OutsideMemory) {
      return "let the entry above the " + place + " lead to a table that lies in memory";
    }
    if (failing.step().entry().bits() != 0) {
      return "set P in the " + place + " if the rest of it is right";
    }
    return failing.level() == PageTableLevel.PT
        ? "enter a frame, with P set, in the " + place
        : "link a table of level " + failing.level().lower() + " in the " + place;
  }

  /** The lowest key whose pages this access may reach; 0 if none is better. */
  private int openKey() {
    final PagingMode mode = trace.mode();
    for (int key = 0; key < 16; key++) {
      if (!mode.accessDisabled(key)
          && (attempt.access() != Access.WRITE || !mode.writeDisabled(key))) {
        return key;
      }
    }
    return 0;
  }

  /** A page is the supervisor's as soon as one entry says so; the leaf's changes only it. */
  private void withoutUser() {
    final WalkLevel leaf = trace.last().orElseThrow();
    change(
        leaf,
        leaf.step().entry().bits() & ~EntryFlags.USER.bits(),
        "make the page the supervisor's: clear U/S");
  }

  /** Every entry that withholds what the access needs. */
  private void grant() {
    final boolean write =
        attempt.access() == Access.WRITE
            && (attempt.privilege() == Privilege.USER || trace.mode().writeProtect());
    for (final WalkLevel level : trace.levels()) {
      final PageTableEntry entry = level.step().entry();
      final List<String> words = new ArrayList<>();
      long bits = entry.bits();
      if (attempt.privilege() == Privilege.USER && !entry.isUser()) {
        bits |= EntryFlags.USER.bits();
        words.add("set U/S");
      }
      if (write && !entry.isWritable()) {
        bits |= EntryFlags.WRITABLE.bits();
        words.add("set R/W");
      }
      if (attempt.access() == Access.FETCH && !Right.EXECUTE.grantedBy(entry, trace.mode())) {
        bits &= ~EntryFlags.NO_EXECUTE.bits();
        words.add("clear XD");
      }
      if (!words.isEmpty()) {
        change(level, bits, String.join(" and ", words));
      }
    }
  }

  private void change(WalkLevel level, long to, String words) {
    final long from = level.step().entry().bits();
    remedies.add(
        Remedy.entry(
            words
                + " in the "
                + level.level()
                + " entry at "
                + level.step().entryAddress()
                + ": "
                + hex(from)
                + " -> "
                + hex(to)
                + covers(level),
            new EntryChange(level.level(), level.step().entryAddress(), from, to)));
  }

  /** An entry above a 4 KiB page decides for more than that page. */
  private static String covers(WalkLevel level) {
    return switch (level.level()) {
      case PT -> "";
      case PD -> " (for all of its 2 MiB)";
      case PDPT -> " (for all of its 1 GiB)";
      case PML4 -> " (for all of its 512 GiB)";
      case PML5 -> " (for all of its 256 TiB)";
    };
  }

  private void registers(FaultRule rule, WalkLevel failing) {
    switch (rule) {
      case SMEP -> remedies.add(Remedy.registers("clear CR4.SMEP"));
      case SMAP ->
          remedies.add(
              Remedy.registers("set EFLAGS.AC around the access (stac, clac), or clear CR4.SMAP"));
      case SUPERVISOR_WRITE_PROTECTED -> remedies.add(Remedy.registers("clear CR0.WP"));
      case PROTECTION_KEY -> {
        if (attempt.privilege() != Privilege.USER) {
          remedies.add(
              Remedy.registers("wrpkru with EAX=" + hex(pkruThatAllows()) + ", or clear CR4.PKE"));
        }
      }
      case RESERVED_BIT -> {
        if (((WalkLevel.Reserved) failing.leads()).bits() == EntryFlags.NO_EXECUTE.bits()) {
          remedies.add(Remedy.registers("set EFER.NXE, under which the bit is XD"));
        }
      }
      case NOT_PRESENT, SUPERVISOR_ONLY, WRITE_PROTECTED, NO_EXECUTE -> {}
    }
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static String hex(int value) {
    return "0x" + Integer.toHexString(value);
  }
}
