package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.pagetable.table.LargePages;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code framewalk run} is told.
 *
 * @param input the file of {@code --stdin}, {@code -} for our own standard input; empty for none
 * @param strace whether and how system calls are told of
 * @param environment each {@code NAME=value}
 * @param files each {@code GUEST=HOST}
 */
record RunOptions(
    MachineConfig machine,
    Budget budget,
    Optional<String> input,
    List<String> environment,
    List<String> files,
    Choices choices,
    StraceChoice strace,
    List<ProgramCall> programs) {

  private static final Syntax.Help HELP =
      new Syntax.Help(
          "framewalk run [OPTIONS] PROG [ARGS]... [-- PROG [ARGS]...]...",
          "Runs programs together on one machine until all have ended, and says what became of"
              + " them.",
          List.of(
              "",
              "What the programs write goes to standard output and standard error unchanged; the",
              "summary goes to standard error. With --json standard output holds the document"
                  + " alone.",
              "",
              "Exit status:",
              "  0    every program exited with status 0",
              "  1    a program did not, was killed by a signal, or the budget was used up",
              "  2    the command line, or a file that it names, is wrong",
              "  3    the machine could not be made or could not go on",
              "  130  interrupted",
              "  141  nobody reads the output any more",
              "",
              "Examples:",
              "  framewalk run hello",
              "  framewalk run producer.S 1000 -- consumer.S 1000",
              "  framewalk run --seed 7 --budget 10M --json a.S -- b.S",
              "  framewalk run --strace --strace-calls=%file,%memory hello",
              "  framewalk run --trace --check --stdin - filter < input"));

  /** The options that are there or not. */
  record Choices(boolean trace, boolean check, boolean json, boolean quiet) {}

  /** The form of the command line. */
  static Syntax syntax() {
    final Syntax syntax = new Syntax("framewalk run", HELP);
    addTo(syntax);
    return syntax;
  }

  /** Adds the options of a run, and its programs, to the line of a command that makes one. */
  static void addTo(Syntax syntax) {
    syntax.value("--memory", "SIZE", "RAM of the machine, 1M to 1T. Default: 64M.");
    syntax.value(
        "--seed",
        "N",
        "Where the order of turns and the random bytes of programs come from: the same programs"
            + " and seed give the same run. Default: 0.");
    syntax.value(
        "--quantum",
        "N",
        "Guest instructions of a turn, on average, when several programs can run. Default: 10000.");
    syntax.value(
        "--epoch",
        "TIME",
        "The time of day at which the machine starts: 2026-01-01T00:00:00Z, or seconds since 1970."
            + " Default: 2026-01-01T00:00:00Z.");
    syntax.values(
        "--budget",
        "LIMIT",
        "What the run may take: wall time (500ms, 30s, 2m, 1h), or guest instructions (1000, 10K,"
            + " 10M, 1G), counted the same on every machine; or both, each with a --budget."
            + " Default: 1m.");
    syntax.value(
        "--output-limit",
        "SIZE",
        "What all programs together may print; then their writes fail with ENOSPC, as on a disk"
            + " that is full. Default: 64M.");
    syntax.flag("--large-pages", "Map objects by 2 MiB and 1 GiB pages where they are aligned.");
    syntax.value(
        "--stdin",
        "FILE",
        "What every program finds on its standard input; - for ours, read to its end first."
            + " Default: nothing.");
    syntax.values(
        "--env",
        "NAME=VALUE",
        "A variable of every program's environment, which is empty otherwise.");
    syntax.values(
        "--file",
        "GUEST=HOST",
        "Copies the file HOST of ours to where programs find it as GUEST. Nothing else of ours is"
            + " reachable for them.");
    syntax.flag(
        "--trace",
        "Tell standard error of each system call, page fault, change of a shared-memory object,"
            + " and turn.");
    StraceChoice.addTo(syntax);
    syntax.flag(
        "--check",
        "After each system call compare every page's translation with the CPU's own. Slow.");
    syntax.flag(
        "--json",
        "Print one JSON document instead: the summary, with what the programs wrote in it.");
    syntax.flag("--quiet", "No summary when all went well.", "-q");
    syntax.words(
        "PROG",
        "A static x86-64 ELF file, or a .S source for GNU as, and its arguments; further programs"
            + " behind --.");
  }

  /**
   * @throws CommandFailure if a value is wrong or no program is named
   */
  static RunOptions of(ParsedLine line) throws CommandFailure {
    return new RunOptions(
        machine(line),
        BudgetLimit.parse(line.values("--budget")),
        line.has("--stdin") ? Optional.of(line.value("--stdin")) : Optional.empty(),
        environment(line.values("--env")),
        line.values("--file"),
        new Choices(
            line.has("--trace"), line.has("--check"), line.has("--json"), line.has("--quiet")),
        StraceChoice.of(line),
        ProgramCall.split(line.words()));
  }

  private static MachineConfig machine(ParsedLine line) throws CommandFailure {
    MachineConfig config = MachineConfig.defaults();
    if (line.has("--memory")) {
      config = config.withMemory(MemorySize.parse(line.value("--memory")));
    }
    if (line.has("--seed")) {
      config = config.withSeed(seed(line.value("--seed")));
    }
    if (line.has("--quantum")) {
      config = config.withQuantum(quantum(line.value("--quantum")));
    }
    if (line.has("--output-limit")) {
      config = config.withOutputLimit(MemorySize.parseOutput(line.value("--output-limit")));
    }
    if (line.has("--epoch")) {
      config = config.withEpoch(epoch(line.value("--epoch")));
    }
    return line.has("--large-pages") ? config.withLargePages(LargePages.WHEN_ALIGNED) : config;
  }

  private static long seed(String text) throws CommandFailure {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      throw CommandFailure.usage("--seed " + text + ": not a 64-bit number; give one: 7 or 0x7");
    }
  }

  private static Instant epoch(String text) throws CommandFailure {
    Instant epoch = null;
    try {
      epoch =
          text.indexOf('-') > 0 ? Instant.parse(text) : Instant.ofEpochSecond(Long.parseLong(text));
    } catch (DateTimeException | NumberFormatException e) {
      // What is no time is refused as one before 1970 is.
    }
    if (epoch == null
        || epoch.isBefore(Instant.EPOCH)
        || epoch.isAfter(MachineConfig.LATEST_EPOCH)) {
      throw CommandFailure.usage(
          "--epoch "
              + text
              + ": not a time; give one from 1970 to 2200: 2026-01-01T00:00:00Z, or 1767225600");
    }
    return epoch;
  }

  private static int quantum(String text) throws CommandFailure {
    int quantum = 0;
    try {
      quantum = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      // What is no number is refused as 0 is.
    }
    if (quantum < 1) {
      throw CommandFailure.usage(
          "--quantum " + text + ": not a number of instructions; give 1 to " + Integer.MAX_VALUE);
    }
    return quantum;
  }

  private static List<String> environment(List<String> variables) throws CommandFailure {
    for (final String variable : variables) {
      if (variable.indexOf('=') < 1) {
        throw CommandFailure.usage("--env " + variable + ": no variable; give NAME=value");
      }
    }
    return List.copyOf(variables);
  }
}
