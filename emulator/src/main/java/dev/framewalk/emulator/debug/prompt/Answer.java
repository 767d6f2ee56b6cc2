package dev.framewalk.emulator.debug.prompt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import java.util.function.Function;

/** An answer made of its two forms. */
record Answer(Function<Style, String> form, ObjectNode json) implements Shown {
  @Override
  public String text(Style style) {
    return form.apply(style);
  }

  /** Text that has no marks, and its JSON. */
  static Answer of(String text, ObjectNode json) {
    return new Answer(style -> text, json);
  }

  /** A new object of version 1 of {@code schema}. */
  static ObjectNode schema(String schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", "framewalk." + schema + "/1");
  }

  static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }
}
