package dev.framewalk.emulator.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.framewalk.emulator.cli.RunCommand.CapturedOutput;
import dev.framewalk.emulator.cli.RunCommand.Outcome;
import dev.framewalk.emulator.debug.strace.CallSignatures;
import dev.framewalk.emulator.kernel.ProcessEnd;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MarkedLine;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunResult.BudgetExhausted;
import dev.framewalk.emulator.machine.RunResult.Deadlocked;
import dev.framewalk.emulator.machine.RunResult.MachineError;
import dev.framewalk.emulator.machine.RunSummary;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.table.LargePages;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The summary of a run as one JSON document.
 *
 * <p>{@link #SCHEMA} names its form; fields may be added under the same name, but none is renamed,
 * removed or given another meaning. Addresses and hashes are strings, because JSON's readers lose
 * the low bits of 64-bit numbers.
 */
final class RunJson {
  static final String SCHEMA = "framewalk.run/1";

  private final JsonGenerator json;

  private RunJson(JsonGenerator json) {
    this.json = json;
  }

  static String of(Outcome outcome) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      // Names that are not UTF-8 hold lone surrogates, which only an escape brings through.
      json.setHighestNonEscapedChar(Character.MIN_SURROGATE - 1);
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      new RunJson(json).write(outcome);
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    return text.toString();
  }

  private void write(Outcome outcome) throws IOException {
    final RunSummary facts = outcome.result().summary();
    json.writeStartObject();
    json.writeStringField("schema", SCHEMA);
    result(outcome.result());
    json.writeNumberField("exitCode", outcome.code().status());
    machine(outcome.options().machine());
    budget(outcome.options().budget());
    json.writeArrayFieldStart("processes");
    for (final ProcessOutcome process : facts.processes()) {
      process(process, outcome.captured());
    }
    json.writeEndArray();
    json.writeArrayFieldStart("objects");
    for (final ShmStat object : facts.objects()) {
      object(object);
    }
    json.writeEndArray();
    json.writeObjectFieldStart("frames");
    json.writeNumberField("inUse", facts.framesInUse());
    json.writeNumberField("kernel", facts.kernelFrames());
    json.writeEndObject();
    json.writeNumberField("pagesMapped", facts.pagesMapped());
    json.writeNumberField("systemCalls", facts.syscalls());
    json.writeNumberField("pageFaults", facts.faults());
    json.writeNumberField("switches", facts.switches());
    json.writeBooleanField("outputLimitReached", facts.outputLimitReached());
    json.writeStringField("scheduleHash", SummaryText.hash(facts));
    json.writeArrayFieldStart("unknownSystemCalls");
    for (final Map.Entry<Long, Long> call : facts.unknownCalls().entrySet()) {
      json.writeStartObject();
      json.writeNumberField("number", call.getKey());
      json.writeStringField("name", CallSignatures.name(call.getKey()));
      json.writeNumberField("count", call.getValue());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (outcome.translationsChecked().isPresent()) {
      json.writeNumberField("translationsChecked", outcome.translationsChecked().get());
    }
    json.writeEndObject();
  }

  private void result(RunResult result) throws IOException {
    if (result instanceof BudgetExhausted exhausted) {
      json.writeStringField("result", "budget-exhausted");
      json.writeStringField(
          "budgetExhausted",
          switch (exhausted.kind()) {
            case WALL_TIME -> "wall-time";
            case INSTRUCTIONS -> "instructions";
          });
    } else if (result instanceof MachineError error) {
      json.writeStringField("result", "machine-error");
      json.writeStringField("message", error.message());
    } else if (result instanceof Deadlocked deadlocked) {
      json.writeStringField("result", "deadlocked");
      json.writeArrayFieldStart("waits");
      for (final String wait : deadlocked.waits()) {
        json.writeString(wait);
      }
      json.writeEndArray();
    } else {
      json.writeStringField("result", "finished");
    }
  }

  private void machine(MachineConfig config) throws IOException {
    json.writeObjectFieldStart("machine");
    json.writeNumberField("memoryBytes", config.memoryBytes());
    json.writeStringField("seed", Long.toString(config.seed()));
    json.writeNumberField("quantum", config.quantum());
    json.writeNumberField("outputLimitBytes", config.outputBytes());
    json.writeBooleanField("largePages", config.largePages() == LargePages.WHEN_ALIGNED);
    json.writeEndObject();
  }

  private void budget(Budget budget) throws IOException {
    json.writeObjectFieldStart("budget");
    if (budget.wallTime().isPresent()) {
      json.writeNumberField("wallTimeMilliseconds", budget.wallTime().get().toMillis());
    }
    if (budget.instructions().isPresent()) {
      json.writeNumberField("instructions", budget.instructions().getAsLong());
    }
    json.writeEndObject();
  }

  private void process(ProcessOutcome process, Map<Integer, CapturedOutput> captured)
      throws IOException {
    json.writeStartObject();
    json.writeNumberField("pid", process.pid());
    json.writeStringField("name", process.name());
    strings("arguments", process.arguments());
    if (process.end().isPresent()) {
      final ProcessEnd end = process.end().get();
      json.writeStringField("end", end instanceof ProcessEnd.Killed ? "killed" : "exited");
      json.writeNumberField("status", end.exitStatus());
      if (end instanceof ProcessEnd.Killed killed) {
        json.writeStringField("signal", killed.signal().name());
      }
    } else {
      json.writeStringField("end", "running");
    }
    final CapturedOutput output = captured.get(process.pid());
    if (output != null) {
      output("stdout", output.out());
      output("stderr", output.err());
    }
    if (process.fault().isPresent()) {
      fault(process.fault().get());
    }
    json.writeEndObject();
  }

  /** Text where it is UTF-8, base64 where it is not. */
  private void output(String field, CapturedConsole console) throws IOException {
    final byte[] bytes = console.bytes();
    json.writeObjectFieldStart(field);
    try {
      json.writeStringField(
          "text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      json.writeBinaryField("base64", bytes);
    }
    if (console.dropped() > 0) {
      json.writeNumberField("droppedBytes", console.dropped());
    }
    json.writeEndObject();
  }

  private void fault(FaultReport fault) throws IOException {
    json.writeObjectFieldStart("fault");
    json.writeStringField("signal", fault.signal().name());
    json.writeStringField("code", fault.code());
    json.writeStringField("summary", fault.summary());
    json.writeStringField("rip", hex(fault.instructionAddress()));
    json.writeStringField("instruction", fault.instruction());
    if (!fault.symbol().isEmpty()) {
      json.writeStringField("symbol", fault.symbol());
    }
    if (fault.address().isPresent()) {
      json.writeStringField("address", hex(fault.address().getAsLong()));
    }
    if (!fault.errorCode().isEmpty()) {
      json.writeStringField("errorCode", fault.errorCode());
    }
    if (!fault.region().isEmpty()) {
      json.writeStringField("region", fault.region());
    }
    strings("walk", fault.walk());
    strings("registers", fault.registers());
    if (!fault.why().isEmpty()) {
      strings("why", fault.why().stream().map(MarkedLine::text).toList());
    }
    json.writeEndObject();
  }

  private void object(ShmStat object) throws IOException {
    json.writeStartObject();
    json.writeNumberField("id", object.id());
    if (object.name().isPresent()) {
      json.writeStringField("name", object.name().map(ShmName::toString).get());
    }
    json.writeBooleanField("linked", object.linked());
    json.writeNumberField("size", object.size());
    json.writeNumberField("frames", object.frames());
    json.writeNumberField("runs", object.runs());
    json.writeNumberField("ownerPid", object.owner().pid());
    json.writeStringField("mode", String.format("%04o", object.mode()));
    json.writeNumberField("handles", object.handles());
    json.writeNumberField("mappings", object.mappings());
    json.writeEndObject();
  }

  private void strings(String field, List<String> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (final String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
