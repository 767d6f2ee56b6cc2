package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.AreaChange;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MappedRange;
import dev.framewalk.pagetable.inspect.ObjectChange;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.PageChange;
import dev.framewalk.pagetable.inspect.PageState;
import dev.framewalk.pagetable.inspect.SpaceDiff;
import dev.framewalk.pagetable.inspect.TableChange;
import dev.framewalk.pagetable.inspect.ViewDiff;
import java.util.List;
import java.util.Locale;

/** A comparison for a program: {@code framewalk.diff/1}. */
final class DiffJson {
  private DiffJson() {}

  static ObjectNode of(ViewDiff diff) {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.diff/1");
    json.put("from", diff.from().toString());
    json.put("to", diff.to().toString());
    json.put("empty", diff.isEmpty());
    final ObjectNode frames = json.putObject("frames");
    diff.frames()
        .forEach(
            (purpose, count) ->
                frames
                    .putObject(word(purpose))
                    .put("before", count.before())
                    .put("after", count.after()));
    passages(json.putArray("came"), diff.came());
    passages(json.putArray("went"), diff.went());
    final ArrayNode spaces = json.putArray("spaces");
    for (final SpaceDiff space : diff.spaces()) {
      final ObjectNode node = spaces.addObject();
      node.put("pid", space.after().orElseThrow().pid());
      node.put("process", space.after().orElseThrow().name());
      space.sameAs().ifPresent(pid -> node.put("sameAs", pid));
      final ArrayNode areas = node.putArray("areas");
      for (final AreaChange change : space.areas()) {
        area(areas.addObject(), change);
      }
      space(node, space);
    }
    space(json.putObject("kernel"), diff.kernel());
    final ArrayNode objects = json.putArray("objects");
    for (final ObjectChange change : diff.objects()) {
      final ObjectNode node = objects.addObject();
      node.put("id", change.id());
      node.put("name", change.object().name());
      node.put("change", word(change.kind()));
      change.before().ifPresent(object -> object(node.putObject("before"), object));
      change.after().ifPresent(object -> object(node.putObject("after"), object));
    }
    return json;
  }

  private static void passages(ArrayNode array, List<ViewDiff.Passage> passages) {
    for (final ViewDiff.Passage passage : passages) {
      final ObjectNode node = array.addObject();
      node.put("pid", passage.space().pid());
      node.put("process", passage.space().name());
      node.put("pages", passage.mapped().leaves().count());
      node.put("tables", passage.mapped().tables() + 1);
      final ArrayNode ranges = node.putArray("ranges");
      for (final MappedRange range : passage.mapped().ranges()) {
        final ObjectNode each = ranges.addObject();
        range(each, range.start().value(), range.endExclusive());
        each.put("pages", range.pages());
        each.put("size", DiffText.size(range.size()));
        each.put("physical", range.physical().toString());
        WalkJson.rights(each, range.permissions());
        each.put("accessed", range.accessed());
        each.put("dirty", range.dirty());
      }
    }
  }

  private static void space(ObjectNode node, SpaceDiff diff) {
    final ArrayNode pages = node.putArray("pages");
    for (final PageChange change : diff.pages()) {
      final ObjectNode each = pages.addObject();
      range(each, change.start().value(), change.endExclusive());
      each.put("pages", change.pages());
      each.put("granule", DiffText.size(change.granule()));
      final ArrayNode kinds = each.putArray("changes");
      change.kinds().forEach(kind -> kinds.add(word(kind)));
      change.before().ifPresent(state -> state(each.putObject("before"), state));
      change.after().ifPresent(state -> state(each.putObject("after"), state));
      change.writer().ifPresent(writer -> writer(each.putObject("writer"), writer));
    }
    final ArrayNode tables = node.putArray("tables");
    for (final TableChange change : diff.tables()) {
      tables
          .addObject()
          .put("change", word(change.kind()))
          .put("level", change.level().name())
          .put("start", hex(change.start().value()))
          .put("count", change.count())
          .put("first", change.first().start().toString());
    }
  }

  private static void state(ObjectNode node, PageState state) {
    node.put("size", DiffText.size(state.size()));
    node.put("physical", state.physical().toString());
    node.put("runs", state.runs());
    WalkJson.rights(node, state.permissions());
    node.put("flags", state.flags().toString());
    node.put("accessed", state.accessed());
    node.put("dirty", state.dirty());
  }

  private static void area(ObjectNode node, AreaChange change) {
    range(node, change.range().start().value(), change.range().endExclusive());
    change.before().ifPresent(area -> area(node.putObject("before"), area));
    change.after().ifPresent(area -> area(node.putObject("after"), area));
  }

  private static void area(ObjectNode node, Area area) {
    node.put("rights", area.rights().toString());
    node.put("shared", area.shared());
    node.put("label", area.label());
    area.object().ifPresent(part -> node.put("object", part.id()));
  }

  private static void object(ObjectNode node, ObjectFrames object) {
    node.put("name", object.name());
    node.put("linked", object.linked());
    node.put("size", object.size());
    node.put("frames", object.frames().size());
  }

  /** Who stored to an entry, as it is in every answer that tells of it. */
  static void writer(ObjectNode node, EntryWriter writer) {
    node.put("pid", writer.pid());
    node.put("cause", writer.cause());
    node.put("place", writer.place().toString());
  }

  static void range(ObjectNode node, long start, long end) {
    node.put("start", hex(start));
    node.put("end", hex(end));
  }

  static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
