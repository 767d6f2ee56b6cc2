package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.cli.Syntax.Command;
import dev.framewalk.emulator.cli.Syntax.Kind;
import dev.framewalk.emulator.cli.Syntax.Option;
import dev.framewalk.emulator.cli.Syntax.Words;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** A {@link Syntax} as picocli sees it: every form of a line, its mistakes, and the help. */
final class Picocli {
  private static final int HELP_WIDTH = 90;

  private final Syntax syntax;
  private final CommandLine line;

  Picocli(Syntax syntax) {
    this.syntax = syntax;
    final CommandSpec spec = CommandSpec.create().name(syntax.name());
    for (final Option option : syntax.options()) {
      spec.addOption(option(option));
    }
    syntax.words().ifPresent(words -> spec.addPositional(words(words)));
    for (final Command command : syntax.commands()) {
      final CommandSpec sub = CommandSpec.create();
      sub.usageMessage().description(command.description());
      spec.addSubcommand(command.name(), sub);
    }
    spec.usageMessage()
        .sortOptions(false)
        .width(HELP_WIDTH)
        .customSynopsis(syntax.help().synopsis())
        .description(syntax.help().description(), "")
        .footer(syntax.help().footer().stream().map(Picocli::plain).toArray(String[]::new));
    // A program's argument that begins with @ is the program's, not a file of arguments.
    line = new CommandLine(spec).setStopAtPositional(true).setExpandAtFiles(false);
  }

  private static OptionSpec option(Option option) {
    final OptionSpec.Builder builder =
        OptionSpec.builder(option.names().toArray(new String[0]))
            .description(plain(option.description()));
    return switch (option.kind()) {
      case FLAG -> builder.type(boolean.class).arity("0").build();
      case FLAG_OR_VALUE ->
          builder
              .type(String.class)
              .arity("0..1")
              .fallbackValue("")
              .paramLabel("=" + option.label())
              .hideParamSyntax(false)
              .build();
      case VALUE -> builder.type(String.class).arity("1").paramLabel(option.label()).build();
      case VALUES ->
          builder
              .type(List.class)
              .auxiliaryTypes(String.class)
              .arity("1")
              .paramLabel(option.label())
              .build();
    };
  }

  /** Text that picocli, which takes it for a format, prints as it stands. */
  private static String plain(String text) {
    return text.replace("%", "%%");
  }

  private static PositionalParamSpec words(Words words) {
    return PositionalParamSpec.builder()
        .index("0..*")
        .arity("0..*")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .paramLabel(words.label())
        .hideParamSyntax(true)
        .description(words.description())
        .build();
  }

  /** The help. */
  String usage() {
    final StringWriter text = new StringWriter();
    line.usage(new PrintWriter(text), Ansi.OFF);
    return text.toString();
  }

  /**
   * Takes a line apart.
   *
   * @throws CommandFailure if it has not this form
   */
  ParsedLine parse(List<String> arguments) throws CommandFailure {
    final ParseResult parsed;
    try {
      parsed = line.parseArgs(arguments.toArray(new String[0]));
    } catch (UnmatchedArgumentException e) {
      final List<String> meant = e.getSuggestions();
      throw refused(
          (e.isUnknownOption()
                  ? "unknown option "
                  : syntax.commands().isEmpty() ? "unexpected argument " : "unknown command ")
              + e.getUnmatched().get(0)
              + (meant.isEmpty() ? "" : " (did you mean " + String.join(" or ", meant) + "?)"));
    } catch (ParameterException e) {
      final String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw refused(message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1));
    }
    final Map<String, List<String>> options = new LinkedHashMap<>();
    for (final Option option : syntax.options()) {
      if (parsed.hasMatchedOption(option.name())) {
        options.put(
            option.name(),
            option.kind() == Kind.FLAG
                ? List.of()
                : List.copyOf(parsed.matchedOption(option.name()).stringValues()));
      }
    }
    return new ParsedLine(
        options, new ArrayList<>(parsed.matchedPositionalValue(0, List.<String>of())));
  }

  private CommandFailure refused(String why) {
    return CommandFailure.usage(why + "; see " + syntax.name() + " --help");
  }
}
