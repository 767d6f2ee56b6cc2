package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.lab.Grade.PartGrade;
import java.util.List;
import java.util.Locale;

/** Grades for programs: schema {@code framewalk.grades/1}. */
final class GradeJson {
  static final String SCHEMA = "framewalk.grades/1";

  private GradeJson() {}

  static String of(Lab lab, List<Grade> grades) {
    final ObjectNode top = JsonNodeFactory.instance.objectNode();
    top.put("schema", SCHEMA)
        .put("lab", lab.name())
        .put("title", lab.title())
        .put("points", lab.points().value());
    final ArrayNode all = top.putArray("submissions");
    grades.forEach(grade -> all.add(grade(grade)));
    return top.toPrettyString() + "\n";
  }

  private static ObjectNode grade(Grade grade) {
    final ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("submission", grade.submission());
    grade.student().ifPresent(student -> node.put("student", student));
    grade.seed().ifPresent(seed -> node.put("seed", seed).put("seedFrom", grade.seedFrom()));
    node.put("verdict", word(grade.verdict()))
        .put("points", grade.points().value())
        .put("of", grade.of().value());
    final ArrayNode parts = node.putArray("parts");
    grade.parts().forEach(part -> parts.add(part(part)));
    final ArrayNode notes = node.putArray("notes");
    grade.notes().forEach(notes::add);
    return node;
  }

  private static ObjectNode part(PartGrade part) {
    final ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", part.part().id())
        .put("title", part.part().title())
        .put("public", part.part().isPublic())
        .put("verdict", word(part.verdict()))
        .put("points", part.points().value())
        .put("of", part.part().points().value());
    if (!part.text().isEmpty()) {
      node.put("text", part.text());
    }
    part.hint().ifPresent(hint -> node.put("hint", hint));
    part.evidence().ifPresent(file -> node.put("evidence", file));
    return node;
  }

  /** {@code passed}, {@code failed}, {@code no-verdict}, {@code grader-error}. */
  static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
