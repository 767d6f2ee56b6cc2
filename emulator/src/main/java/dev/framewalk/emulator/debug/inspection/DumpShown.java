package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.inspect.DumpRange;
import dev.framewalk.pagetable.inspect.DumpRange.Sharing;
import dev.framewalk.pagetable.inspect.PageFilter;
import dev.framewalk.pagetable.inspect.SpaceDump;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.Permissions;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The ranges of an address space. */
final class DumpShown implements Shown {
  /** Characters of a line, roughly. */
  private static final int LINE = 140;

  private final SpaceView space;
  private final SpaceDump dump;
  private final PageFilter filter;
  private final boolean withAbsent;

  // Neighbouring ranges mostly have one label.
  private String label = "";
  private String printableLabel = "";

  DumpShown(SpaceView space, SpaceDump dump, PageFilter filter, boolean withAbsent) {
    this.space = space;
    this.dump = dump;
    this.filter = filter;
    this.withAbsent = withAbsent;
  }

  @Override
  public String text(Style style) {
    final Columns out = new Columns(1024 + dump.ranges().size() * LINE);
    out.add(style.strong(Printable.of(space.toString()))).add(": ").add(space.mode().levels());
    out.add("-level paging, root ").hex(space.mode().root().start().value()).line();
    final int header = out.place();
    out.add("from").to(17).add("to").to(34).add("size").to(40).add("  pages rights");
    out.to(56).add("      A       D  physical").to(87).add("backing");
    out.replaceFrom(header, style.faint(out.sinceThen(header))).line();
    final Iterator<SpaceDump.Absent> absent =
        (withAbsent ? dump.absent() : List.<SpaceDump.Absent>of()).iterator();
    SpaceDump.Absent next = absent.hasNext() ? absent.next() : null;
    for (final DumpRange range : dump.ranges()) {
      while (next != null && next.start().compareTo(range.start()) < 0) {
        line(out, next, style);
        next = absent.hasNext() ? absent.next() : null;
      }
      line(out, range, style);
    }
    while (next != null) {
      line(out, next, style);
      next = absent.hasNext() ? absent.next() : null;
    }
    totals(out);
    return out.toString();
  }

  private void line(Columns out, DumpRange range, Style style) {
    final Permissions permissions = range.permissions();
    out.address(range.start().value()).add(" ").address(range.endExclusive());
    out.to(34).add(sizeName(range.size())).to(38).right(range.pages(), 9).to(48);
    final int rights = out.place();
    out.add(rights(permissions)).add(permissions.user() ? " u" : " k");
    if (permissions.writable() && permissions.executable()) {
      out.replaceFrom(rights, style.changed(out.sinceThen(rights)));
    }
    out.to(55).right(range.accessed(), 8).right(range.dirty(), 8).add("  ");
    out.hex(range.physical().value()).add(range.contiguous() ? "" : " scattered").to(87);
    final String backing = range.backing().toString(printable(range.backing().label()));
    if (backing.isEmpty()) {
      out.add(style.faint(range.start().value() < 0 ? "kernel half" : "(no mapping)"));
    } else {
      out.add(style.name(backing));
    }
    if (range.sharing() != Sharing.NOT_PROMISED) {
      out.add(" ").add(lower(range.sharing()));
    }
    if (range.copyOnWrite()) {
      out.add(" copy-on-write");
    }
    if (range.holders().isPresent() && range.holders().getAsInt() > 1) {
      out.add(", held ").add(range.holders().getAsInt()).add(" times");
    }
    if (range.flags().contains(EntryFlags.GLOBAL)) {
      out.add(" global");
    }
    if (range.patIndex() != 0) {
      out.add(" ").add(range.memoryType()).add(" (PAT entry ").add(range.patIndex()).add(")");
    }
    if (range.flags().protectionKey() != 0) {
      out.add(" key ").add(range.flags().protectionKey());
    }
    out.line();
  }

  private String printable(String name) {
    if (!name.equals(label)) {
      label = name;
      printableLabel = Printable.of(name);
    }
    return printableLabel;
  }

  private static void line(Columns out, SpaceDump.Absent range, Style style) {
    final int start = out.place();
    out.address(range.start().value()).add(" ").address(range.endExclusive());
    out.to(34).add("-").to(38).right(range.pages(), 9).to(48);
    out.add(range.area().rights().toString()).add("  ").to(55);
    out.add("               -  not entered").to(87).add(Printable.of(range.area().label()));
    out.add(range.area().shared() ? " shared" : " private");
    out.replaceFrom(start, style.faint(out.sinceThen(start))).line();
  }

  private void totals(Columns out) {
    long pages = 0;
    long bytes = 0;
    for (final PageSize size : PageSize.values()) {
      pages += dump.matched(size);
      bytes += dump.matched(size) << size.shift();
    }
    out.add(pages).add(pages == 1 ? " page in " : " pages in ").add(dump.ranges().size());
    out.add(dump.ranges().size() == 1 ? " range, " : " ranges, ");
    out.add(bytes >>> 10).add(" KiB");
    if (!filter.isAll()) {
      long entered = 0;
      for (final PageSize size : PageSize.values()) {
        entered += dump.entered(size);
      }
      out.add(" of ").add(entered).add(entered == 1 ? " page" : " pages");
    }
    out.add("; by size:");
    for (final PageSize size : PageSize.values()) {
      out.add(" ").add(sizeName(size)).add(" ").add(dump.matched(size));
    }
    out.add("; tables:");
    for (int i = space.mode().topLevel().ordinal(); i >= 0; i--) {
      final PageTableLevel level = PageTableLevel.values()[i];
      out.add(" ").add(level.name()).add(" ").add(dump.tables(level));
    }
    if (dump.useless() > 0) {
      out.add("; entries that translate nothing: ").add(dump.useless());
    }
    out.line();
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.dump/1");
    json.put("pid", space.pid()).put("process", space.name());
    json.put("root", hex(space.mode().root().start().value()));
    json.put("levelsOfTables", space.mode().levels());
    if (!filter.isAll()) {
      json.put("where", filter.toString());
    }
    final ArrayNode ranges = json.putArray("ranges");
    for (final DumpRange range : dump.ranges()) {
      put(ranges.addObject(), range);
    }
    if (withAbsent) {
      final ArrayNode absent = json.putArray("absent");
      for (final SpaceDump.Absent each : dump.absent()) {
        absent
            .addObject()
            .put("start", hex(each.start().value()))
            .put("end", hex(each.endExclusive()))
            .put("pages", each.pages())
            .put("rights", each.area().rights().toString())
            .put("area", each.area().label())
            .put("sharing", each.area().shared() ? "shared" : "private");
      }
    }
    final ObjectNode pages = json.putObject("pages");
    final ObjectNode entered = json.putObject("entered");
    for (final PageSize size : PageSize.values()) {
      pages.put(sizeName(size), dump.matched(size));
      entered.put(sizeName(size), dump.entered(size));
    }
    final ObjectNode tables = json.putObject("tables");
    for (int i = space.mode().topLevel().ordinal(); i >= 0; i--) {
      final PageTableLevel level = PageTableLevel.values()[i];
      tables.put(level.name(), dump.tables(level));
    }
    json.put("useless", dump.useless());
    return json;
  }

  private static void put(ObjectNode json, DumpRange range) {
    json.put("start", hex(range.start().value())).put("end", hex(range.endExclusive()));
    json.put("size", sizeName(range.size())).put("pages", range.pages());
    json.put("rights", rights(range.permissions())).put("user", range.permissions().user());
    json.put("accessed", range.accessed()).put("dirty", range.dirty());
    json.put("physical", hex(range.physical().value())).put("contiguous", range.contiguous());
    json.put("backing", lower(range.backing().kind())).put("label", range.backing().label());
    range
        .backing()
        .object()
        .ifPresent(
            part -> json.put("object", part.id()).put("offset", hex(part.firstPage() << 12)));
    json.put("sharing", lower(range.sharing())).put("copyOnWrite", range.copyOnWrite());
    range.holders().ifPresent(holders -> json.put("holders", holders));
    json.put("global", range.flags().contains(EntryFlags.GLOBAL));
    json.put("pwt", range.flags().contains(EntryFlags.WRITE_THROUGH));
    json.put("pcd", range.flags().contains(EntryFlags.CACHE_DISABLE));
    json.put("pat", range.flags().contains(EntryFlags.PAT));
    json.put("patIndex", range.patIndex()).put("memoryType", range.memoryType());
    json.put("protectionKey", range.flags().protectionKey());
  }

  private static String rights(Permissions permissions) {
    return permissions.writable()
        ? permissions.executable() ? "rwx" : "rw-"
        : permissions.executable() ? "r-x" : "r--";
  }

  static String sizeName(PageSize size) {
    return switch (size) {
      case SIZE_4K -> "4K";
      case SIZE_2M -> "2M";
      case SIZE_1G -> "1G";
    };
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
