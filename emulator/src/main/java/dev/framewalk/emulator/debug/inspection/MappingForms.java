package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.FrameOwner;
import dev.framewalk.pagetable.inspect.ReverseMap;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Owners and mappings of frames as text and JSON. */
final class MappingForms {
  private static final int SHOWN = 4;

  private MappingForms() {}

  static String owner(FrameOwner owner) {
    if (owner instanceof FrameOwner.Table table) {
      return table.level().map(level -> level.name() + " table").orElse("table")
          + " of "
          + (table.roots().isEmpty() ? "no address space" : roots(table.roots()));
    }
    if (owner instanceof FrameOwner.OfObject object) {
      return "page " + object.page() + " of " + Printable.of(object.name());
    }
    if (owner instanceof FrameOwner.PrivatePage page) {
      return page.mappings().isEmpty()
          ? "private page that nothing reaches"
          : "private page of " + roots(page.mappings().stream().map(m -> m.root()).toList());
    }
    if (owner instanceof FrameOwner.Free free) {
      return free.poisoned() ? "free, poisoned" : "free";
    }
    if (owner instanceof FrameOwner.Kernel) {
      return "kernel";
    }
    if (owner instanceof FrameOwner.LostObject) {
      return "page of no object that there is";
    }
    return owner instanceof FrameOwner.NoMemory ? "no memory" : "not handed out";
  }

  private static String roots(List<ReverseMap.Root> roots) {
    final List<ReverseMap.Root> distinct =
        roots.stream()
            .collect(Collectors.toMap(r -> r.number(), r -> r, (a, b) -> a))
            .values()
            .stream()
            .sorted((a, b) -> a.number() - b.number())
            .toList();
    return distinct.stream()
            .limit(SHOWN)
            .map(root -> Printable.of(root.toString()))
            .collect(Collectors.joining(", "))
        + (distinct.size() > SHOWN ? " and " + (distinct.size() - SHOWN) + " more" : "");
  }

  static void put(ObjectNode json, FrameOwner owner) {
    if (owner instanceof FrameOwner.Table table) {
      json.put("owner", "table");
      table.level().ifPresent(level -> json.put("level", level.name()));
      final ArrayNode of = json.putArray("of");
      table.roots().forEach(root -> put(of.addObject(), root));
    } else if (owner instanceof FrameOwner.OfObject object) {
      json.put("owner", "object").put("object", object.id()).put("name", object.name());
      json.put("page", object.page());
    } else if (owner instanceof FrameOwner.PrivatePage page) {
      json.put("owner", "private");
      final ArrayNode of = json.putArray("of");
      for (final ReverseMap.Mapping mapping : page.mappings()) {
        final ObjectNode each = of.addObject();
        put(each, mapping.root());
        each.put("virtual", DumpShown.hex(mapping.virtual()));
      }
    } else if (owner instanceof FrameOwner.Free free) {
      json.put("owner", free.poisoned() ? "poisoned" : "free");
    } else if (owner instanceof FrameOwner.Kernel) {
      json.put("owner", "kernel");
    } else if (owner instanceof FrameOwner.LostObject) {
      json.put("owner", "lost-object");
    } else {
      json.put("owner", owner instanceof FrameOwner.NoMemory ? "no-memory" : "not-handed-out");
    }
  }

  static void put(ObjectNode json, ReverseMap.Root root) {
    json.put("kernel", root.isKernel());
    final ArrayNode pids = json.putArray("pids");
    for (final SpaceView space : root.spaces()) {
      pids.add(space.pid());
    }
  }

  static void put(ObjectNode json, ReverseMap.Mapping mapping) {
    put(json, mapping.root());
    json.put("virtual", DumpShown.hex(mapping.virtual()));
    json.put("frames", mapping.frames()).put("size", DumpShown.sizeName(mapping.size()));
    json.put("physical", DumpShown.hex(mapping.physical().value()));
    json.put("entryAddress", DumpShown.hex(mapping.entryAddress().value()));
    json.put("entry", DumpShown.hex(mapping.entry().bits()));
    WalkJson.rights(json, mapping.permissions());
  }

  /** How wide the column of address spaces is. */
  static int names(Stream<ReverseMap.Mapping> mappings) {
    return mappings
        .mapToInt(mapping -> Printable.of(mapping.root().toString()).length() + 4)
        .max()
        .orElse(0);
  }

  /** The columns that frames and objects have in common, up to the entry. */
  static void line(Columns out, ReverseMap.Mapping mapping, long offset, int names, Style style) {
    out.add("  ");
    final int start = out.place();
    out.add(Printable.of(mapping.root().toString()));
    out.replaceFrom(start, style.name(out.sinceThen(start))).to(names);
    out.address(mapping.virtual() + offset).add("  ");
    out.add(DumpShown.sizeName(mapping.size())).add("  ");
    out.add(mapping.permissions().toString().substring(0, 3));
    out.add(mapping.permissions().user() ? " u" : " k");
    out.add("  entry ").address(mapping.entry().bits()).add(" at ");
    out.hex(mapping.entryAddress().value());
  }
}
