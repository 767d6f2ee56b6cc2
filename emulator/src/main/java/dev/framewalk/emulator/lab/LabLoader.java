package dev.framewalk.emulator.lab;

import com.fasterxml.jackson.databind.JsonNode;
import dev.framewalk.emulator.lab.Lab.Check;
import dev.framewalk.emulator.lab.Lab.HintRule;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Question;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.emulator.lab.Lab.WrongSolution;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads a lab's {@code lab.json} and sees that all it says can be so. */
final class LabLoader {
  static final String FILE = "lab.json";
  static final String SCHEMA = "framewalk.lab/1";

  private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(1_000_000);

  private final LabFiles files;
  private final Set<String> partIds = new LinkedHashSet<>();

  /** What lies in one directory when the tests run. */
  private final Set<String> beside = new HashSet<>();

  private LabLoader(LabFiles files) {
    this.files = files;
  }

  /**
   * Reads a lab.
   *
   * @throws LabException if a field is missing, unknown or wrong, or a file is missing; the message
   *     names the place in lab.json
   */
  static Lab load(LabFiles files) throws LabException {
    return new LabLoader(files).lab();
  }

  private Lab lab() throws LabException {
    final String place = files.place(FILE);
    final JsonField top;
    try {
      top = JsonField.parse(place, files.read(FILE));
    } catch (IOException e) {
      throw new LabException(place + ": cannot be read: " + e.getMessage());
    }
    top.only(
        "schema", "name", "title", "summary", "kind", "submit", "student", "support", "parts",
        "wrong");
    final JsonField schema = top.field("schema");
    if (!schema.text().equals(SCHEMA)) {
      throw schema.wrong("must be \"" + SCHEMA + "\"");
    }
    final String kind = kind(top.field("kind"));
    final boolean programs = kind.equals(Lab.PROGRAMS);
    final List<String> submit = fileNames(top.field("submit"));
    if (submit.isEmpty()) {
      throw top.field("submit").wrong("names no file; a submission holds at least one");
    }
    final List<String> student = present(top.optional("student"), Lab.STUDENT);
    final List<String> support = present(top.optional("support"), Lab.SUPPORT);
    beside.addAll(submit);
    for (final JsonField list : top.optional("support")) {
      for (final JsonField name : list.elements()) {
        layBeside(name, name.text());
      }
    }
    final List<Part> parts = new ArrayList<>();
    for (final JsonField part : top.field("parts").elements()) {
      parts.add(part(part, programs, student));
    }
    if (parts.isEmpty()) {
      throw top.field("parts").wrong("names no part; points are given for parts");
    }
    if (programs) {
      for (final JsonField name : top.field("submit").elements()) {
        mustBeThere(name, Lab.MODEL + name.text());
      }
    }
    final List<WrongSolution> wrong = new ArrayList<>();
    for (final JsonField each : top.optional("wrong")) {
      for (final JsonField solution : each.elements()) {
        wrong.add(wrong(solution, programs, submit, wrong));
      }
    }
    return new Lab(
        files,
        id(top.field("name")),
        top.field("title").line(),
        top.field("summary").line(),
        kind,
        submit,
        student,
        support,
        List.copyOf(parts),
        List.copyOf(wrong));
  }

  private static String kind(JsonField field) throws LabException {
    final String kind = field.text();
    if (!kind.equals(Lab.PROGRAMS) && AnswerLabs.of(kind).isEmpty()) {
      throw field.wrong("no such kind of lab; a lab of your own is of kind \"programs\"");
    }
    return kind;
  }

  private Part part(JsonField field, boolean programs, List<String> student) throws LabException {
    field.only("id", "title", "points", "test", "question", "hints");
    final String id = id(field.field("id"));
    if (!partIds.add(id)) {
      throw field.field("id").wrong("two parts have this id; give each its own");
    }
    final List<HintRule> hints = new ArrayList<>();
    for (final JsonField list : field.optional("hints")) {
      for (final JsonField hint : list.elements()) {
        hints.add(hint(hint));
      }
    }
    return new Part(
        id,
        field.field("title").line(),
        points(field.field("points")),
        check(field, programs, student),
        List.copyOf(hints));
  }

  private Check check(JsonField part, boolean programs, List<String> student) throws LabException {
    final boolean question = !part.optional("question").isEmpty();
    if (question == !part.optional("test").isEmpty()) {
      throw part.wrong(
          programs
              ? "must have a \"test\""
              : "must have either a \"test\" or a \"question\", and not both");
    }
    if (question) {
      if (programs) {
        throw part.field("question").wrong("a lab of kind \"programs\" has tests, no questions");
      }
      return new Question(part.field("question").line());
    }
    final JsonField test = part.field("test");
    final String file = fileName(test);
    mustBeThere(test, file);
    if (file.startsWith(Lab.STUDENT) && !student.contains(file.substring(Lab.STUDENT.length()))) {
      throw test.wrong("lies in student/, and \"student\" does not list it; add it there");
    }
    layBeside(test, new Test(file).base());
    return new Test(file);
  }

  private static Points points(JsonField field) throws LabException {
    final JsonNode node = field.node();
    if (!node.isNumber() || node.decimalValue().signum() <= 0) {
      throw field.wrong("points must be a positive number");
    }
    if (node.decimalValue().stripTrailingZeros().scale() > 2
        || node.decimalValue().compareTo(MOST_POINTS) > 0) {
      throw field.wrong(
          "points have at most two places behind the point, and are at most a million");
    }
    return new Points(node.decimalValue().movePointRight(2).longValueExact());
  }

  private static HintRule hint(JsonField field) throws LabException {
    field.only("if", "say");
    final JsonField rule = field.field("if");
    try {
      return new HintRule(Pattern.compile(rule.text()), field.field("say").line());
    } catch (PatternSyntaxException e) {
      throw rule.wrong(
          "no regular expression: " + e.getDescription() + " at character " + (e.getIndex() + 1));
    }
  }

  private WrongSolution wrong(
      JsonField field, boolean programs, List<String> submit, List<WrongSolution> before)
      throws LabException {
    field.only("name", "why", "fails", "hint");
    final String name = id(field.field("name"));
    if (before.stream().anyMatch(each -> each.name().equals(name))) {
      throw field.field("name").wrong("two wrong solutions have this name; give each its own");
    }
    final List<String> fails = new ArrayList<>();
    for (final JsonField part : field.field("fails").elements()) {
      if (!partIds.contains(part.text())) {
        throw part.wrong("no part has this id; \"parts\" has " + String.join(", ", partIds));
      }
      fails.add(part.text());
    }
    if (fails.isEmpty()) {
      throw field.field("fails").wrong("names no part; a wrong solution fails at least one");
    }
    if (programs) {
      for (final String file : submit) {
        mustBeThere(field.field("name"), Lab.WRONG + name + "/" + file);
      }
    }
    return new WrongSolution(
        name, field.field("why").line(), List.copyOf(fails), field.field("hint").line());
  }

  private List<String> present(List<JsonField> list, String directory) throws LabException {
    final List<String> names = new ArrayList<>();
    for (final JsonField field : list) {
      names.addAll(fileNames(field));
      for (final JsonField name : field.elements()) {
        mustBeThere(name, directory + name.text());
      }
    }
    return List.copyOf(names);
  }

  private static List<String> fileNames(JsonField list) throws LabException {
    final List<String> names = new ArrayList<>();
    for (final JsonField name : list.elements()) {
      if (names.contains(fileName(name))) {
        throw name.wrong("listed twice; leave one out");
      }
      names.add(fileName(name));
    }
    return List.copyOf(names);
  }

  private static String fileName(JsonField field) throws LabException {
    if (!Names.isFile(field.text())) {
      throw field.wrong(
          "no file name of a lab: letters, digits and . _ + - between slashes, and nothing that"
              + " leads out of the lab");
    }
    return field.text();
  }

  private static String id(JsonField field) throws LabException {
    if (!Names.isId(field.text())) {
      throw field.wrong("must be small letters, digits and hyphens");
    }
    return field.text();
  }

  private void layBeside(JsonField field, String name) throws LabException {
    if (!beside.add(name)) {
      throw field.wrong(
          "another file of this name lies beside the tests; call one of them otherwise");
    }
  }

  private void mustBeThere(JsonField field, String file) throws LabException {
    if (!files.has(file)) {
      throw field.wrong("no file " + files.place(file) + "; add it");
    }
  }
}
