package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.disassembly.Disassembler;
import dev.framewalk.emulator.debug.disassembly.Instruction;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Memory of processes read for a person, and code in it; no page is filled or marked for it. */
final class Code {
  private Code() {}

  /** The bytes of {@code space} from {@code address} on, as far as they are mapped. */
  static byte[] read(MemoryView view, SpaceView space, long address, int length) {
    final PhysicalMemory memory = view.memory();
    final PageWalk walk = new PageWalk(memory);
    final byte[] bytes = new byte[length];
    int at = 0;
    while (at < length
        && VirtAddr.isCanonical(address + at, VirtAddr.BITS_4_LEVEL)
        && walk.find(space.mode(), address + at)) {
      final long physical = walk.physical();
      final int part = (int) Math.min(length - at, walk.bytesToPageEnd());
      if (physical > memory.size() - part) {
        break;
      }
      memory.read(physical, bytes, at, part);
      at += part;
    }
    return Arrays.copyOf(bytes, at);
  }

  /** The instruction at {@code address}, if there are bytes. */
  static Optional<Instruction> at(
      Scene scene, Addresses addresses, Disassembler disassembler, int pid, long address) {
    return scene
        .view()
        .space(pid)
        .map(space -> read(scene.view(), space, address, Disassembler.LONGEST))
        .filter(bytes -> bytes.length > 0)
        .flatMap(
            bytes ->
                disassembler
                    .decode(bytes, address, 1, target -> addresses.name(pid, target))
                    .stream()
                    .findFirst());
  }

  /** {@code count} instructions of process {@code pid} from {@code address} on. */
  static Shown listing(
      Scene scene, Addresses addresses, Disassembler disassembler, int pid, long address, int count)
      throws InspectionFailure {
    final SpaceView space = addresses.space(Integer.toString(pid));
    final byte[] bytes = read(scene.view(), space, address, count * Disassembler.LONGEST);
    if (bytes.length == 0) {
      throw new InspectionFailure(
          "nothing is mapped at 0x"
              + Long.toHexString(address)
              + " in process "
              + pid
              + "; why "
              + pid
              + " 0x"
              + Long.toHexString(address)
              + " x says more");
    }
    final List<Instruction> code =
        disassembler.decode(bytes, address, count, target -> addresses.name(pid, target));
    final ObjectNode json = Answer.schema("disas").put("pid", pid);
    final ArrayNode array = json.putArray("instructions");
    for (final Instruction each : code) {
      final ObjectNode node = array.addObject();
      json(node, each);
      addresses.name(pid, each.address()).ifPresent(name -> node.put("symbol", name));
    }
    final long next = scene.register(pid, "rip").orElse(~address);
    return new Answer(style -> text(code, addresses, pid, next, style), json);
  }

  private static String text(
      List<Instruction> code, Addresses addresses, int pid, long next, Style style) {
    final StringBuilder text = new StringBuilder();
    for (final Instruction each : code) {
      text.append(each.address() == next ? style.strong("=> ") : "   ")
          .append("0x")
          .append(Long.toHexString(each.address()))
          .append(
              addresses
                  .name(pid, each.address())
                  .map(n -> " " + style.name("<" + n + ">"))
                  .orElse(""))
          .append("  ")
          .append(line(each, style))
          .append('\n');
    }
    return text.toString();
  }

  /** An instruction as one line shows it. */
  static String line(Instruction instruction, Style style) {
    return instruction.text().isEmpty()
        ? "bytes " + instruction.hex()
        : instruction.text() + style.faint("  ; " + instruction.hex());
  }

  static void json(ObjectNode node, Instruction instruction) {
    node.put("address", Answer.hex(instruction.address())).put("bytes", instruction.hex());
    if (!instruction.text().isEmpty()) {
      node.put("text", instruction.text());
    }
  }
}
