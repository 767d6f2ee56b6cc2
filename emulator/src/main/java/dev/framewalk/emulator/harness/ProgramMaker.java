package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.harness.HarnessException.Kind;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
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
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes programs of {@code .S} sources and ELF files, each content once. A source that includes
 * files other than {@link GuestIncludes} is assembled once by each maker, because those may change.
 *
 * <p>May be used by several threads.
 */
public final class ProgramMaker {
  private static final Pattern INCLUSION =
      Pattern.compile("[.#](?:include|incbin)\\s*[\"<]?([^\"<>\\s]*)");

  /** Larger files are no test's programs. */
  private static final long MAX_BYTES = 512L << 20;

  private final Path cache;
  private final Assembler assembler;
  private final Map<Path, Path> assembled = new ConcurrentHashMap<>();
  private final byte[] environment;

  private ProgramMaker(Path cache, Assembler assembler, byte[] environment) {
    this.cache = cache;
    this.assembler = assembler;
    this.environment = environment;
  }

  /** A maker that keeps what it makes below {@code cacheDirectory}, which it makes when needed. */
  public static ProgramMaker in(Path cacheDirectory) {
    return in(cacheDirectory, Assembler.ofEnvironment().workingIn(cacheDirectory));
  }

  /** The same with an assembler of its own. */
  public static ProgramMaker in(Path cacheDirectory, Assembler assembler) {
    return in(cacheDirectory, assembler, Map.of());
  }

  /**
   * The same, with programs that are there already.
   *
   * @param made what was made of each source, by its real path
   */
  public static ProgramMaker in(Path cacheDirectory, Assembler assembler, Map<Path, Path> made) {
    final MessageDigest digest = sha256();
    try {
      for (final String include : GuestIncludes.NAMES) {
        digest.update(GuestIncludes.contents(include));
      }
    } catch (IOException e) {
      throw new IllegalStateException("the class path cannot be read", e);
    }
    final ProgramMaker maker = new ProgramMaker(cacheDirectory, assembler, digest.digest());
    maker.assembled.putAll(made);
    return maker;
  }

  /**
   * The program that {@code file} is or holds the source of, without arguments and input.
   *
   * @param name what the test calls it
   * @param file a {@code .S} source, or a static x86-64 ELF file
   * @throws HarnessException BAD_PROGRAM if it cannot be read, assembled or loaded; MISSING_TOOL if
   *     as or ld is not installed
   */
  public TestProgram make(String name, Path file) throws HarnessException {
    if (Files.isDirectory(file)) {
      throw bad(file + ": a directory; give a static x86-64 ELF file or a .S source");
    }
    if (!Files.exists(file)) {
      throw bad(file + ": no such file");
    }
    final String fileName = String.valueOf(file.getFileName());
    final Path executable = fileName.endsWith(".S") ? assemble(file) : file;
    try {
      if (!Files.isRegularFile(executable) || Files.size(executable) > MAX_BYTES) {
        throw bad(file + ": no regular file, or too large for a program");
      }
      final byte[] bytes = Files.readAllBytes(executable);
      return new TestProgram(
          name, ElfLoader.read(fileName, bytes).named(name), executable, List.of(), new byte[0]);
    } catch (LoadException e) {
      throw bad(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw bad(file + ": cannot be read: " + e.getMessage());
    }
  }

  /**
   * The program of an assembly source that is no file.
   *
   * @throws HarnessException as {@link #make}; HOST if the cache cannot be written
   */
  public TestProgram makeOfText(String name, String source) throws HarnessException {
    final MessageDigest digest = sha256();
    digest.update(source.getBytes(StandardCharsets.UTF_8));
    final Path directory =
        cache.resolve("text-" + HexFormat.of().formatHex(digest.digest(), 0, 12));
    final Path file = directory.resolve(fileName(name) + ".S");
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(directory);
        final Path part = Files.createTempFile(directory, ".source", ".tmp");
        Files.writeString(part, source);
        Files.move(
            part,
            file,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE,
            java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, directory + ": cannot be written: " + e.getMessage());
    }
    return make(name, file);
  }

  private static String fileName(String name) {
    final String safe = name.replaceAll("[^A-Za-z0-9._-]", "_");
    return safe.isEmpty() || safe.startsWith(".") ? "program" + safe : safe;
  }

  private Path assemble(Path source) throws HarnessException {
    try {
      final Path real = source.toRealPath();
      final @Nullable Path known = assembled.get(real);
      if (known != null) {
        return known;
      }
      final byte[] text = Files.readAllBytes(real);
      if (includesOthers(new String(text, StandardCharsets.ISO_8859_1))) {
        final Path made =
            assembler.assemble(real, Files.createTempDirectory(made(cache), "included-"));
        assembled.put(real, made);
        return made;
      }
      final MessageDigest digest = sha256();
      digest.update(environment);
      // Debug lines name the directory, so the same text elsewhere is another program.
      digest.update(real.toString().getBytes(StandardCharsets.UTF_8));
      digest.update(text);
      final Path directory = cache.resolve(HexFormat.of().formatHex(digest.digest(), 0, 12));
      final String file = String.valueOf(real.getFileName());
      final Path program = directory.resolve(file.replaceFirst("\\.[^.]*$", "") + ".elf");
      return Files.exists(program) ? program : assembler.assemble(real, directory);
    } catch (AssemblerException e) {
      throw HarnessException.of(e);
    } catch (IOException e) {
      throw new HarnessException(Kind.HOST, source + ": cannot be assembled: " + e);
    }
  }

  private static Path made(Path directory) throws IOException {
    return Files.createDirectories(directory);
  }

  private static boolean includesOthers(String text) {
    final Matcher inclusion = INCLUSION.matcher(text);
    while (inclusion.find()) {
      if (!GuestIncludes.NAMES.contains(inclusion.group(1))) {
        return true;
      }
    }
    return false;
  }

  private static HarnessException bad(String message) {
    return new HarnessException(Kind.BAD_PROGRAM, message);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
