package dev.framewalk.emulator.cli;

import dev.framewalk.emulator.cli.Finding.Need;
import dev.framewalk.emulator.cli.Finding.State;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs and libraries of the host that parts of Framewalk use, and how to get them. */
final class HostTools {
  private static final long TIMEOUT_SECONDS = 20;

  /** What installs packages, in the order in which they are looked for. */
  private enum Installer {
    APT("apt-get", "apt-get install "),
    DNF("dnf", "dnf install "),
    PACMAN("pacman", "pacman -S "),
    BREW("brew", "brew install ");

    private final String program;
    private final String command;

    Installer(String program, String command) {
      this.program = program;
      this.command = command;
    }
  }

  /**
   * A program that is found on the search path.
   *
   * @param purpose what does not work without it
   * @param packages names for apt, dnf, pacman and brew; empty where there is none
   */
  private record Tool(String program, String purpose, String... packages) {}

  private static final List<Tool> TOOLS =
      List.of(
          new Tool("gcc", "#include and #define in .S sources", "gcc", "gcc", "gcc", "gcc"),
          new Tool("mvn", "building Framewalk", "maven", "maven", "maven", "maven"),
          new Tool("gdb", "debugging guests", "gdb", "gdb", "gdb", "gdb"),
          new Tool("musl-gcc", "guests in C", "musl-tools", "musl-gcc", "musl", ""),
          new Tool("strace", "tests of --strace", "strace", "strace", "strace", ""),
          new Tool("nasm", ".asm sources", "nasm", "nasm", "nasm", "nasm"),
          new Tool("chromium", "tests of pages", "chromium", "chromium", "chromium", "chromium"));

  private final String searchPath;
  private final Installer installer;

  /**
   * @param searchPath directories, as PATH lists them
   */
  HostTools(String searchPath) {
    this.searchPath = searchPath;
    Installer here = Installer.APT;
    for (final Installer each : Installer.values()) {
      if (find(each.program).isPresent()) {
        here = each;
        break;
      }
    }
    this.installer = here;
  }

  /** What is found of each optional program and library. */
  List<Finding> look() {
    final List<Finding> findings = new ArrayList<>();
    for (final Tool tool : TOOLS) {
      findings.add(look(tool));
    }
    findings.add(capstone(System.getProperty("java.library.path", "")));
    return findings;
  }

  /** The command that installs a package. */
  String install(String apt, String dnf, String pacman, String brew) {
    return command(new String[] {apt, dnf, pacman, brew});
  }

  private String command(String[] packages) {
    final String name = packages[installer.ordinal()];
    return name.isEmpty() ? "no package for " + installer.program : installer.command + name;
  }

  private Finding look(Tool tool) {
    final Optional<Path> program = find(tool.program);
    if (program.isEmpty()) {
      return new Finding(
          tool.program,
          State.MISSING,
          Need.OPTIONAL,
          "for " + tool.purpose,
          command(tool.packages));
    }
    try {
      return Finding.good(
          tool.program, Need.OPTIONAL, version(program.get()) + ", " + program.get());
    } catch (IOException e) {
      return new Finding(
          tool.program,
          State.BROKEN,
          Need.OPTIONAL,
          e.getMessage() + ", " + program.get(),
          command(tool.packages));
    }
  }

  /** Found by its file: nothing of it is loaded. */
  private Finding capstone(String libraryPath) {
    for (final String directory : libraryPath.split(File.pathSeparator, -1)) {
      if (directory.isEmpty() || !Files.isDirectory(Path.of(directory))) {
        continue;
      }
      try (DirectoryStream<Path> found =
          Files.newDirectoryStream(Path.of(directory), "libcapstone.{so*,dylib}")) {
        for (final Path library : found) {
          return Finding.good("capstone", Need.OPTIONAL, library.toString());
        }
      } catch (IOException e) {
        continue; // A directory that cannot be listed holds no library for us.
      }
    }
    return new Finding(
        "capstone",
        State.MISSING,
        Need.OPTIONAL,
        "for disassembly",
        install("libcapstone4", "capstone", "capstone", "capstone"));
  }

  private Optional<Path> find(String program) {
    for (final String directory : searchPath.split(File.pathSeparator, -1)) {
      try {
        final Path candidate = Path.of(directory, program);
        if (!directory.isEmpty()
            && Files.isRegularFile(candidate)
            && Files.isExecutable(candidate)) {
          return Optional.of(candidate);
        }
      } catch (InvalidPathException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  /**
   * The first line that a program says of its version.
   *
   * @throws IOException if it does not start, does not end, or fails
   */
  private static String version(Path program) throws IOException {
    final Process process =
        new ProcessBuilder(program.toString(), "--version")
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    try (InputStream output = process.getInputStream()) {
      // A version fits the pipe, so that waiting first cannot block the program.
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("does not answer");
      }
      if (process.exitValue() != 0) {
        throw new IOException("fails with status " + process.exitValue());
      }
      return new String(output.readNBytes(4096), StandardCharsets.UTF_8)
          .replaceAll("\u001b\\[[0-9;]*m", "")
          .lines()
          .filter(line -> !line.isBlank())
          .findFirst()
          .orElse("no version");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }
}
