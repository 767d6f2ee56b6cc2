package dev.framewalk.emulator.debug.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.debug.report.MemoryState.ObjectState;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.table.PagingMode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/**
 * The data of a page, which its script reads. It is that script's alone: both are of one version
 * and change together.
 *
 * <p>A page-table entry is two numbers, because JSON's readers lose the low bits of 64-bit numbers:
 * its high half rotated left by one, so that XD is the lowest bit and the number short, and its low
 * half.
 */
final class ReportJson {
  static final String SCHEMA = "framewalk.report/1";

  private static final JsonFactory FACTORY = new JsonFactory();

  private final JsonGenerator json;

  private ReportJson(JsonGenerator json) {
    this.json = json;
  }

  /** Writes a part of a document. */
  interface Part {
    void write(ReportJson json) throws IOException;
  }

  /**
   * One JSON value in ASCII, without {@code <}, {@code >} and {@code &}: it can stand in a script
   * element of HTML whatever the guests' names are (HTML Living Standard 4.12.1.3).
   */
  static String text(Part part) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.setHighestNonEscapedChar(127);
      part.write(new ReportJson(json));
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    // These three stand in strings only.
    return text.toString().replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
  }

  JsonGenerator generator() {
    return json;
  }

  /** The events as a field. */
  void events(List<EventLog.Entry> entries) throws IOException {
    json.writeArrayFieldStart("events");
    for (final EventLog.Entry entry : entries) {
      event(entry.event(), entry.change());
    }
    json.writeEndArray();
  }

  private void event(ReportEvent event, MemoryChange change) throws IOException {
    json.writeStartObject();
    json.writeNumberField("n", event.number());
    json.writeStringField("k", event.kind().word());
    json.writeNumberField("p", event.pid());
    if (event.tid() != event.pid()) {
      json.writeNumberField("i", event.tid());
    }
    json.writeStringField("w", event.place().toString());
    json.writeStringField("t", event.text());
    if (event.accessed().isPresent()) {
      json.writeStringField("a", "0x" + Long.toHexString(event.accessed().get().address()));
      json.writeStringField(
          "c",
          switch (event.accessed().get().access()) {
            case READ -> "r";
            case WRITE -> "w";
            case FETCH -> "x";
          });
    }
    if (!event.looked()) {
      json.writeNumberField("q", 1);
    }
    change(change);
    json.writeEndObject();
  }

  private void change(MemoryChange change) throws IOException {
    if (!change.tables().isEmpty()) {
      json.writeArrayFieldStart("T");
      for (final TableChange table : change.tables()) {
        table(table);
      }
      json.writeEndArray();
    }
    numbers("x", change.tablesGone());
    if (change.frames().length > 0) {
      json.writeFieldName("F");
      json.writeArray(change.frames(), 0, change.frames().length);
    }
    if (!change.objects().isEmpty()) {
      json.writeArrayFieldStart("O");
      for (final ObjectState object : change.objects()) {
        object(object);
      }
      json.writeEndArray();
    }
    numbers("o", change.objectsGone());
    if (!change.spaces().isEmpty()) {
      json.writeArrayFieldStart("S");
      for (final MemoryChange.SpaceChange space : change.spaces()) {
        space(space);
      }
      json.writeEndArray();
    }
    numbers("s", change.spacesGone());
  }

  private void table(TableChange table) throws IOException {
    json.writeStartArray();
    json.writeNumber(table.table());
    final long[] runs = table.runs();
    for (int i = 0; i < runs.length; i += TableChange.WORDS) {
      json.writeNumber(runs[i]);
      json.writeNumber(runs[i + 1]);
      json.writeNumber(Integer.rotateLeft((int) (runs[i + 2] >>> 32), 1) & 0xffff_ffffL);
      json.writeNumber(runs[i + 2] & 0xffff_ffffL);
      json.writeNumber(runs[i + 3]);
    }
    json.writeEndArray();
  }

  private void object(ObjectState object) throws IOException {
    json.writeStartArray();
    json.writeNumber(object.id());
    json.writeString(Printable.of(object.name()));
    json.writeNumber(object.linked() ? 1 : 0);
    json.writeNumber(object.size());
    json.writeArray(object.runs(), 0, object.runs().length);
    json.writeEndArray();
  }

  private void space(MemoryChange.SpaceChange change) throws IOException {
    final PagingMode mode = change.space().mode();
    json.writeStartArray();
    json.writeNumber(change.space().pid());
    json.writeString(Printable.of(change.space().name()));
    json.writeNumber(mode.root().number());
    json.writeNumber(flags(mode));
    json.writeNumber(mode.physicalAddressBits());
    json.writeNumber(mode.pkru() & 0xffff_ffffL);
    json.writeStartArray();
    for (final long start : change.areasGone()) {
      json.writeNumber(start >>> 12);
    }
    json.writeEndArray();
    json.writeStartArray();
    for (final Area area : change.areas()) {
      area(area);
    }
    json.writeEndArray();
    json.writeEndArray();
  }

  private void area(Area area) throws IOException {
    json.writeNumber(area.range().start().value() >>> 12);
    json.writeNumber(area.range().endExclusive() - area.range().start().value() >>> 12);
    json.writeString(area.rights() + (area.shared() ? "s" : "p"));
    json.writeString(Printable.of(area.label()));
  }

  private static int flags(PagingMode mode) {
    return (mode.writeProtect() ? 1 : 0)
        | (mode.smep() ? 2 : 0)
        | (mode.smap() ? 4 : 0)
        | (mode.protectionKeys() ? 8 : 0)
        | (mode.noExecuteEnabled() ? 16 : 0)
        | (mode.fiveLevel() ? 32 : 0);
  }

  private void numbers(String field, List<? extends Number> values) throws IOException {
    if (!values.isEmpty()) {
      json.writeArrayFieldStart(field);
      for (final Number value : values) {
        json.writeNumber(value.longValue());
      }
      json.writeEndArray();
    }
  }

  /** The schema as a field, as every document of ours has it first. */
  void schema() throws IOException {
    json.writeStringField("schema", SCHEMA);
  }

  /** A name in lower case with hyphens, as {@code wall-time}. */
  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
