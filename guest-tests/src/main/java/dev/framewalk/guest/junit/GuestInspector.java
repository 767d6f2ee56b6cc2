package dev.framewalk.guest.junit;

import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks a machine that stands still what the debugger can be asked: {@code walk}, {@code why},
 * {@code dump}, {@code find}, {@code frames}, {@code audit}, {@code tlb}.
 */
public final class GuestInspector {
  private static final Set<String> OF_PROCESS = Set.of("walk", "why", "dump", "tlb");

  private final GuestRun run;
  private final List<Inspection> inspections = Inspections.all();

  GuestInspector(GuestRun run) {
    this.run = run;
  }

  /**
   * The answer in lines for a person.
   *
   * @param question as at the debugger's prompt, {@code why 100 0x7ffff6f00000 w}; as the first
   *     word behind {@code walk}, {@code why}, {@code dump} and {@code tlb}, a program's name will
   *     do for its process's number
   * @throws AssertionError if it cannot be answered; the message says why
   */
  public String ask(String question) {
    return shown(question).text(Style.PLAIN);
  }

  /**
   * The answer as JSON, whose field {@code schema} names its form.
   *
   * @throws AssertionError as {@link #ask}
   */
  public String askJson(String question) {
    return shown(question).json().toString();
  }

  private Shown shown(String question) {
    final List<String> words = Arrays.asList(question.strip().split("\\s+"));
    for (final Inspection each : inspections) {
      if (each.name().equals(words.get(0))) {
        return answer(each, words.subList(1, words.size()), question);
      }
    }
    throw new AssertionError(
        "no question "
            + words.get(0)
            + "; "
            + Near.hint(words.get(0), inspections.stream().map(Inspection::name).toList()));
  }

  private Shown answer(Inspection inspection, List<String> words, String question) {
    try {
      return inspection.inspect(
          new Subject(run.view(), Optional.of(run.tlb()), Subject.Instants.NONE),
          withPid(inspection, words));
    } catch (InspectionFailure e) {
      throw new AssertionError(question + ": " + e.getMessage(), e);
    }
  }

  private List<String> withPid(Inspection inspection, List<String> words) {
    if (words.isEmpty() || !OF_PROCESS.contains(inspection.name())) {
      return words;
    }
    final List<String> meant = new ArrayList<>(words);
    for (final GuestProcess each : run.processes()) {
      if (each.name().equals(words.get(0))) {
        meant.set(0, Integer.toString(each.pid()));
      }
    }
    return meant;
  }
}
