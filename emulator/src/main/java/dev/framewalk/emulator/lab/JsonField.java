package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A value of a JSON file that a person wrote, with its place for the message if it is wrong.
 *
 * @param file the file as a message calls it
 * @param path the value's place in it: {@code parts[1].points}; empty for the whole
 */
record JsonField(String file, String path, JsonNode node) {
  private static final ObjectReader READER =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonParser.Feature.ALLOW_COMMENTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .reader();

  /**
   * The whole of a file.
   *
   * @throws LabException if it is no JSON object; the message names line and column
   */
  static JsonField parse(String file, byte[] bytes) throws LabException {
    try {
      final JsonNode node = READER.readTree(bytes);
      final JsonField whole = new JsonField(file, "", node);
      if (!node.isObject()) {
        throw whole.wrong("must be a JSON object: { ... }");
      }
      return whole;
    } catch (JsonProcessingException e) {
      throw new LabException(
          file + place(e.getLocation()) + ": no JSON: " + Names.printable(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new LabException(file + ": cannot be read: " + e.getMessage());
    }
  }

  /** Line and column, unless Jackson has none, as where values are nested too deeply. */
  private static String place(@Nullable JsonLocation location) {
    return location == null ? "" : ":" + location.getLineNr() + ":" + location.getColumnNr();
  }

  /** Sees that an object has no other fields than these. */
  void only(String... known) throws LabException {
    if (!node.isObject()) {
      throw wrong("must be an object: { ... }");
    }
    for (final Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      final String name = names.next();
      if (!List.of(known).contains(name)) {
        throw at(name, node.get(name))
            .wrong("unknown field; the fields here are " + String.join(", ", known));
      }
    }
  }

  /**
   * A field that must be there.
   *
   * @throws LabException if it is not
   */
  JsonField field(String name) throws LabException {
    final @Nullable JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      throw wrong("has no \"" + name + "\"; add it");
    }
    return at(name, value);
  }

  /** A field that may be missing: none or one. */
  List<JsonField> optional(String name) {
    final @Nullable JsonNode value = node.get(name);
    return value == null || value.isNull() ? List.of() : List.of(at(name, value));
  }

  /** The elements of a list. */
  List<JsonField> elements() throws LabException {
    if (!node.isArray()) {
      throw wrong("must be a list: [ ... ]");
    }
    final List<JsonField> elements = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new JsonField(file, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  /** A text that is not blank. */
  String text() throws LabException {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw wrong("must be a text, and not an empty one");
    }
    return node.textValue();
  }

  /** A text of one line. */
  String line() throws LabException {
    if (text().chars().anyMatch(Character::isISOControl)) {
      throw wrong("must be a text of one line");
    }
    return text();
  }

  /** What is to be thrown if this value is wrong. */
  LabException wrong(String why) {
    final String shown = node.isValueNode() ? " (" + Names.printable(node.toString()) + ")" : "";
    return new LabException(file + ": " + (path.isEmpty() ? "" : path + shown + ": ") + why);
  }

  private JsonField at(String name, JsonNode value) {
    return new JsonField(file, path.isEmpty() ? name : path + "." + name, value);
  }
}
