package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.inspect.EntryField.Kind;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Takes entries apart as Intel SDM 3A 4.5.5 "Paging-Structure Entries" does, tables 4-14 to 4-20:
 * what a bit means depends on the level, on the entry itself and on the control registers.
 */
final class EntryFields {
  private static final int TOP_ADDRESS_BIT = 51;

  private final PageTableEntry entry;
  private final PagingMode mode;
  private final List<EntryField> fields = new ArrayList<>();

  private EntryFields(PageTableEntry entry, PagingMode mode) {
    this.entry = entry;
    this.mode = mode;
  }

  /** The fields of {@code entry}, bit 63 first; every bit is in exactly one. */
  static List<EntryField> of(PageTableEntry entry, PageTableLevel level, PagingMode mode) {
    final EntryFields parts = new EntryFields(entry, mode);
    parts.flag("P", 0, "present", "not present: the walk ends here");
    if (entry.isPresent()) {
      parts.present(level, entry.isLeaf(level));
    } else {
      parts.ignored(63, 1);
    }
    Collections.reverse(parts.fields);
    return List.copyOf(parts.fields);
  }

  private void present(PageTableLevel level, boolean leaf) {
    flag("R/W", 1, "writes allowed", "read-only");
    flag("U/S", 2, "ring 3 may use it", "supervisor only");
    flag("PWT", 3, "write-through", "write-back");
    flag("PCD", 4, "not cached", "cached");
    flag("A", 5, "the CPU has walked through it", "never walked through");
    if (leaf) {
      flag("D", 6, "written through", "never written through");
    } else {
      ignored(6, 6);
    }
    bit7(level);
    if (leaf) {
      flag(
          "G",
          8,
          mode.globalPages() ? "global: outlives a change of CR3" : "global, but CR4.PGE=0",
          "not global");
    } else {
      ignored(8, 8);
    }
    ignored(11, 9);
    address(level, leaf);
    ignored(58, 52);
    if (leaf && mode.protectionKeys()) {
      final long key = entry.protectionKey();
      add("PK", 62, 59, key, Kind.KEY, keyMeaning((int) key));
    } else {
      ignored(62, 59);
    }
    if (mode.noExecuteEnabled()) {
      flag("XD", 63, "no fetches", "fetches allowed");
    } else {
      reserved(63, 63);
    }
  }

  private void bit7(PageTableLevel level) {
    if (level == PageTableLevel.PT) {
      flag("PAT", 7, "PAT index bit 2", "PAT index bit 2 clear");
    } else if (level.canMapPages()) {
      flag("PS", 7, "maps a page of " + sizeWords(level), "leads to a table");
    } else {
      reserved(7, 7);
    }
  }

  private void address(PageTableLevel level, boolean leaf) {
    int low = 12;
    if (leaf && level != PageTableLevel.PT) {
      flag("PAT", 12, "PAT index bit 2", "PAT index bit 2 clear");
      low = level.shift();
      reserved(low - 1, 13);
    }
    final int top = Math.min(mode.physicalAddressBits() - 1, TOP_ADDRESS_BIT);
    final long mask = (1L << top + 1) - (1L << low);
    add(
        "address",
        top,
        low,
        entry.bits() & mask,
        Kind.ADDRESS,
        leaf ? "where the page starts" : "where the next table lies");
    if (top < TOP_ADDRESS_BIT) {
      reserved(TOP_ADDRESS_BIT, top + 1);
    }
  }

  private String keyMeaning(int key) {
    final String rights =
        mode.accessDisabled(key)
            ? "no access (AD=1)"
            : mode.writeDisabled(key) ? "no writes (WD=1)" : "everything";
    return "PKRU allows " + rights + " to user pages of key " + key;
  }

  private static String sizeWords(PageTableLevel level) {
    return level == PageTableLevel.PDPT ? "1 GiB" : "2 MiB";
  }

  private void flag(String name, int bit, String set, String clear) {
    final long value = entry.bits() >>> bit & 1;
    add(name, bit, bit, value, Kind.FLAG, value != 0 ? set : clear);
  }

  private void ignored(int high, int low) {
    add("ignored", high, low, cut(high, low), Kind.IGNORED, "software's own");
  }

  private void reserved(int high, int low) {
    final long value = cut(high, low);
    add(
        "reserved",
        high,
        low,
        value,
        Kind.RESERVED,
        value == 0 ? "clear, as it must be" : "must be clear");
  }

  private long cut(int high, int low) {
    return entry.bits() << 63 - high >>> 63 - high + low;
  }

  private void add(String name, int high, int low, long value, Kind kind, String meaning) {
    fields.add(new EntryField(name, high, low, value, kind, meaning));
  }
}
