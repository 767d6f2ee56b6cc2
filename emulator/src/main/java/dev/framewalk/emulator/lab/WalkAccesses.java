package dev.framewalk.emulator.lab;

import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.Translation;
import java.util.ArrayList;
import java.util.List;

/** What the lab "read a walk" asks about accesses: the error code, and the entry that forbids. */
final class WalkAccesses {
  private static final int P = 1;
  private static final int USER = 1 << 2;
  private static final int RESERVED = 1 << 3;
  private static final int FETCH = 1 << 4;

  private final WalkTables tables;
  private final PageTableWalker walker;

  WalkAccesses(WalkTables tables, PageTableWalker walker) {
    this.tables = tables;
    this.walker = walker;
  }

  /**
   * An access that is asked about.
   *
   * @param key what its lines begin with
   * @param name of the address in the handed-out file
   */
  record Tried(String key, String name, long address, Access access, Privilege privilege) {
    String words() {
      final String ring = privilege == Privilege.USER ? "Ring 3" : "Ring 0";
      return ring
          + switch (access) {
            case READ -> " reads from ";
            case WRITE -> " writes to ";
            case FETCH -> " jumps to ";
          }
          + name;
    }
  }

  /** Every access that is asked about. */
  List<Tried> tried() {
    return List.of(
        new Tried("write", "A", tables.pageA(), Access.WRITE, Privilege.USER),
        new Tried("fetch", "B", tables.pageB(), Access.FETCH, Privilege.USER),
        new Tried("ring0-write", "A", tables.pageA(), Access.WRITE, Privilege.SUPERVISOR),
        new Tried("ring0-read", "C", tables.pageC(), Access.READ, Privilege.SUPERVISOR),
        new Tried("ring3-read", "C", tables.pageC(), Access.READ, Privilege.USER),
        new Tried("hole", "N", tables.notPresent(), tables.notPresentAccess(), Privilege.USER),
        new Tried("reserved", "R", tables.reserved(), tables.reservedAccess(), Privilege.USER));
  }

  /** What the access comes to. */
  AccessVerdict verdict(Tried tried) {
    final Translation translation = walker.walk(tables.mode(), tried.address());
    return AccessCheck.verdict(tables.mode(), translation, tried.access(), tried.privilege());
  }

  List<Asked> questions() {
    final List<Tried> tried = tried();
    return List.of(
        question("write", tried.subList(0, 1)),
        question("fetch", tried.subList(1, 2)),
        question("rings", tried.subList(2, 5)),
        question("hole", tried.subList(5, 6)),
        question("reserved", tried.subList(6, 7)));
  }

  private Asked question(String part, List<Tried> accesses) {
    final List<String> text = new ArrayList<>();
    final List<Item> items = new ArrayList<>();
    for (final Tried each : accesses) {
      text.add(each.words() + ".");
      items.addAll(items(each));
    }
    text.add("`allowed`, or the error code; and the level of the first entry that forbids it.");
    return new Asked(part, text, items);
  }

  private List<Item> items(Tried tried) {
    final AccessVerdict verdict = verdict(tried);
    final String outcomeKey = tried.key() + ".outcome";
    final String levelKey = tried.key() + ".level";
    if (!(verdict instanceof PageFault fault)) {
      return List.of(
          Item.of(outcomeKey, AnswerKind.OUTCOME, "allowed")
              .slip(
                  "supervisor-is-a-user",
                  "0x1",
                  "U/S=0 keeps ring 3 out; ring 0 may read what the entries map"),
          Item.of(levelKey, AnswerKind.LEVEL, "none")
              .slip(
                  "supervisor-is-a-user",
                  "PML4",
                  "U/S=0 keeps ring 3 out; ring 0 may read what the entries map"));
    }
    return List.of(outcome(outcomeKey, fault), level(levelKey, tried, fault));
  }

  private static Item outcome(String key, PageFault fault) {
    final int code = fault.errorCode().bits();
    Item item = Item.of(key, AnswerKind.OUTCOME, WrittenNumber.hex(code));
    if (fault.rule() == FaultRule.SUPERVISOR_WRITE_PROTECTED) {
      item =
          item.slip(
                  "ring0-writes-anything",
                  "allowed",
                  "CR0.WP is set: a read-only page binds ring 0 too")
              .slip(
                  "user-bit",
                  code | USER,
                  "bit 2 (U/S) of the error code tells who made the access, and that is ring 0");
    }
    if (fault.rule() == FaultRule.SUPERVISOR_ONLY
        || fault.rule() == FaultRule.WRITE_PROTECTED
        || fault.rule() == FaultRule.NO_EXECUTE) {
      item =
          item.slip(
              "rights-of-the-leaf",
              "allowed",
              "an entry above the last forbids it: rights are the AND of all levels");
    }
    item =
        item.slip(
            "no-user-bit",
            code & ~USER,
            "bit 2 (U/S) of the error code is set for every access that ring 3 makes");
    if (fault.rule() == FaultRule.NOT_PRESENT) {
      item =
          item.slip(
              "wrong-present-bit",
              code | P,
              "bit 0 (P) of the error code is clear where an entry was not present");
    } else {
      item =
          item.slip(
              "wrong-present-bit",
              code & ~P,
              "bit 0 (P) of the error code is set where every entry read was present");
    }
    if (fault.rule() == FaultRule.RESERVED_BIT) {
      item =
          item.slip(
                  "no-reserved-bit",
                  code & ~RESERVED,
                  "the entry has a bit set that must be clear: bit 3 (RSVD) of the error code says"
                      + " so")
              .slip(
                  "no-reserved-bit",
                  "allowed",
                  "look at the last entry again: an address bit from MAXPHYADDR up, or below the"
                      + " start of a large page, is reserved and must be clear");
    }
    return item.slip(
        "no-fetch-bit",
        code & ~FETCH,
        "bit 4 (I/D) of the error code is set for instruction fetches while EFER.NXE is set");
  }

  private Item level(String key, Tried tried, PageFault fault) {
    final PageTableLevel level = fault.level();
    final Translation translation = walker.walk(tables.mode(), tried.address());
    final PageTableLevel last = translation.steps().get(translation.steps().size() - 1).level();
    Item item = Item.of(key, AnswerKind.LEVEL, level.name());
    if (level != last) {
      item =
          item.slip(
              "level-of-the-leaf",
              last.name(),
              "the first entry from the top that forbids it is asked for: an upper one has the bit"
                  + " already");
    }
    if (fault.rule() == FaultRule.NOT_PRESENT && level != PageTableLevel.PT) {
      item =
          item.slip(
              "level-below",
              level.lower().name(),
              "the walk ends at the entry that is not present: what it would lead to is not read");
    }
    if (fault.rule() == FaultRule.SUPERVISOR_WRITE_PROTECTED) {
      item =
          item.slip(
              "ring0-writes-anything", "none", "CR0.WP is set: a read-only page binds ring 0 too");
    }
    if (level == last && level != PageTableLevel.PML4) {
      item =
          item.slip(
              "level-above",
              level.upper().name(),
              "one too high: a level is named by the table that its entry lies in");
    }
    return item;
  }
}
