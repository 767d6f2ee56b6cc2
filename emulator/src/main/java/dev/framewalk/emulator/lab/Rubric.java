package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.HintRule;
import dev.framewalk.emulator.lab.Lab.Part;
import dev.framewalk.emulator.lab.Lab.Question;
import dev.framewalk.emulator.lab.Lab.Test;
import dev.framewalk.emulator.lab.Lab.WrongSolution;

/** What a lab gives points for, for its instructor, in Markdown. */
final class Rubric {
  private final Lab lab;
  private final StringBuilder text = new StringBuilder();

  Rubric(Lab lab) {
    this.lab = lab;
  }

  String markdown() {
    line("# " + lab.title() + ": rubric");
    line("");
    line(lab.summary());
    line("");
    line(
        "A submission holds " + String.join(", ", lab.submit()) + ". " + lab.points() + " points:");
    line("");
    line("| part | points | checked by | what it shows |");
    line("|---|---|---|---|");
    for (final Part part : lab.parts()) {
      line(
          "| "
              + part.id()
              + " | "
              + part.points()
              + " | "
              + by(part)
              + " | "
              + cell(part.title())
              + " |");
    }
    line("");
    line("Each part counts by itself. A part that has no verdict within the budget of guest");
    line("instructions gets no points; one that the grader could not check is marked as the");
    line("grader's error and is to be graded again.");
    hints();
    wrong();
    return text.toString();
  }

  private void hints() {
    if (lab.parts().stream().allMatch(part -> part.hints().isEmpty())) {
      return;
    }
    line("");
    line("## Hints");
    line("");
    line("The first whose pattern is found in what went wrong is given.");
    for (final Part part : lab.parts()) {
      if (!part.hints().isEmpty()) {
        line("");
        line("**" + part.id() + "**");
        line("");
      }
      for (final HintRule rule : part.hints()) {
        line("- `" + rule.pattern().pattern() + "`: " + rule.say());
      }
    }
  }

  private void wrong() {
    if (lab.wrong().isEmpty()) {
      return;
    }
    line("");
    line("## What students get wrong");
    line("");
    line("| solution | what is wrong | fails | hint that it gets |");
    line("|---|---|---|---|");
    for (final WrongSolution each : lab.wrong()) {
      line(
          "| "
              + each.name()
              + " | "
              + cell(each.why())
              + " | "
              + String.join(", ", each.fails())
              + " | ... "
              + cell(each.hint())
              + " ... |");
    }
  }

  private static String by(Part part) {
    if (part.check() instanceof Test test) {
      return "`" + test.file() + "`" + (part.isPublic() ? ", which students have" : ", hidden");
    }
    return part.check() instanceof Question question ? cell(question.text()) : "";
  }

  private static String cell(String words) {
    return words.replace("|", "\\|");
  }

  private void line(String words) {
    text.append(words).append('\n');
  }
}
