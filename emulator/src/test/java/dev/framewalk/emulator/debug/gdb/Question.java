package dev.framewalk.emulator.debug.gdb;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.debug.inspection.Arguments;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.List;
import java.util.Set;

/** Questions in short forms: what the monitor does with questions does not hang on which. */
record Question(String name, String synopsis, int words, Answer answer) implements Inspection {
  /** Says something about the words. */
  interface Answer {
    String give(Subject subject, Arguments words) throws InspectionFailure;
  }

  static final Question WALK = new Question("walk", "walk PID ADDRESS", 2, Question::walk);
  static final Question WHY = new Question("why", "why PID ADDRESS r|w|x", 3, Question::why);

  private static String walk(Subject subject, Arguments words) throws InspectionFailure {
    final SpaceView space = words.space(0, subject);
    final StringBuilder text = new StringBuilder("walk of " + space + "\n");
    for (final WalkStep step :
        new PageTableWalker(subject.view().memory()).walk(space.mode(), words.number(1)).steps()) {
      text.append(step).append('\n');
    }
    return text.toString();
  }

  private static String why(Subject subject, Arguments words) throws InspectionFailure {
    final PageWalk walk = new PageWalk(subject.view().memory());
    final Access access = words.access(2);
    final boolean may =
        walk.find(words.space(0, subject).mode(), words.number(1))
            && AccessCheck.permits(walk, access, Privilege.USER);
    return access + (may ? " is allowed" : " is refused");
  }

  @Override
  public String summary() {
    return "a question of the tests";
  }

  @Override
  public void check(List<String> words) {
    // every word will do
  }

  @Override
  public Shown inspect(Subject subject, List<String> given) throws InspectionFailure {
    final String text =
        answer.give(subject, Arguments.parse(synopsis, given, Set.of(), Set.of(), words, words));
    return new Shown() {
      @Override
      public String text(Style style) {
        return text;
      }

      @Override
      public ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
      }
    };
  }
}
