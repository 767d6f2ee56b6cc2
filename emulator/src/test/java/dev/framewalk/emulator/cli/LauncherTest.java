package dev.framewalk.emulator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code emulator/framewalk}, as a process, on the jar that this build has just made.
 */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("framewalk").toAbsolutePath();
  private static final Path TARGET = Path.of("target").toAbsolutePath();
  private static final String VERSION = "framewalk " + Version.VALUE + "\n";

  /** What a process left behind. */
  private record Result(int status, String out, String err) {}

  @TempDir Path directory;
  private CommandLineUser user;

  @BeforeEach
  void sitDown() {
    user = new CommandLineUser(directory);
  }

  private Result run(Map<String, String> environment, String... command) throws Exception {
    final Path out = Files.createTempFile(directory, "out", "");
    final Path err = Files.createTempFile(directory, "err", "");
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("FRAMEWALK_JAVA"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().putAll(environment);
    final Process process = builder.start();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Result launch(String... arguments) throws Exception {
    final List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    return run(Map.of(), command.toArray(new String[0]));
  }

  @CanIgnoreReturnValue
  private static Path executable(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", lines) + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** A tree with the launcher and nothing built. */
  private Path unbuilt() throws IOException {
    final Path launcher =
        executable(directory.resolve("tree/emulator/framewalk"), Files.readString(LAUNCHER));
    Files.writeString(directory.resolve("tree/pom.xml"), "<project/>\n");
    return launcher;
  }

  private Result onlyWith(Path programs, Path launcher, String... arguments) throws Exception {
    final List<String> command = new ArrayList<>(List.of("/bin/bash", launcher.toString()));
    command.addAll(List.of(arguments));
    return run(
        Map.of("PATH", programs.toString(), "JAVA_HOME", ""), command.toArray(new String[0]));
  }

  /** A directory that holds these programs of the host and no others. */
  private Path programs(String... names) throws Exception {
    final Path bin = Files.createDirectories(directory.resolve("bin"));
    for (final String name : names) {
      final String where = run(Map.of(), "/bin/bash", "-c", "type -P " + name).out().strip();
      executable(bin.resolve(name), "#!/bin/sh", "exec " + where + " \"$@\"");
    }
    return bin;
  }

  @Test
  void theVersionIsSaid() throws Exception {
    assertThat(launch("--version")).isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void programsAreFoundFromWhereTheUserIs() throws Exception {
    Files.createDirectory(directory.resolve("sub"));
    user.source("sub/hello.S", "  print_line \"hello\"\n  exit 4");
    final Result result = launch("run", "sub/hello.S");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEqualTo("hello\n");
    assertThat(result.err()).contains("hello (pid 100)  exit status 4\n");
  }

  @Test
  void linksLeadToIt() throws Exception {
    final Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), LAUNCHER);
    final Path relative = Files.createSymbolicLink(directory.resolve("rel"), Path.of("absolute"));
    final Path parent = Files.createSymbolicLink(directory.resolve("dir"), LAUNCHER.getParent());
    final Result version = new Result(0, VERSION, "");
    assertThat(run(Map.of(), absolute.toString(), "--version")).isEqualTo(version);
    assertThat(run(Map.of(), relative.toString(), "--version")).isEqualTo(version);
    assertThat(run(Map.of(), parent + "/framewalk", "--version")).isEqualTo(version);
    assertThat(run(Map.of(), parent + "/./src/../framewalk", "--version")).isEqualTo(version);
    assertThat(run(Map.of(), "./rel", "--version")).isEqualTo(version);
    assertThat(run(Map.of(), "/bin/bash", "rel", "--version")).isEqualTo(version);
    for (final Path link : List.of(absolute, relative, parent)) {
      Files.delete(link);
    }
  }

  @Test
  void argumentsAreUtf8WhateverTheLocaleIs() throws Exception {
    user.source(
        "echo.S", "  mov rax, [rsp + 16]\n  mov rbx, rax\n  print_string rbx\n  newline\n  exit");
    final Result result =
        run(
            Map.of("LC_ALL", "C"),
            "/bin/bash",
            "-c",
            LAUNCHER + " run -q echo.S $'\\xc3\\xbc \\xe2\\x82\\xac *'");
    assertThat(result).isEqualTo(new Result(0, "\u00fc \u20ac *\n", ""));
  }

  @Test
  void aReaderThatLeavesEndsTheRunWithoutAWord() throws Exception {
    user.source("yes.S", "1: print_line \"y\"\n  jmp 1b");
    final Result result =
        run(Map.of(), "/bin/bash", "-c", LAUNCHER + " run yes.S | head -1; exit ${PIPESTATUS[0]}");
    assertThat(result).isEqualTo(new Result(141, "y\n", ""));
  }

  @Test
  void anInterruptEndsTheRunAtOnce() throws Exception {
    final String source = user.source("loop.S", "  print_line \"ready\"\n1: jmp 1b");
    final Process process =
        new ProcessBuilder("env", "--default-signal=INT", LAUNCHER.toString(), "run", source)
            .redirectError(directory.resolve("err").toFile())
            .start();
    try {
      final byte[] ready = process.getInputStream().readNBytes(6);
      assertThat(new String(ready, StandardCharsets.US_ASCII)).isEqualTo("ready\n");
      final long start = System.nanoTime();
      assertThat(run(Map.of(), "kill", "-INT", Long.toString(process.pid())).status()).isZero();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(130);
      assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(10));
      assertThat(directory.resolve("err")).isEmptyFile();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void withoutUnicornEveryCommandSaysWhatToDo() throws Exception {
    final String program = user.program("good", "  exit");
    final Result result =
        run(
            Map.of("FRAMEWALK_JAVA_OPTIONS", "-Xmx64m -Dframewalk.unicorn=/nonexistent/lib"),
            LAUNCHER.toString(),
            "run",
            program);
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("framewalk: Framewalk needs the Unicorn library, version ")
        .contains("/nonexistent/lib", "apt-get install libunicorn2t64", "brew install unicorn")
        .doesNotContain("\tat ");
    final Result doctor =
        run(Map.of("FRAMEWALK_UNICORN", "/nonexistent/lib"), LAUNCHER.toString(), "doctor");
    assertThat(doctor.status()).isEqualTo(3);
    assertThat(doctor.out()).contains("missing  Unicorn", "Framewalk cannot run");
  }

  @Test
  void aHeapThatIsTooSmallIsSaid() throws Exception {
    final String program = user.program("good", "  exit");
    final Result result =
        run(
            Map.of("FRAMEWALK_JAVA_OPTIONS", "-Xmx24m"),
            LAUNCHER.toString(),
            "run",
            "--stdin",
            user.file("large", new byte[60 << 20]),
            program);
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.err()).startsWith("framewalk: the Java heap is too small").hasLineCount(1);
  }

  @Test
  void withoutJavaItSaysHowToGetIt() throws Exception {
    final Result result = onlyWith(programs("readlink"), LAUNCHER, "--version");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("framewalk: Java 17 or later is missing; install it, or set JAVA_HOME: ")
        .contains("openjdk-17-jdk-headless")
        .hasLineCount(1);
  }

  @Test
  void aJavaThatIsTooOldIsNotStarted() throws Exception {
    final Path old = executable(directory.resolve("old/bin/java"), "#!/bin/sh", "echo started");
    Files.writeString(directory.resolve("old/release"), "X=1\nJAVA_VERSION=\"11.0.2\"\n");
    final String why =
        "framewalk: Java 11.0.2 at " + old + " is older than 17; install a newer one";
    final Result byHome =
        run(
            Map.of("JAVA_HOME", directory.resolve("old").toString()),
            LAUNCHER.toString(),
            "--version");
    assertThat(byHome.status()).isEqualTo(3);
    assertThat(byHome.out()).isEmpty();
    assertThat(byHome.err()).startsWith(why).hasLineCount(1);
    // By the search path Java is found behind a link, as /usr/bin/java is one.
    final Path bin = programs("readlink");
    Files.createSymbolicLink(bin.resolve("java"), old);
    assertThat(onlyWith(bin, LAUNCHER, "--version").err())
        .startsWith(why.replace(old.toString(), bin.resolve("java").toString()));
  }

  @Test
  void withoutMavenAnUnbuiltTreeSaysHowToGetIt() throws Exception {
    final Result result = onlyWith(programs("java", "readlink"), unbuilt(), "--version");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith(
            "framewalk: Maven is missing, which builds Framewalk the first time; install it: ")
        .hasLineCount(1);
  }

  @Test
  void anUnbuiltTreeIsBuiltOnce() throws Exception {
    final Path launcher = unbuilt();
    final Path bin = programs("java", "readlink", "flock", "mkdir", "cp", "rm");
    executable(
        bin.resolve("mvn"),
        "#!/bin/bash",
        "echo noise",
        "echo \"$PWD: $*\" >> " + directory.resolve("mvn.log"),
        "mkdir -p emulator/target",
        "cp " + TARGET.resolve("framewalk.jar") + " emulator/target/");
    final Result first = onlyWith(bin, launcher, "--version");
    assertThat(first.status()).isZero();
    assertThat(first.out()).isEqualTo(VERSION);
    assertThat(first.err())
        .matches("framewalk: building .*/emulator/target/framewalk.jar, this once\nnoise\n");
    assertThat(onlyWith(bin, launcher, "--version")).isEqualTo(new Result(0, VERSION, ""));
    assertThat(Files.readAllLines(directory.resolve("mvn.log")))
        .singleElement()
        .asString()
        .startsWith(directory.resolve("tree").toRealPath() + ": ")
        .endsWith(" -pl emulator -am package -DskipTests");
  }

  @Test
  void aBuildThatFailsLeavesNoJarBehind() throws Exception {
    final Path launcher = unbuilt();
    final Path bin = programs("java", "readlink", "flock", "mkdir", "rm");
    executable(
        bin.resolve("mvn"),
        "#!/bin/bash",
        "mkdir -p emulator/target",
        "echo half > emulator/target/framewalk.jar",
        "echo 'the reason' >&2",
        "exit 1");
    final Result result = onlyWith(bin, launcher, "--version");
    assertThat(result.status()).isEqualTo(3);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .endsWith("the reason\nframewalk: the build failed; the reason is above\n");
    assertThat(directory.resolve("tree/emulator/target/framewalk.jar")).doesNotExist();
  }

  @Test
  void anArchiveThatDoesNotFitCostsOnlyTime() throws Exception {
    final Path launcher = unbuilt();
    final Path target = Files.createDirectories(directory.resolve("tree/emulator/target"));
    Files.copy(TARGET.resolve("framewalk.jar"), target.resolve("framewalk.jar"));
    final Path archive = target.resolve("framewalk.jsa");
    assertThat(run(Map.of(), launcher.toString(), "--version"))
        .as("none")
        .isEqualTo(new Result(0, VERSION, ""));
    Files.copy(TARGET.resolve("framewalk.jsa"), archive);
    assertThat(run(Map.of(), launcher.toString(), "--version"))
        .as("made for a jar elsewhere")
        .isEqualTo(new Result(0, VERSION, ""));
    assertThat(archive.toFile().setWritable(true)).isTrue();
    Files.write(archive, new byte[100_000]);
    assertThat(run(Map.of(), launcher.toString(), "--version"))
        .as("not an archive")
        .isEqualTo(new Result(0, VERSION, ""));
    Files.write(archive, new byte[0]);
    assertThat(run(Map.of(), launcher.toString(), "--version"))
        .as("empty")
        .isEqualTo(new Result(0, VERSION, ""));
  }

  @Test
  void theArchiveOfTheBuildIsUsed() throws Exception {
    final Result result =
        run(Map.of("FRAMEWALK_JAVA_OPTIONS", "-Xlog:class+load"), LAUNCHER.toString(), "--version");
    assertThat(result.out().lines().filter(line -> line.contains("cli.Framewalk source: ")))
        .singleElement()
        .asString()
        .endsWith("shared objects file (top)");
  }
}
