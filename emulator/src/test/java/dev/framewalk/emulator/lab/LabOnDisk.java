package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a built-in lab's {@code lab.json} says, read without the code that grades by it. */
record LabOnDisk(String name, List<Part> parts, List<Wrong> wrong) {
  record Part(String id, double points) {}

  record Wrong(String name, List<String> fails, String hint) {}

  static LabOnDisk of(String name) {
    String path = "/dev/framewalk/lab/" + name + "/lab.json";
    try (InputStream in = Objects.requireNonNull(LabOnDisk.class.getResourceAsStream(path))) {
      JsonNode json = new ObjectMapper().readTree(in);
      List<Part> parts = new ArrayList<>();
      json.get("parts")
          .forEach(p -> parts.add(new Part(p.get("id").asText(), p.get("points").asDouble())));
      List<Wrong> wrong = new ArrayList<>();
      json.get("wrong").forEach(w -> wrong.add(wrong(w)));
      return new LabOnDisk(json.get("name").asText(), parts, wrong);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Wrong wrong(JsonNode json) {
    List<String> fails = new ArrayList<>();
    json.get("fails").forEach(part -> fails.add(part.asText()));
    return new Wrong(json.get("name").asText(), fails, json.get("hint").asText());
  }

  /** What {@code map} has for {@code key}, which it must have. */
  static <T> T get(Map<String, T> map, String key) {
    return Objects.requireNonNull(map.get(key), key);
  }

  List<String> partIds() {
    return parts.stream().map(Part::id).toList();
  }

  static String text(String lab, String file) {
    String path = "/dev/framewalk/lab/" + lab + "/" + file;
    try (InputStream in = Objects.requireNonNull(LabOnDisk.class.getResourceAsStream(path))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
