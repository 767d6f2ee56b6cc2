package dev.framewalk.guest.suite;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The sources below {@code guest-tests/c} and the programs made of them, each compiled once for as
 * long as neither it nor a header nor the compiler changes. A case is a source built in one way;
 * its program's name is {@code subject/case@build}.
 *
 * <p>The programs name what they leave for a moment in the file system {@code /dev/shm/fw-c-…} and
 * {@code /tmp/fw-c-…}.
 */
final class CSources implements Programs {
  /** The subject of every case, which the names of objects begin with. */
  static final String SUBJECT = "c";

  private static final long COMPILER_PATIENCE_SECONDS = 120;

  private final Path directory;
  private final Path cache;
  private final String searchPath;
  private final String wanted;
  private final Map<CBuild, Path> compilers;
  private final Map<CBuild, byte[]> keys = new EnumMap<>(CBuild.class);

  private CSources(
      Path directory, Path cache, String searchPath, String wanted, Map<CBuild, Path> compilers) {
    this.directory = directory;
    this.cache = cache;
    this.searchPath = searchPath;
    this.wanted = wanted;
    this.compilers = compilers;
  }

  /**
   * Returns the sources of this build, their programs below {@code target/guests-c}. With the
   * system property {@code framewalk.cases} its cases are only those whose names hold its value.
   *
   * @throws RunnerException if no C compiler is installed; the message says what to install
   */
  static CSources ofBuild() throws RunnerException, IOException {
    Path module = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    String path = System.getenv("PATH");
    return in(
        module.resolve("c"),
        module.resolve("target/guests-c"),
        path == null ? "/usr/bin:/bin" : path,
        System.getProperty("framewalk.cases", ""));
  }

  /**
   * Returns the sources below {@code directory}, which has the headers in {@code include}, their
   * programs below {@code cache}, made with the compilers that the directories of {@code
   * searchPath} hold; its cases are those whose names hold {@code wanted}.
   *
   * @throws RunnerException if they hold none; the message says what to install
   */
  static CSources in(Path directory, Path cache, String searchPath, String wanted)
      throws RunnerException, IOException {
    Map<CBuild, Path> compilers = new EnumMap<>(CBuild.class);
    for (CBuild build : CBuild.values()) {
      for (String entry : searchPath.split(File.pathSeparator, -1)) {
        Path candidate = Path.of(entry, build.compiler());
        if (!entry.isEmpty() && Files.isExecutable(candidate) && !compilers.containsKey(build)) {
          compilers.put(build, candidate.toAbsolutePath());
        }
      }
    }
    if (compilers.isEmpty()) {
      throw new RunnerException(CBuild.REMEDY);
    }
    CSources sources = new CSources(directory, cache, searchPath, wanted, compilers);
    for (CBuild build : compilers.keySet()) {
      sources.keys.put(build, sources.key(build));
    }
    return sources;
  }

  /** Returns every source as {@code subject/case}, sorted. */
  List<String> all() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".c"))
          .map(file -> directory.relativize(file).toString().replaceFirst("\\.c$", ""))
          .sorted()
          .toList();
    }
  }

  /** Returns the file of the source {@code subject/case}. */
  Path file(String source) {
    return directory.resolve(source + ".c");
  }

  /** Returns one case for each source and each way that it is built in, sorted by source. */
  List<GuestCase> cases() throws IOException {
    Set<String> companions = new HashSet<>();
    for (String source : all()) {
      CHead.of(file(source)).beside().forEach(each -> companions.add(each.source()));
    }
    List<GuestCase> cases = new ArrayList<>();
    for (String source : all()) {
      CHead head = CHead.of(file(source));
      for (CBuild build : compilers.keySet()) {
        if (head.builds().contains(build) && !companions.contains(source)) {
          GuestCase each = guestCase(source, head, build);
          if (each.name().contains(wanted)) {
            cases.add(each);
          }
        }
      }
    }
    return List.copyOf(cases);
  }

  private static GuestCase guestCase(String source, CHead head, CBuild build) {
    String behind = "@" + build.label();
    List<GuestProgram> programs = new ArrayList<>();
    programs.add(new GuestProgram(source + behind, head.arguments(), 0));
    for (CHead.Companion each : head.beside()) {
      programs.add(new GuestProgram(each.source() + behind, each.arguments(), 0));
    }
    String name = SUBJECT + "/" + source + behind;
    return new GuestCase(name, programs, head.memoryMebibytes(), head.departure());
  }

  /**
   * Makes the programs of {@code cases}, as many at a time as there are processors.
   *
   * @throws RunnerException if one does not compile; the message is the compiler's
   */
  void make(List<GuestCase> cases) throws RunnerException {
    List<Callable<Path>> jobs = new ArrayList<>();
    for (GuestCase each : cases) {
      for (GuestProgram program : each.programs()) {
        jobs.add(() -> program(program.source()));
      }
    }
    ExecutorService makers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    try {
      for (Future<Path> made : makers.invokeAll(jobs)) {
        made.get();
      }
    } catch (ExecutionException e) {
      throw new RunnerException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException("interrupted while compiling", e);
    } finally {
      makers.shutdownNow();
    }
  }

  @Override
  public Path program(String source) throws RunnerException {
    int at = source.indexOf('@');
    String label = source.substring(at + 1);
    CBuild build =
        compilers.keySet().stream()
            .filter(each -> each.label().equals(label))
            .findFirst()
            .orElseThrow(() -> new RunnerException("no compiler for " + source));
    Path file = file(source.substring(0, at));
    try {
      MessageDigest digest = sha256();
      digest.update(keys.getOrDefault(build, new byte[0]));
      digest.update(Files.readAllBytes(file));
      String version = HexFormat.of().formatHex(digest.digest(), 0, 8);
      String name = file.getFileName().toString().replaceFirst("\\.c$", "");
      Path program = cache.resolve(source).resolve(version).resolve(name + ".elf");
      return Files.exists(program) ? program : compile(build, file, program);
    } catch (IOException e) {
      throw new RunnerException(source + ": " + e, e);
    }
  }

  private Path compile(CBuild build, Path file, Path program) throws IOException, RunnerException {
    Path place = program.resolveSibling(".").normalize();
    Files.createDirectories(place);
    Path beside = Files.createTempFile(place, ".compiled", ".tmp");
    try {
      List<String> command = new ArrayList<>();
      command.add(String.valueOf(compilers.get(build)));
      command.addAll(build.options());
      // Run beside the source, so that what __FILE__ says is the same everywhere.
      command.addAll(List.of("-I", directory.resolve("include").toString()));
      command.addAll(List.of("-o", beside.toString(), file.getFileName().toString(), "-lrt"));
      String unused = run(command, file.resolveSibling(".").normalize());
      Files.move(
          beside, program, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return program;
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  /** What makes the same source another program: the compiler, its options, the headers. */
  private byte[] key(CBuild build) throws RunnerException, IOException {
    MessageDigest digest = sha256();
    String compiler = String.valueOf(compilers.get(build));
    String version = run(List.of(compiler, "--version"), directory);
    digest.update(version.getBytes(StandardCharsets.UTF_8));
    digest.update(build.options().toString().getBytes(StandardCharsets.UTF_8));
    Path include = directory.resolve("include");
    try (Stream<Path> headers = Files.list(include)) {
      for (Path header : headers.sorted().toList()) {
        digest.update(Files.readAllBytes(header));
      }
    }
    return digest.digest();
  }

  /** Runs a compiler, which must succeed, and returns what it prints. */
  private String run(List<String> command, Path where) throws IOException, RunnerException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"));
    // What else is in our environment (CPATH, C_INCLUDE_PATH) must not change a program.
    builder.environment().clear();
    builder.environment().put("PATH", searchPath);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      String messages = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(COMPILER_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new RunnerException(command.get(0) + " does not end");
      }
      if (process.exitValue() != 0) {
        throw new RunnerException(String.join(" ", command) + ":\n" + messages);
      }
      return messages;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunnerException("interrupted while compiling", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
