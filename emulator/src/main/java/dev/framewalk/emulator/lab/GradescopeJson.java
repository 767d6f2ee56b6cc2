package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.lab.Grade.PartGrade;

/**
 * A grade as Gradescope reads it (Gradescope Autograder Documentation, "Output Format"). Students
 * see of a hidden test how it went and the hint; what went wrong stands in an entry of its own that
 * only instructors see.
 */
final class GradescopeJson {
  private GradescopeJson() {}

  static String of(Grade grade) {
    final ObjectNode top = JsonNodeFactory.instance.objectNode();
    top.put("score", grade.points().value())
        .put("output", output(grade))
        .put("output_format", "text")
        .put("test_output_format", "text")
        .put("visibility", "visible")
        .put("stdout_visibility", "hidden");
    final ArrayNode tests = top.putArray("tests");
    int number = 0;
    for (final PartGrade part : grade.parts()) {
      number++;
      final boolean open = part.part().isPublic();
      final ObjectNode test = test(part, number, open ? everything(part) : outline(part));
      test.put("score", part.points().value())
          .put("max_score", part.part().points().value())
          .put("visibility", "visible");
      tests.add(test);
      if (!open && part.verdict() != Verdict.PASSED) {
        tests.add(
            test(part, number, everything(part))
                .put("name", part.part().title() + " (for instructors)")
                .put("score", 0)
                .put("max_score", 0)
                .put("visibility", "hidden"));
      }
    }
    final ObjectNode extra = top.putObject("extra_data");
    extra.put("verdict", GradeJson.word(grade.verdict()));
    grade.student().ifPresent(student -> extra.put("student", student));
    final ArrayNode notes = extra.putArray("notes");
    grade.notes().forEach(notes::add);
    return top.toPrettyString() + "\n";
  }

  private static String output(Grade grade) {
    return switch (grade.verdict()) {
      case PASSED -> "All parts pass.";
      case FAILED -> "Some parts do not pass; each says why.";
      case NO_VERDICT ->
          "A part did not come to an end within its budget of instructions; it gets no points.";
      case GRADER_ERROR ->
          "The grader could not check all of this. It is not your fault; tell your instructor.";
    };
  }

  private static ObjectNode test(PartGrade part, int number, String output) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("number", Integer.toString(number))
        .put("name", part.part().title())
        .put("name_format", "text")
        .put("status", part.verdict() == Verdict.PASSED ? "passed" : "failed")
        .put("output", output);
  }

  private static String everything(PartGrade part) {
    final StringBuilder text = new StringBuilder(part.verdict().words());
    if (!part.text().isEmpty()) {
      text.append(": ").append(part.text());
    }
    part.hint().ifPresent(hint -> text.append("\nhint: ").append(hint));
    part.evidence().ifPresent(file -> text.append("\nsee ").append(file));
    return text.toString();
  }

  private static String outline(PartGrade part) {
    return part.verdict().words() + part.hint().map(hint -> "\nhint: " + hint).orElse("");
  }
}
