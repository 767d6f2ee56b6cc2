package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.pagetable.inspect.FrameMap;
import dev.framewalk.pagetable.inspect.FrameMap.Kind;
import dev.framewalk.pagetable.inspect.FrameOwner;
import java.util.List;

/** Physical memory as a strip or as a list of runs. */
final class FramesShown implements Shown {
  private final FrameMap map;
  private final int width;
  private final boolean list;

  FramesShown(FrameMap map, int width, boolean list) {
    this.map = map;
    this.width = width;
    this.list = list;
  }

  @Override
  public String text(Style style) {
    final Columns out = new Columns();
    if (list) {
      appendList(out, style);
    } else {
      final FrameStrip strip = new FrameStrip(map, width);
      out.add(map.frames()).add(" frames, ").add(strip.framesEach());
      out.add(strip.framesEach() == 1 ? " frame" : " frames").add(" a character").line();
      strip.appendTo(out, style);
    }
    for (final Kind kind : Kind.values()) {
      out.add(kind == Kind.TABLE ? "" : ", ").add(words(kind)).add(" ").add(map.total(kind));
    }
    out.line();
    final FrameMap.Fragmentation free = map.fragmentation();
    out.add("free frames in ").add(free.runs()).add(free.runs() == 1 ? " run" : " runs");
    out.add(", longest ").add(free.longest());
    final List<Long> byPower = free.byPower();
    String before = "; runs by length:";
    for (int i = 0; i < byPower.size(); i++) {
      if (byPower.get(i) > 0) {
        out.add(before).add(" ").add(1L << i).add(i == 0 ? "" : "+").add(": ").add(byPower.get(i));
        before = ",";
      }
    }
    out.line();
    return out.toString();
  }

  private void appendList(Columns out, Style style) {
    final int header = out.place();
    out.add("from").to(17).add("to").to(34).add("  frames refs  owner");
    out.replaceFrom(header, style.faint(out.sinceThen(header))).line();
    for (final FrameMap.Span span : map.spans()) {
      out.address(span.first().start().value()).add(" ").address(span.end() << 12);
      out.right(span.count(), 9).right(span.references(), 5).add("  ");
      out.add(owner(span)).line();
    }
  }

  private static String owner(FrameMap.Span span) {
    if (span.count() > 1 && span.owner() instanceof FrameOwner.OfObject object) {
      return "pages "
          + object.page()
          + ".."
          + (object.page() + span.count() - 1)
          + MappingForms.owner(object).substring(("page " + object.page()).length());
    }
    if (span.owner() instanceof FrameOwner.PrivatePage page && !page.mappings().isEmpty()) {
      return MappingForms.owner(page) + " from " + DumpShown.hex(page.mappings().get(0).virtual());
    }
    return MappingForms.owner(span.owner());
  }

  private static String words(Kind kind) {
    return switch (kind) {
      case TABLE -> "tables";
      case OBJECT -> "objects";
      case PRIVATE -> "private";
      case KERNEL -> "kernel";
      case FREE -> "free";
      case POISONED -> "poisoned";
      case NOT_HANDED_OUT -> "not handed out";
    };
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.frames/1");
    json.put("frames", map.frames());
    final ArrayNode runs = json.putArray("runs");
    for (final FrameMap.Span span : map.spans()) {
      final ObjectNode run = runs.addObject();
      run.put("physical", DumpShown.hex(span.first().start().value()));
      run.put("frames", span.count()).put("references", span.references());
      MappingForms.put(run, span.owner());
    }
    final ObjectNode totals = json.putObject("totals");
    for (final Kind kind : Kind.values()) {
      totals.put(DumpShown.lower(kind), map.total(kind));
    }
    final FrameMap.Fragmentation free = map.fragmentation();
    final ObjectNode fragmentation = json.putObject("fragmentation");
    fragmentation.put("free", free.free()).put("runs", free.runs()).put("longest", free.longest());
    final ArrayNode byPower = fragmentation.putArray("runsByPowerOfTwo");
    free.byPower().forEach(byPower::add);
    return json;
  }
}
