package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.disassembly.Disassembler;
import dev.framewalk.emulator.debug.disassembly.Instruction;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.ProcessOutcome;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where a session stands and why.
 *
 * @param task whose instruction is next, or that it concerns: {@code 100 writer}
 * @param rip of that task
 * @param symbol that RIP is in
 * @param instruction at RIP
 */
record StopShown(
    Stop stop,
    Optional<String> task,
    Optional<Integer> pid,
    OptionalLong rip,
    Optional<String> symbol,
    Optional<Instruction> instruction)
    implements Shown {

  /** How {@code session} stands. */
  static StopShown of(DebugSession session, Disassembler disassembler) {
    final Stop stop = session.stop();
    final Scene scene = Scene.of(session);
    final Addresses addresses = new Addresses(scene, scene.current());
    final Optional<Task> stopped = session.machine().kernel().task(stop.tid()).filter(Task::alive);
    final Optional<Task> task = stopped.isPresent() ? stopped : session.current();
    final Optional<Integer> pid = task.map(each -> each.process().pid());
    // One that is about to end executes nothing more, whatever stands behind its last call.
    final boolean ends = stop instanceof Stop.AtProcess at && at.event() == Goal.Event.PROCESS_END;
    final OptionalLong rip =
        pid.isPresent() && !ends ? scene.register(pid.get(), "rip") : OptionalLong.empty();
    Optional<String> symbol = Optional.empty();
    Optional<Instruction> instruction = Optional.empty();
    if (pid.isPresent() && rip.isPresent()) {
      symbol = addresses.name(pid.get(), rip.getAsLong());
      instruction = Code.at(scene, addresses, disassembler, pid.get(), rip.getAsLong());
    }
    return new StopShown(
        stop, task.map(each -> Printable.of(each.process().name())), pid, rip, symbol, instruction);
  }

  @Override
  public String text(Style style) {
    final StringBuilder text = new StringBuilder();
    text.append(style.strong("place " + stop.place()));
    if (pid.isPresent()) {
      text.append("  ").append(pid.get()).append(' ').append(style.name(task.orElse("")));
      if (stop.tid() != pid.get() && stop.tid() != 0) {
        text.append(" (task ").append(stop.tid()).append(')');
      }
    }
    final String why = StopWords.why(stop);
    text.append(why.isEmpty() ? "" : ": ").append(why).append('\n');
    if (rip.isPresent()) {
      text.append("  => 0x").append(Long.toHexString(rip.getAsLong()));
      symbol.ifPresent(name -> text.append(' ').append(style.name("<" + name + ">")));
      text.append("  ")
          .append(instruction.map(each -> Code.line(each, style)).orElse("nothing is mapped there"))
          .append('\n');
    }
    report().ifPresent(report -> text.append(Printable.lines(report.text())));
    if (stop instanceof Stop.Over over) {
      for (final ProcessOutcome process : over.result().summary().processes()) {
        text.append("  ")
            .append(process.pid())
            .append(' ')
            .append(style.name(Printable.of(process.name())))
            .append(": ")
            .append(process.end().map(end -> ended(end.exitStatus())).orElse("has not ended"))
            .append('\n');
      }
    }
    return text.toString();
  }

  private static String ended(int status) {
    return "ended with status " + status;
  }

  private Optional<FaultReport> report() {
    return stop instanceof Stop.AtFault fault ? fault.report() : Optional.empty();
  }

  @Override
  public ObjectNode json() {
    final ObjectNode json = Answer.schema("stop");
    json.put("kind", StopWords.kind(stop));
    json.put("place", stop.place().toString());
    json.put("why", StopWords.why(stop));
    pid.ifPresent(
        number -> json.put("pid", number).put("process", task.orElse("")).put("tid", stop.tid()));
    if (rip.isPresent()) {
      json.put("rip", Answer.hex(rip.getAsLong()));
    }
    symbol.ifPresent(name -> json.put("symbol", name));
    instruction.ifPresent(each -> Code.json(json.putObject("instruction"), each));
    if (stop instanceof Stop.AtBreakpoint at) {
      json.put("breakpoint", at.breakpoint().id());
    } else if (stop instanceof Stop.Watched at) {
      json.put("watch", at.watch().id())
          .put("access", StopWords.access(at.access()))
          .put("physical", Answer.hex(at.address()))
          .put("before", Answer.hex(at.before()))
          .put("after", Answer.hex(at.after()));
      at.call().ifPresent(call -> json.put("call", call));
    } else if (stop instanceof Stop.AtCall at) {
      json.put("call", at.text()).put("number", at.number());
      at.result().ifPresent(result -> json.put("result", result));
    } else if (stop instanceof Stop.AtFault at) {
      json.put("address", Answer.hex(at.address()))
          .put("access", StopWords.access(at.access()))
          .put("fatal", at.report().isPresent());
      at.report().ifPresent(report -> json.put("report", report.text()));
    } else if (stop instanceof Stop.Over over) {
      json.put("how", StopWords.how(over));
    }
    return json;
  }
}
