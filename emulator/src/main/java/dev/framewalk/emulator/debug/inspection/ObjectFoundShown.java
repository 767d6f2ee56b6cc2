package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectArea;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.ReverseMap;
import java.util.List;

/** What reaches the frames of objects: of one, or of all that have the same name. */
record ObjectFoundShown(List<Found> found) implements Shown {
  /** An object, the entries that reach it, and the mappings that processes have asked for. */
  record Found(
      ObjectFrames object, List<ReverseMap.ObjectMapping> mappings, List<ObjectArea> areas) {
    static Found of(MemoryView view, ReverseMap map, ObjectFrames object) {
      final List<ReverseMap.ObjectMapping> mappings = map.mappings(object);
      return new Found(object, mappings, ObjectArea.of(view, object, mappings));
    }
  }

  @Override
  public String text(Style style) {
    final Columns out = new Columns();
    for (final Found each : found) {
      final ObjectFrames object = each.object();
      out.add(style.strong(Printable.of(object.name()))).add(" (object ").add(object.id());
      out.add(object.linked() ? "): " : ", unlinked): ").add(object.size()).add(" bytes, ");
      out.add(object.frames().size())
          .add(object.frames().size() == 1 ? " frame in " : " frames in ")
          .add(object.frames().runs());
      out.add(object.frames().runs() == 1 ? " run" : " runs");
      if (object.frames().size() > 0) {
        out.add(" from ").hex(object.frames().get(0).start().value());
      }
      out.line();
      int names = MappingForms.names(each.mappings().stream().map(m -> m.mapping()));
      for (final ObjectArea area : each.areas()) {
        names = Math.max(names, Printable.of(area.space().toString()).length() + 4);
      }
      for (final ReverseMap.ObjectMapping mapping : each.mappings()) {
        MappingForms.line(out, mapping.mapping(), 0, names, style);
        final long pages = mapping.mapping().frames();
        out.add(pages == 1 ? ", page " : ", pages ").add(mapping.firstPage());
        if (pages > 1) {
          out.add("..").add(mapping.firstPage() + pages - 1);
        }
        out.line();
      }
      if (each.mappings().isEmpty()) {
        out.add("  no entry of any address space reaches it").line();
      }
      for (final ObjectArea area : each.areas()) {
        besides(out, area, names, style);
      }
    }
    return out.toString();
  }

  /** What a mapping has that no entry that reaches the object shows. */
  private static void besides(Columns out, ObjectArea mapping, int names, Style style) {
    if (mapping.entered() && mapping.copies() == 0) {
      return;
    }
    out.add("  ");
    final int start = out.place();
    out.add(Printable.of(mapping.space().toString()));
    out.replaceFrom(start, style.name(out.sinceThen(start))).to(names);
    out.address(mapping.area().range().start().value()).add("  ");
    final long pages = mapping.area().range().count();
    if (mapping.copies() > 0) {
      out.add(mapping.copies()).add(mapping.copies() == 1 ? " page" : " pages");
      out.add(" copied (MAP_PRIVATE): what is stored there, nobody else sees");
    } else {
      out.add(mapping.area().rights().toString());
      out.add(mapping.area().shared() ? " shared, " : " private, ").add(pages);
      out.add(pages == 1 ? " page, not entered yet" : " pages, none entered yet");
    }
    out.line();
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.find/1");
    final ArrayNode objects = json.putArray("objects");
    for (final Found each : found) {
      final ObjectNode object = objects.addObject();
      object.put("id", each.object().id()).put("name", each.object().name());
      object.put("linked", each.object().linked()).put("size", each.object().size());
      object.put("frames", each.object().frames().size());
      object.put("runs", each.object().frames().runs());
      final ArrayNode mappings = object.putArray("mappings");
      for (final ReverseMap.ObjectMapping mapping : each.mappings()) {
        final ObjectNode one = mappings.addObject();
        MappingForms.put(one, mapping.mapping());
        one.put("firstPage", mapping.firstPage());
      }
      final ArrayNode areas = object.putArray("areas");
      for (final ObjectArea area : each.areas()) {
        areas
            .addObject()
            .put("pid", area.space().pid())
            .put("process", area.space().name())
            .put("start", DumpShown.hex(area.area().range().start().value()))
            .put("end", DumpShown.hex(area.area().range().endExclusive()))
            .put("rights", area.area().rights().toString())
            .put("shared", area.area().shared())
            .put("firstPage", area.area().object().orElseThrow().firstPage())
            .put("entered", area.entered())
            .put("copies", area.copies());
      }
    }
    return json;
  }
}
