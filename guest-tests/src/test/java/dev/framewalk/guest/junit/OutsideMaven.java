package dev.framewalk.guest.junit;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.firmware.Firmware;
import dev.framewalk.pagetable.addr.PhysAddr;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Maven with a local repository of its own, into which the artifacts of this build are installed:
 * nobody else's is touched.
 *
 * <p>What else a project needs comes from the local repository of whoever runs this test, as from a
 * remote one, without a network: the build that this test is part of has used the same plugins.
 * Where something is missing there, Maven runs once more with the settings of this machine.
 *
 * @param directory for the repository, settings and what Maven prints
 */
record OutsideMaven(Path directory) {
  private static final String VERSION = "0.1.0-SNAPSHOT";
  private static final int TIMEOUT_SECONDS = 600;

  /** Each artifact with one of its classes. */
  private static final Map<String, Class<?>> ARTIFACTS =
      Map.of(
          "pagetable", PhysAddr.class,
          "firmware", Firmware.class,
          "emulator", Machine.class,
          "guest-tests", GuestExtension.class);

  /** What Maven came to. */
  record Outcome(int status, String text) {}

  /** One in {@code directory}, which is made. */
  static OutsideMaven in(Path directory) throws IOException, URISyntaxException {
    final OutsideMaven maven = new OutsideMaven(directory);
    Files.createDirectories(maven.repository());
    final Path root = Objects.requireNonNull(SourceSearch.moduleOf(OutsideMaven.class).getParent());
    maven.install("framewalk", root.resolve("pom.xml"));
    for (final Map.Entry<String, Class<?>> each : ARTIFACTS.entrySet()) {
      final String artifact = "framewalk-" + each.getKey();
      maven.install(artifact, root.resolve(each.getKey()).resolve("pom.xml"));
      maven.installJar(artifact, each.getValue());
    }
    Files.writeString(
        maven.settings(),
        """
        <settings>
          <mirrors>
            <mirror>
              <id>cached</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(usersRepository().toUri()));
    return maven;
  }

  private Path repository() {
    return directory.resolve("repository");
  }

  private Path settings() {
    return directory.resolve("settings.xml");
  }

  private static Path usersRepository() {
    final String told = System.getProperty("framewalk.local.repository");
    return told == null
        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
        : Path.of(told);
  }

  private Path place(String artifact, String extension) throws IOException {
    return Files.createDirectories(
            repository().resolve("dev/framewalk").resolve(artifact).resolve(VERSION))
        .resolve(artifact + "-" + VERSION + extension);
  }

  private void install(String artifact, Path pom) throws IOException {
    Files.copy(pom, place(artifact, ".pom"));
  }

  private void installJar(String artifact, Class<?> inside) throws IOException, URISyntaxException {
    final Path code = Path.of(inside.getProtectionDomain().getCodeSource().getLocation().toURI());
    final Path target = place(artifact, ".jar");
    if (Files.isRegularFile(code)) {
      Files.copy(code, target);
      return;
    }
    final Path packaged = code.resolveSibling(artifact + "-" + VERSION + ".jar");
    if (Files.exists(packaged) && Boolean.getBoolean("framewalk.packaged")) {
      Files.copy(packaged, target);
    } else {
      pack(code, target); // a test that is run before anything is packaged
    }
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (final Path each : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, entries);
        entries.closeEntry();
      }
    }
  }

  /** Runs Maven in {@code project}. */
  Outcome run(Path project, String... goals) throws IOException, InterruptedException {
    final Outcome cached = start(project, List.of("-s", settings().toString()), goals);
    final boolean missing =
        cached.status() != 0
            && (cached.text().contains("Could not resolve")
                || cached.text().contains("could not be resolved")
                || cached.text().contains("Could not find artifact"));
    return missing ? start(project, List.of(), goals) : cached;
  }

  private Outcome start(Path project, List<String> options, String... goals)
      throws IOException, InterruptedException {
    final String home = System.getProperty("framewalk.maven.home");
    final List<String> command = new ArrayList<>();
    command.add(home == null ? "mvn" : Path.of(home, "bin", "mvn").toString());
    command.addAll(List.of("-B", "-ntp", "-Dstyle.color=never"));
    command.add("-Dmaven.repo.local=" + repository());
    command.addAll(options);
    command.addAll(List.of(goals));
    final Path printed = directory.resolve("printed.txt");
    final ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("MAVEN_OPTS");
    builder.environment().remove("MAVEN_ARGS");
    final Process maven = builder.start();
    try {
      if (!maven.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("Maven did not end: seconds=" + TIMEOUT_SECONDS);
      }
    } finally {
      maven.destroyForcibly();
    }
    return new Outcome(
        maven.exitValue(), new String(Files.readAllBytes(printed), StandardCharsets.UTF_8));
  }
}
