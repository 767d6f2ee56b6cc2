package dev.framewalk.emulator.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** The forms that grades are written in. The same grades give the same bytes. */
public enum GradeFormat {
  TEXT(GradeText::of),
  /** For one submission. */
  GRADESCOPE((lab, grades) -> GradescopeJson.of(grades.get(0))),
  JUNIT(GradeJunit::of),
  CSV(GradeCsv::of),
  JSON(GradeJson::of);

  private final BiFunction<Lab, List<Grade>, String> writer;

  GradeFormat(BiFunction<Lab, List<Grade>, String> writer) {
    this.writer = writer;
  }

  /** The grades of a lab in this form. */
  public String of(Lab lab, List<Grade> grades) {
    return writer.apply(lab, grades);
  }

  /** The format that a user calls so. */
  public static Optional<GradeFormat> named(String word) {
    return Arrays.stream(values()).filter(format -> format.word().equals(word)).findFirst();
  }

  /** What users call it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
