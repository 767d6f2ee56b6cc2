package dev.framewalk.emulator.lab;

import static dev.framewalk.emulator.lab.WrittenNumber.hex;

import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.Translation;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the lab "read a walk" asks about its tables: addresses, sizes and rights. The right answers
 * are what the project's walk says; the wrong ones are worked out as people work them out.
 */
final class WalkQuestions {
  private static final long LOW_52 = (1L << 52) - 1;

  private final WalkTables tables;
  private final PageTableWalker walker;

  WalkQuestions(WalkTables tables) {
    this.tables = tables;
    this.walker = new PageTableWalker(tables.memory());
  }

  /** Every question of the variant, in the order of the sheet. */
  List<Asked> all() {
    final WalkAccesses accesses = new WalkAccesses(tables, walker);
    final List<Asked> questions = new ArrayList<>();
    questions.add(indices());
    questions.add(entry());
    questions.add(physical());
    questions.add(
        large(
            "large",
            "B",
            tables.pageB(),
            List.of(12, 30),
            "2 MiB page: the low 21 bits of the address are the offset; bits 20 to 12 choose nothing"
                + " where the PD entry has PS set"));
    questions.add(
        large(
            "huge",
            "C",
            tables.pageC(),
            List.of(21, 12),
            "1 GiB page: the low 30 bits of the address are the offset; the walk ends at the PDPT"
                + " entry with PS set"));
    questions.add(rights());
    questions.addAll(accesses.questions());
    questions.add(new WalkMarks(tables, walker).question());
    questions.add(recursive());
    return questions;
  }

  private Translation.Mapped mapped(long address) {
    return (Translation.Mapped) walker.walk(tables.mode(), address);
  }

  private Asked indices() {
    final long address = tables.pageA();
    final List<Item> items = new ArrayList<>();
    final List<WalkStep> steps = mapped(address).steps();
    for (final WalkStep step : steps) {
      final int shift = step.level().shift();
      final WalkStep mirrored = steps.get(steps.size() - 1 - items.size());
      items.add(
          Item.number("index." + step.level().name().toLowerCase(Locale.ROOT), step.index())
              .slip(
                  "shifted-index",
                  address >>> shift - 1 & 0x1ff,
                  "shifted by one bit: the offset is bits 11 to 0, then come four times nine bits:"
                      + " PT 20-12, PD 29-21, PDPT 38-30, PML4 47-39")
              .slip(
                  "shifted-index",
                  address >>> shift + 1 & 0x1ff,
                  "shifted by one bit: the offset is bits 11 to 0, then come four times nine bits:"
                      + " PT 20-12, PD 29-21, PDPT 38-30, PML4 47-39")
              .slip(
                  "reversed-indices",
                  mirrored.index(),
                  "the other way round: the PML4's index is the highest nine bits, the PT's the"
                      + " lowest above the offset")
              .slip(
                  "eight-bit-index",
                  step.index() & 0xff,
                  "a table has 512 entries, so an index has nine bits: mask with 0x1ff, not 0xff")
              .slip(
                  "scaled-index",
                  step.index() * 8L,
                  "that is the entry's offset in bytes; the index is the number of the entry"));
    }
    items.add(
        Item.number("index.offset", address & 0xfff)
            .slip(
                "shifted-index",
                address & 0x7ff,
                "a 4 KiB page has a 12-bit offset: bits 11 to 0"));
    return new Asked(
        "indices", List.of("The four indices of A, and its offset in the page."), items);
  }

  private Asked entry() {
    final List<WalkStep> steps = mapped(tables.pageA()).steps();
    final WalkStep leaf = steps.get(3);
    final long above = steps.get(2).entry().bits();
    final long at = 8L * leaf.index();
    final String flags =
        "bits 11 to 0 of an entry are flags, not address: mask it with 0x000ffffffffff000 before"
            + " you add";
    return new Asked(
        "entry",
        List.of("The physical address of the PT entry that translates A."),
        List.of(
            Item.number("entry", leaf.entryAddress().value())
                .slip("flags-in-address", (above & LOW_52) + at, flags)
                .slip("flags-in-address", above & LOW_52 | at, flags)
                .slip("flags-in-address", above + at, flags)
                .slip(
                    "high-bits-in-address",
                    (above & ~0xfffL) + at,
                    "bits 63 to 52 of an entry are flags and the system's own, not address: mask it"
                        + " with 0x000ffffffffff000")
                .slip(
                    "unscaled-index",
                    leaf.table().start().value() + leaf.index(),
                    "an entry has 8 bytes: entry number i lies at table + 8*i")
                .slip(
                    "scaled-index",
                    leaf.table().start().value() + 64L * leaf.index(),
                    "scaled twice: entry number i lies at table + 8*i")
                .slip(
                    "one-level-short",
                    steps.get(2).entryAddress().value(),
                    "that is the PD entry's address: it leads to the PT, whose entry is asked for")));
  }

  private Asked physical() {
    final long address = tables.pageA();
    final Translation.Mapped page = mapped(address);
    final long entry = page.leaf().entry().bits();
    final long offset = address & 0xfff;
    final String flags =
        "the entry's flags are in it: the frame is bits 51 to 12 of the entry, the low 12 bits are"
            + " the address's own";
    return new Asked(
        "physical",
        List.of("The physical address that A is translated to."),
        List.of(
            Item.number("physical", page.physical().value())
                .slip("flags-in-address", (entry & LOW_52) + offset, flags)
                .slip("flags-in-address", entry & LOW_52 | offset, flags)
                .slip("flags-in-address", entry + offset, flags)
                .slip("flags-in-address", entry & LOW_52, flags)
                .slip(
                    "high-bits-in-address",
                    (entry & ~0xfffL) + offset,
                    "bits 63 to 52 of the entry (XD, and what the system keeps there) are not"
                        + " address: mask it with 0x000ffffffffff000")
                .slip(
                    "no-offset",
                    page.physical().value() - offset,
                    "that is where the frame starts: add the offset in the page, bits 11 to 0 of A")
                .slip(
                    "table-as-frame",
                    page.leaf().table().start().value() + offset,
                    "that is in the PT itself: its entry is still to be read")));
  }

  /** Size and translation of an address in a large page, whatever offset widths people take. */
  private Asked large(
      String part, String name, long address, List<Integer> wrongShifts, String widthHint) {
    final Translation.Mapped page = mapped(address);
    final PageTableEntry entry = page.leaf().entry();
    final long base = entry.pageStart(page.size()).value();
    final long offset = address & page.size().bytes() - 1;
    Item physical = Item.number(part + ".physical", page.physical().value());
    for (final int shift : wrongShifts) {
      final long mask = (1L << shift) - 1;
      physical =
          physical
              .slip("small-offset", base | address & mask, widthHint)
              .slip(
                  "small-offset",
                  entry.bits() & RawBits.ADDRESS & ~mask | address & mask,
                  widthHint);
    }
    physical =
        physical
            .slip(
                "pat-in-address",
                base + RawBits.PAT_LARGE + offset,
                "bit 12 of a large page's entry is PAT, no address bit")
            .slip(
                "pat-in-address",
                base | RawBits.PAT_LARGE | offset,
                "bit 12 of a large page's entry is PAT, no address bit")
            .slip("no-offset", base, "that is where the page starts: add the offset in it");
    return new Asked(
        part,
        List.of("The size of the page that " + name + " lies in, and its physical address."),
        List.of(
            Item.of(part + ".size", AnswerKind.PAGE_SIZE, WalkText.size(page.size()))
                .slip(
                    "small-offset",
                    "4 KiB",
                    "look at bit 7 (PS) of the entry at which the walk ends: " + widthHint)
                .slip(
                    "one-level-short",
                    part.equals("large") ? "1 GiB" : "2 MiB",
                    "PS at the PDPT maps 1 GiB, PS at the PD 2 MiB"),
            physical));
  }

  private Asked rights() {
    final List<Item> items = new ArrayList<>();
    final long[] addresses = {tables.pageA(), tables.pageB(), tables.pageC(), tables.pageD()};
    for (int i = 0; i < addresses.length; i++) {
      final Translation.Mapped page = mapped(addresses[i]);
      boolean anyWritable = false;
      for (final WalkStep step : page.steps()) {
        anyWritable |= step.entry().isWritable();
      }
      final PageTableEntry leaf = page.leaf().entry();
      final boolean user = page.permissions().user();
      final boolean writable = page.permissions().writable();
      items.add(
          Item.of(
                  "rights." + (char) ('a' + i),
                  AnswerKind.RIGHTS,
                  letters(user, writable, page.permissions().executable()))
              .slip(
                  "rights-of-the-leaf",
                  letters(leaf.isUser(), leaf.isWritable(), !leaf.isNoExecute()),
                  "rights are the AND of all levels: an entry above the last can take away what the"
                      + " last one grants")
              .slip(
                  "forgotten-xd",
                  letters(user, writable, true),
                  "bit 63 (XD) of any entry on the way forbids fetches, for ring 0 and ring 3")
              .slip(
                  "any-level-grants",
                  letters(true, anyWritable, true),
                  "a right is there only if every entry of the walk grants it (R/W, U/S: AND; XD:"
                      + " OR)")
              .slip(
                  "forgotten-user",
                  letters(true, writable, page.permissions().executable()),
                  "U/S is clear in an entry above the last: ring 3 gets nothing at all"));
    }
    return new Asked(
        "rights", List.of("What ring 3 may do at A, B, C and D, as r-x; --- for nothing."), items);
  }

  private static String letters(boolean readable, boolean writable, boolean executable) {
    if (!readable) {
      return "---";
    }
    return "r" + (writable ? "w" : "-") + (executable ? "x" : "-");
  }

  private Asked recursive() {
    final long address = tables.pageA();
    final long slot = tables.selfSlot();
    final long entry = slot << 39 | (address >>> 9 & 0x7f_ffff_fff8L);
    final long canonical = entry << 16 >> 16;
    final long found = mapped(canonical).physical().value();
    if (found != mapped(address).leaf().entryAddress().value()) {
      throw new IllegalStateException("the recursive entry does not lead there: " + hex(found));
    }
    return new Asked(
        "recursive",
        List.of(
            "Entry "
                + hex(slot)
                + " of the PML4 leads to the PML4 itself. At which virtual address"
                + " does",
            "ring 0 find the PT entry that translates A?"),
        List.of(
            Item.number("recursive", canonical)
                .slip(
                    "not-canonical",
                    entry,
                    "bits 63 to 48 must be copies of bit 47: this slot lies in the upper half")
                .slip(
                    "one-level-short",
                    WalkTables.address(
                            (int) slot,
                            (int) slot,
                            PageTableLevel.PML4.index(address),
                            PageTableLevel.PDPT.index(address))
                        | 8L * PageTableLevel.PD.index(address),
                    "one level too high: the slot is passed through once for a PT entry, twice for a"
                        + " PD entry")
                .slip(
                    "unscaled-index",
                    canonical & ~0xfffL | PageTableLevel.PT.index(address),
                    "the PT's index is to be the offset in the page that the PT becomes: times 8")
                .slip(
                    "no-offset",
                    canonical & ~0xfffL,
                    "that is where the PT appears as a page: add 8 times A's PT index")));
  }
}
