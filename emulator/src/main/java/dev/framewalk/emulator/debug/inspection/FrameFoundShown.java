package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.FrameOwner;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ReverseMap;
import java.util.List;

/**
 * Whose a frame is and what reaches it.
 *
 * @param address what was asked for, somewhere in the frame
 */
record FrameFoundShown(
    PhysAddr address, FrameOwner owner, int references, List<ReverseMap.Mapping> mappings)
    implements Shown {

  static FrameFoundShown of(MemoryView view, ReverseMap map, PhysAddr address) {
    final PhysFrame frame = PhysFrame.containing(address);
    return new FrameFoundShown(
        address,
        map.owner(frame),
        view.frames().owns(frame) ? view.frames().references(frame) : 0,
        map.mappings(frame));
  }

  private long offset() {
    return address.value() & (PhysFrame.BYTES - 1);
  }

  @Override
  public String text(Style style) {
    final Columns out = new Columns();
    out.add(style.strong(address.toString())).add(" (frame ");
    out.hex(address.value() >>> 12).add("): ").add(MappingForms.owner(owner));
    if (references > 0) {
      out.add(", ").add(references).add(references == 1 ? " reference" : " references");
    }
    out.line();
    final int names = MappingForms.names(mappings.stream());
    for (final ReverseMap.Mapping mapping : mappings) {
      MappingForms.line(out, mapping, offset(), names, style);
      if (mapping.size() != PageSize.SIZE_4K) {
        out.add(", page from ").hex(mapping.virtual() & -mapping.size().bytes());
      }
      out.line();
    }
    if (mappings.isEmpty()) {
      out.add("  no entry of any address space reaches it").line();
    }
    return out.toString();
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", "framewalk.find/1");
    json.put("physical", DumpShown.hex(address.value()));
    MappingForms.put(json.putObject("frame").put("number", address.value() >>> 12), owner);
    json.put("references", references);
    final ArrayNode array = json.putArray("mappings");
    for (final ReverseMap.Mapping mapping : mappings) {
      MappingForms.put(array.addObject(), mapping);
    }
    return json;
  }
}
