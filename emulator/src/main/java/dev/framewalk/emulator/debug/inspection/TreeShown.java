package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TableTree;
import dev.framewalk.pagetable.table.PageTableLevel;

/** The tables of an address space, each entry below the one that leads to its table. */
final class TreeShown implements Shown {
  private final SpaceView space;
  private final TableTree tree;

  TreeShown(SpaceView space, TableTree tree) {
    this.space = space;
    this.tree = tree;
  }

  @Override
  public String text(Style style) {
    final Columns out = new Columns();
    out.add(style.strong(Printable.of(space.toString()))).add(": ");
    final PageTableLevel top = space.mode().topLevel();
    out.add(top.name()).add(" at ").hex(space.mode().root().start().value()).line();
    for (final TableTree.Run run : tree.runs()) {
      out.add("  ".repeat(top.ordinal() - run.level().ordinal() + 1));
      out.add(run.level().name()).add("[").add(run.index());
      if (run.count() > 1) {
        out.add("..").add(run.index() + run.count() - 1);
      }
      out.add("]").to(22).address(run.virtual()).add("  at ").hex(run.entryAddress().value());
      out.to(55);
      final String entry = run.entry().toString(run.level());
      out.add(run.kind() == TableTree.Kind.USELESS ? style.changed(entry) : entry);
      if (run.count() > 1) {
        out.add(" x ").add(run.count()).add(", each ");
        if (run.stride() == 0) {
          out.add("the same");
        } else {
          out.add("+").hex(run.stride());
        }
      }
      out.line();
    }
    return out.toString();
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.dump/1");
    json.put("pid", space.pid()).put("process", space.name());
    json.put("root", DumpShown.hex(space.mode().root().start().value()));
    json.put("levelsOfTables", space.mode().levels());
    final ArrayNode runs = json.putArray("tree");
    for (final TableTree.Run run : tree.runs()) {
      runs.addObject()
          .put("level", run.level().name())
          .put("kind", DumpShown.lower(run.kind()))
          .put("index", run.index())
          .put("count", run.count())
          .put("virtual", DumpShown.hex(run.virtual()))
          .put("entryAddress", DumpShown.hex(run.entryAddress().value()))
          .put("entry", DumpShown.hex(run.entry().bits()))
          .put("flags", run.entry().flags(run.level()).toString())
          .put("stride", DumpShown.hex(run.stride()));
    }
    return json;
  }
}
