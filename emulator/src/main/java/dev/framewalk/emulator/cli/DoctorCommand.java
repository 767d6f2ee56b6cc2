package dev.framewalk.emulator.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.framewalk.emulator.cli.Finding.Need;
import dev.framewalk.emulator.cli.Finding.State;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.unicorn.UnicornLibrary;
import dev.framewalk.emulator.unicorn.UnicornUnavailableException;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code framewalk doctor}: says what is there, what is missing and how to get it. */
final class DoctorCommand {
  static final String SCHEMA = "framewalk.doctor/1";

  private static final int NAME_WIDTH = 10;

  private final HostTools tools;
  private final String searchPath;

  DoctorCommand(Map<String, String> environment) {
    this.searchPath = environment.getOrDefault("PATH", "/usr/bin:/bin");
    this.tools = new HostTools(searchPath);
  }

  /** The form of the command line. */
  static Syntax syntax() {
    final Syntax syntax =
        new Syntax(
            "framewalk doctor",
            new Syntax.Help(
                "framewalk doctor [--json]",
                "Checks what Framewalk needs, and what some of it can use, and says how to get what"
                    + " is missing.",
                List.of("", "Exit status: 0 when nothing required is missing, else 3.")));
    syntax.flag("--json", "Print one JSON document instead.");
    return syntax;
  }

  /** Looks at everything and prints what it found. */
  ExitCode execute(StandardStreams streams, boolean json) {
    final List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(assembler());
    final Finding unicorn = unicorn();
    findings.add(unicorn);
    if (unicorn.state() == State.OK) {
      findings.add(machine());
    }
    findings.addAll(tools.look());
    final long hindering = findings.stream().filter(Finding::hinders).count();
    streams.print(json ? json(findings) : text(findings, hindering));
    return hindering == 0 ? ExitCode.GOOD : ExitCode.MACHINE_ERROR;
  }

  private Finding java() {
    final String home = System.getProperty("java.home", "");
    final String version = System.getProperty("java.version", "") + ", " + home;
    final String remedy =
        tools.install(
            "openjdk-17-jdk-headless", "java-17-openjdk-devel", "jdk17-openjdk", "openjdk@17");
    if (Runtime.version().feature() < 17) {
      return new Finding("JDK", State.BROKEN, Need.REQUIRED, version + ": older than 17", remedy);
    }
    return Files.isExecutable(Path.of(home, "bin", "javac"))
        ? Finding.good("JDK", Need.REQUIRED, version)
        : new Finding(
            "JDK",
            State.BROKEN,
            Need.OPTIONAL,
            version + ": no compiler; enough to run, not to build",
            remedy);
  }

  private Finding assembler() {
    try {
      return Finding.good("as, ld", Need.REQUIRED, Assembler.searching(searchPath).version());
    } catch (AssemblerException e) {
      final boolean missing = e.kind() == AssemblerException.Kind.MISSING_TOOL;
      return new Finding(
          "as, ld",
          missing ? State.MISSING : State.BROKEN,
          Need.REQUIRED,
          missing ? "for building Framewalk, and .S sources" : String.valueOf(e.getMessage()),
          tools.install("binutils", "binutils", "binutils", "x86_64-elf-binutils"));
    }
  }

  private static Finding unicorn() {
    try {
      return Finding.good("Unicorn", Need.REQUIRED, UnicornLibrary.load().describe());
    } catch (UnicornUnavailableException e) {
      final List<String> lines = String.valueOf(e.getMessage()).lines().toList();
      return new Finding(
          "Unicorn",
          State.MISSING,
          Need.REQUIRED,
          lines.get(0),
          String.join("\n", lines.subList(1, lines.size())));
    }
  }

  private static Finding machine() {
    final MachineConfig config = MachineConfig.defaults();
    final String memory = MemorySize.inUnits(config.memoryBytes());
    final long start = System.nanoTime();
    try (Machine machine = Machine.open(config)) {
      return Finding.good(
          "machine",
          Need.REQUIRED,
          String.format(
              Locale.ROOT,
              "%s of RAM mapped, %d frames free, ring 3 reached in %.0f ms",
              memory,
              machine.frames().available(),
              (System.nanoTime() - start) / 1e6));
    } catch (LoadException | RuntimeException e) {
      return new Finding(
          "machine",
          State.BROKEN,
          Need.REQUIRED,
          Failure.of(e).message(),
          "see that " + memory + " of memory can be mapped (ulimit -v), then run doctor again");
    }
  }

  private static String text(List<Finding> findings, long hindering) {
    final StringBuilder text = new StringBuilder(1024);
    for (final Finding finding : findings) {
      pad(text, finding.state().word(), "missing".length() + 2);
      pad(text, finding.what(), NAME_WIDTH);
      text.append(finding.detail());
      if (finding.state() != State.OK && finding.need() == Need.OPTIONAL) {
        text.append(" (optional)");
      }
      text.append('\n');
      finding.remedy().lines().forEach(line -> remedy(text, line));
    }
    return text.append(
            hindering == 0
                ? "Framewalk can run.\n"
                : "Framewalk cannot run: see what is missing above.\n")
        .toString();
  }

  private static void remedy(StringBuilder text, String line) {
    pad(text, "", "missing".length() + 2 + NAME_WIDTH);
    text.append(line).append('\n');
  }

  private static void pad(StringBuilder text, String word, int width) {
    text.append(word);
    for (int i = word.length(); i < width; i++) {
      text.append(' ');
    }
  }

  private static String json(List<Finding> findings) {
    final StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(
          new DefaultPrettyPrinter().withObjectIndenter(new DefaultIndenter("  ", "\n")));
      json.writeStartObject();
      json.writeStringField("schema", SCHEMA);
      json.writeBooleanField("good", findings.stream().noneMatch(Finding::hinders));
      json.writeArrayFieldStart("findings");
      for (final Finding finding : findings) {
        json.writeStartObject();
        json.writeStringField("what", finding.what());
        json.writeStringField("state", finding.state().word());
        json.writeBooleanField("required", finding.need() == Need.REQUIRED);
        json.writeStringField("detail", finding.detail());
        if (!finding.remedy().isEmpty()) {
          json.writeStringField("remedy", finding.remedy());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string cannot be written", e);
    }
    return text + "\n";
  }
}
