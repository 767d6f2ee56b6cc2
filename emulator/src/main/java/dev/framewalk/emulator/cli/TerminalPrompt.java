package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.debug.prompt.Prompt;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** The debugger at a terminal: a line that can be edited, history, completion, Ctrl-C. */
final class TerminalPrompt {
  private static final int HISTORY_LINES = 2_000;

  /** Commands that an empty line repeats, as in gdb. */
  private static final Set<String> REPEATED =
      Set.of("s", "si", "step", "stepi", "stepcall", "sc", "c", "continue", "back", "x", "disas");

  private TerminalPrompt() {}

  /**
   * Takes commands from the terminal until Ctrl-D or {@code quit}.
   *
   * @throws CommandFailure if the terminal cannot be used
   */
  static ExitCode run(Prompt prompt, CommandPrinter printer, Map<String, String> environment)
      throws CommandFailure {
    try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
      final LineReader reader = reader(terminal, prompt, environment);
      printer.printStop();
      String last = "";
      while (!prompt.over()) {
        final String line;
        try {
          line = reader.readLine(CommandPrinter.PROMPT);
        } catch (UserInterruptException e) {
          continue;
        } catch (EndOfFileException e) {
          break;
        }
        final String meant = line.isBlank() && repeats(last) ? last : line;
        last = meant;
        execute(terminal, prompt, printer, meant);
      }
      return ExitCode.GOOD;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.MACHINE_ERROR,
          "the terminal cannot be used: " + e.getMessage() + "; give commands by -c or -x");
    }
  }

  /** Ctrl-C stops the guests while they run, and nothing else. */
  private static void execute(
      Terminal terminal, Prompt prompt, CommandPrinter printer, String line) {
    final Terminal.SignalHandler before =
        terminal.handle(Terminal.Signal.INT, signal -> prompt.interrupt());
    try {
      final boolean ignored = printer.execute(line);
    } finally {
      final Terminal.SignalHandler ignored = terminal.handle(Terminal.Signal.INT, before);
    }
  }

  private static boolean repeats(String line) {
    return REPEATED.contains(line.strip().split("[ /]", 2)[0]);
  }

  private static LineReader reader(
      Terminal terminal, Prompt prompt, Map<String, String> environment) {
    final LineReader reader =
        LineReaderBuilder.builder()
            .appName("framewalk")
            .terminal(terminal)
            .completer(
                (line, parsed, candidates) -> {
                  final List<String> words = parsed.words().subList(0, parsed.wordIndex() + 1);
                  for (final String each : prompt.candidates(words)) {
                    // A word that ends in a colon goes on.
                    candidates.add(
                        new Candidate(each, each, null, null, null, null, !each.endsWith(":")));
                  }
                })
            // !pte is a command, no reference to the history.
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
            .build();
    history(environment).ifPresent(file -> reader.setVariable(LineReader.HISTORY_FILE, file));
    return reader;
  }

  /**
   * The file of the history, which its user alone may read; empty if there can be none: then what
   * is typed is forgotten.
   */
  private static Optional<Path> history(Map<String, String> environment) {
    try {
      final String state = environment.getOrDefault("XDG_STATE_HOME", "");
      final Path directory =
          (state.isEmpty()
                  ? Path.of(System.getProperty("user.home"), ".local", "state")
                  : Path.of(state))
              .resolve("framewalk");
      final Path ignored =
          Files.createDirectories(
              directory,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      final Path file = directory.resolve("history");
      try {
        final Path made =
            Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Optional.of(made);
      } catch (FileAlreadyExistsException e) {
        return Files.isWritable(file) ? Optional.of(file) : Optional.empty();
      }
    } catch (IOException | InvalidPathException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }
}
