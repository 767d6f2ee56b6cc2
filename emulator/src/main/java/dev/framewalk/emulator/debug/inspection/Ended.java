package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.pagetable.table.TangledTablesException;
import java.util.List;

/** A question to which there may be no end, because the tables that it is about lead in circles. */
record Ended(Inspection question) implements Inspection {
  @Override
  public String name() {
    return question.name();
  }

  @Override
  public String synopsis() {
    return question.synopsis();
  }

  @Override
  public String summary() {
    return question.summary();
  }

  @Override
  public List<String> details() {
    return question.details();
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    question.check(words);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    try {
      return question.inspect(subject, words);
    } catch (TangledTablesException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void forget() {
    question.forget();
  }
}
