package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import java.util.List;

/**
 * A command of the prompt.
 *
 * @param name one word
 * @param aliases other names, each of one word or two ({@code info mem})
 * @param synopsis the form of its words, the name included
 * @param summary one line for the list of commands
 * @param details what its help says further, a line each
 */
record PromptCommand(
    String name,
    List<String> aliases,
    String synopsis,
    String summary,
    List<String> details,
    Action action) {
  /** What it does with the words behind its name. */
  interface Action {
    Shown run(List<String> words) throws InspectionFailure;
  }

  static PromptCommand of(String synopsis, String summary, Action action, String... aliases) {
    return new PromptCommand(
        synopsis.split("[ \\[/]", 2)[0], List.of(aliases), synopsis, summary, List.of(), action);
  }

  /** The same with more to say in its help. */
  PromptCommand explained(String... lines) {
    return new PromptCommand(name, aliases, synopsis, summary, List.of(lines), action);
  }
}
