package dev.framewalk.emulator.debug.strace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One JSON object a line, the first of which names the form of the others: {@link #SCHEMA}. Fields
 * may be added under the same name, but none is renamed, removed or given another meaning. What is
 * a register is a string in hexadecimal, because JSON's readers lose the low bits of 64-bit
 * numbers.
 *
 * <p>A call is told of when it has returned, with the place in the run ({@code exit}, {@code
 * nanos}) at which it was made, and the one at which it returned if it had to wait.
 */
final class JsonLog implements CallLog {
  static final String SCHEMA = "framewalk.strace/1";

  private static final JsonFactory FACTORY = new JsonFactory();
  private final Consumer<String> lines;
  private final Map<Integer, Entered> entered = new HashMap<>();

  private record Entered(Moment at, Caller caller, TracedCall call) {}

  /** Writes the fields of one object. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * @param lines takes each line, without its end
   */
  JsonLog(Consumer<String> lines) {
    this.lines = lines;
    object(json -> json.writeStringField("schema", SCHEMA));
  }

  @Override
  public void started(Caller caller) {}

  @Override
  public void entered(Moment at, Caller caller, TracedCall call) {
    entered.put(caller.tid(), new Entered(at, caller, call));
  }

  @Override
  public void left(Moment at, Caller caller, TracedCall call) {
    final Entered since = entered.remove(caller.tid());
    final Moment made = since == null ? at : since.at();
    object(
        json -> {
          call(json, made, caller, call);
          final long result = call.result().orElseThrow();
          json.writeStringField("result", "0x" + Long.toHexString(result));
          json.writeStringField("resultText", call.resultText());
          if (ErrnoText.isRefusal(result)) {
            json.writeNumberField("errno", -result);
            if (ErrnoText.of(result).isPresent()) {
              json.writeStringField("errnoName", ErrnoText.of(result).get().name());
            }
          }
          if (!made.equals(at)) {
            json.writeNumberField("returnExit", at.exits());
            json.writeNumberField("returnNanos", at.nanos());
          }
        });
  }

  @Override
  public void signalled(Moment at, Caller caller, String signal, String info) {
    object(
        json -> {
          head(json, "signal", at, caller);
          json.writeStringField("signal", signal);
          json.writeStringField("info", info);
        });
  }

  @Override
  public void stopped(Moment at, Caller caller, String signal) {
    object(
        json -> {
          head(json, "stop", at, caller);
          json.writeStringField("signal", signal);
        });
  }

  @Override
  public void ended(Moment at, Caller caller, String how) {
    tellUnfinished(caller.tid());
    object(
        json -> {
          head(json, "end", at, caller);
          json.writeStringField("how", how);
        });
  }

  @Override
  public void finished() {
    for (final int tid : entered.keySet().stream().sorted().toList()) {
      tellUnfinished(tid);
    }
  }

  /** A call that never returned: it has no result. */
  private void tellUnfinished(int tid) {
    final Entered since = entered.remove(tid);
    if (since != null) {
      object(json -> call(json, since.at(), since.caller(), since.call()));
    }
  }

  private static void head(JsonGenerator json, String type, Moment at, Caller caller)
      throws IOException {
    json.writeStringField("type", type);
    json.writeNumberField("pid", caller.pid());
    json.writeNumberField("tid", caller.tid());
    json.writeNumberField("exit", at.exits());
    json.writeNumberField("nanos", at.nanos());
  }

  private static void call(JsonGenerator json, Moment at, Caller caller, TracedCall call)
      throws IOException {
    head(json, "call", at, caller);
    json.writeNumberField("number", call.number());
    json.writeStringField("call", call.name());
    json.writeArrayFieldStart("args");
    for (final TracedCall.Argument argument : call.argumentList()) {
      json.writeStartObject();
      json.writeStringField("name", argument.name());
      json.writeStringField("raw", "0x" + Long.toHexString(argument.raw()));
      json.writeStringField("decoded", argument.text());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes one object with the counts of each call. */
  static void writeCounts(CallCounts counts, Consumer<String> lines) {
    object(
        json -> {
          json.writeStringField("type", "summary");
          json.writeArrayFieldStart("calls");
          for (final CallCounts.Row row : counts.rows()) {
            json.writeStartObject();
            json.writeNumberField("number", row.number());
            json.writeStringField("call", row.name());
            json.writeNumberField("count", row.calls());
            json.writeNumberField("errors", row.errors());
            json.writeEndObject();
          }
          json.writeEndArray();
        },
        lines);
  }

  private void object(Fields fields) {
    object(fields, lines);
  }

  private static void object(Fields fields, Consumer<String> lines) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    lines.accept(text.toString());
  }
}
