package dev.framewalk.guest.suite;

import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import dev.framewalk.firmware.GuestIncludes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sources below {@code guest-tests/asm} and the programs made of them, each assembled once for
 * as long as neither it nor an include file nor the assembler changes.
 */
final class GuestSources implements Programs {
  private static final Pattern FAILURE = Pattern.compile("assertion failed at (0x[0-9a-f]+)");

  private final Path asm;
  private final Path cache;
  private final Assembler assembler;
  private final byte[] environment;

  private GuestSources(Path asm, Path cache, Assembler assembler, byte[] environment) {
    this.asm = asm;
    this.cache = cache;
    this.assembler = assembler;
    this.environment = environment;
  }

  /**
   * Returns the sources of this build, their programs below {@code target/guests}.
   *
   * @throws AssemblerException if the assembler is not installed
   */
  static GuestSources ofBuild() throws AssemblerException, IOException {
    // Surefire sets basedir; whoever runs a test otherwise does so in the module's directory.
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    return in(module.resolve("asm"), module.resolve("target/guests"));
  }

  /**
   * Returns the sources below {@code asm}, their programs below {@code cache}.
   *
   * @throws AssemblerException if the assembler is not installed
   */
  static GuestSources in(Path asm, Path cache) throws AssemblerException, IOException {
    Assembler assembler = Assembler.ofEnvironment();
    MessageDigest digest = sha256();
    digest.update(assembler.version().getBytes(StandardCharsets.UTF_8));
    for (String include : GuestIncludes.NAMES) {
      digest.update(GuestIncludes.contents(include));
    }
    return new GuestSources(asm, cache, assembler, digest.digest());
  }

  /**
   * Returns every source that is for the host's Linux too as {@code subject/case}, sorted: all but
   * those below {@code hostile}.
   */
  List<String> all() throws IOException {
    try (Stream<Path> files = Files.walk(asm)) {
      return files
          .filter(file -> file.toString().endsWith(".S"))
          .map(file -> asm.relativize(file).toString().replaceFirst("\\.S$", ""))
          .filter(source -> !source.startsWith("hostile/"))
          .sorted()
          .toList();
    }
  }

  /** Returns the file of the source {@code subject/case}. */
  Path file(String source) {
    return asm.resolve(source + ".S");
  }

  @Override
  public Path program(String source) throws RunnerException {
    try {
      Path file = file(source);
      MessageDigest digest = sha256();
      digest.update(environment);
      digest.update(Files.readAllBytes(file));
      String version = HexFormat.of().formatHex(digest.digest(), 0, 8);
      Path directory = cache.resolve(source).resolve(version);
      String name = source.substring(source.indexOf('/') + 1) + ".elf";
      Path program = directory.resolve(name);
      return Files.exists(program) ? program : assembler.assemble(file, directory);
    } catch (AssemblerException e) {
      throw new RunnerException(source + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RunnerException(source + ": " + e, e);
    }
  }

  /** Returns {@code messages} with the source line behind the address of a failed assertion. */
  String explain(String source, String messages) throws AssemblerException, RunnerException {
    Matcher failure = FAILURE.matcher(messages);
    if (!failure.find()) {
      return messages;
    }
    return assembler
        .lineAt(program(source), Long.decode(failure.group(1)))
        .map(line -> messages + "(" + line + ")")
        .orElse(messages);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
