package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.machine.WalkText;
import dev.framewalk.pagetable.inspect.Attempt;
import dev.framewalk.pagetable.inspect.EntryField;
import dev.framewalk.pagetable.inspect.Right;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.table.Permissions;
import java.util.Locale;

/** The JSON form of a walk, which several answers hold. */
final class WalkJson {
  private WalkJson() {}

  /** An object with the schema's name first, the process, the address and the walk. */
  static ObjectNode of(String schema, SpaceView space, WalkTrace trace) {
    final ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("schema", schema);
    json.put("pid", space.pid());
    json.put("process", space.name());
    json.put("address", hex(trace.address()));
    json.put("cr3", hex(trace.mode().cr3()));
    json.put("root", hex(trace.mode().root().start().value()));
    json.put("levelsOfTables", trace.mode().levels());
    json.put("end", word(trace.end()));
    json.put("ending", WalkText.ending(trace));
    trace
        .mapped()
        .ifPresent(
            mapped -> {
              json.put("physical", hex(mapped.physical().value()));
              json.put("size", DumpShown.sizeName(mapped.size()));
              rights(json, mapped.permissions());
            });
    final ArrayNode levels = json.putArray("levels");
    for (final WalkLevel level : trace.levels()) {
      level(levels.addObject(), level);
    }
    return json;
  }

  private static void level(ObjectNode json, WalkLevel level) {
    json.put("level", level.level().name());
    json.put("index", level.step().index());
    json.put("entryAddress", hex(level.step().entryAddress().value()));
    json.put("entry", hex(level.step().entry().bits()));
    if (level.leads() instanceof WalkLevel.ToTable to) {
      json.put("leads", "table");
      json.put("table", hex(to.table().start().value()));
    } else if (level.leads() instanceof WalkLevel.ToPage to) {
      json.put("leads", "page");
      json.put("page", hex(to.start().value()));
      json.put("size", DumpShown.sizeName(to.size()));
    } else if (level.leads() instanceof WalkLevel.Reserved reserved) {
      json.put("leads", "reserved-bit");
      json.put("reservedBits", hex(reserved.bits()));
      reserved.names().forEach(json.putArray("reserved")::add);
    } else {
      json.put(
          "leads",
          level.leads() instanceof WalkLevel.OutsideMemory ? "outside-memory" : "not-present");
    }
    if (level.usable()) {
      rights(json, level.step().permissions());
    }
    final ArrayNode takes = json.putArray("takesAway");
    for (final Right right : Right.values()) {
      if (level.takesAway().contains(right)) {
        takes.add(word(right));
      }
    }
    final ArrayNode fields = json.putArray("fields");
    for (final EntryField field : level.fields()) {
      final ObjectNode one = fields.addObject();
      one.put("name", field.name());
      one.put("high", field.high());
      one.put("low", field.low());
      one.put("value", hex(field.value()));
      one.put("kind", word(field.kind()));
      one.put("meaning", field.meaning());
    }
  }

  /** What levels allow together, as it is in every answer that tells of it. */
  static void rights(ObjectNode json, Permissions permissions) {
    json.put("rights", permissions.toString().substring(0, 3));
    json.put("user", permissions.user());
  }

  /** Adds what each access would come to. */
  static void attempts(ObjectNode json, WalkTrace trace) {
    final ArrayNode attempts = json.putArray("attempts");
    for (final Attempt attempt : trace.attempts()) {
      attempt(attempts.addObject(), attempt);
    }
  }

  /** What one access would come to. */
  static void attempt(ObjectNode json, Attempt attempt) {
    json.put("access", attempt.accessWord());
    json.put("ring", attempt.ringWords().startsWith("ring 3") ? 3 : 0);
    json.put("ac", attempt.ringWords().endsWith("AC"));
    json.put("allowed", attempt.allowed());
    attempt
        .fault()
        .ifPresentOrElse(
            fault -> {
              json.put("vector", 14);
              json.put("errorCode", hex(fault.errorCode().bits()));
              json.put("cr2", hex(fault.address().value()));
              json.put("level", fault.level().name());
              json.put("rule", word(fault.rule()));
              json.put("ruleText", fault.rule().text());
            },
            () -> {
              if (!attempt.allowed()) {
                json.put("vector", 13);
                json.put("errorCode", "0x0");
                json.put("rule", "not-canonical");
              }
            });
  }

  /** A constant's name as JSON has it: {@code not-present}. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
