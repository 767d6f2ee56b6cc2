package dev.framewalk.firmware;

import dev.framewalk.firmware.AssemblerException.Kind;
import dev.framewalk.firmware.Toolchain.Outcome;
import dev.framewalk.firmware.Toolchain.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes programs of assembly sources with GNU as and ld.
 *
 * <p>A program is a static ELF64 executable for x86-64 whose code, constants and data lie in
 * segments of their own ({@code R E}, {@code R}, {@code RW}), 4,096-byte aligned, with debug
 * information that leads from an instruction to its source line. The same source at the same place
 * gives the same bytes. The include files of {@link GuestIncludes} are found without being named.
 *
 * <p>A source goes to GNU as as it is, its assertions told their lines ({@link PlacedAssertions}),
 * unless a line begins with one of the C preprocessor's {@code #include #define #undef #if #ifdef
 * #ifndef}, without a space behind the {@code #}: then it goes through gcc, which need not be
 * installed otherwise.
 *
 * <p>May be used by several threads.
 */
public final class Assembler {
  private static final Pattern PREPROCESSOR =
      Pattern.compile("^#(include|define|undef|if|ifdef|ifndef)\\b", Pattern.MULTILINE);

  /** What GNU as is told, each for the sake of the ELF file that we promise. */
  private static final List<String> AS_OPTIONS = List.of("--64", "-g", "-mx86-used-note=no");

  private static final List<String> LD_OPTIONS =
      List.of(
          "-m",
          "elf_x86_64",
          "-static",
          "--build-id=none",
          "--require-defined=_start",
          "-z",
          "noexecstack",
          "-z",
          "separate-code",
          "-z",
          "max-page-size=4096",
          "-z",
          "common-page-size=4096");

  private final Toolchain toolchain;
  private final Optional<Workplace> workplace;
  private final Optional<Confinement> confinement;

  private Assembler(
      Toolchain toolchain, Optional<Workplace> workplace, Optional<Confinement> confinement) {
    this.toolchain = toolchain;
    this.workplace = workplace;
    this.confinement = confinement;
  }

  /** A directory for all that is temporary, with the include files once they have been needed. */
  private static final class Workplace {
    private final Path directory;
    private Optional<Path> includes = Optional.empty();

    Workplace(Path directory) {
      this.directory = directory;
    }

    Scratch scratch() throws AssemblerException {
      try {
        Files.createDirectories(directory);
      } catch (IOException e) {
        throw new AssemblerException(
            Kind.TOOL_FAILURE, directory + ": cannot be made: " + e.getMessage());
      }
      return Scratch.create(Optional.of(directory));
    }

    /** Several programs may share the directory, of several versions: nothing is overwritten. */
    synchronized Path includes() throws IOException {
      if (includes.isEmpty()) {
        Path known = directory.resolve("include-" + GuestIncludes.fingerprint());
        if (!Files.exists(known)) {
          Path made = Files.createTempDirectory(directory, "include-");
          GuestIncludes.extractTo(made);
          try {
            Files.move(made, known, StandardCopyOption.ATOMIC_MOVE);
          } catch (FileSystemException e) {
            known = made; // another program was quicker
          }
        }
        includes = Optional.of(known);
      }
      return includes.get();
    }
  }

  /** Returns an assembler that takes its tools from the environment's {@code PATH}. */
  public static Assembler ofEnvironment() {
    String path = System.getenv("PATH");
    return searching(path == null ? "/usr/bin:/bin" : path);
  }

  /**
   * Returns an assembler that takes its tools from the directories of {@code searchPath}, a list as
   * {@code PATH} holds it.
   */
  public static Assembler searching(String searchPath) {
    return new Assembler(new Toolchain(searchPath), Optional.empty(), Optional.empty());
  }

  /**
   * Returns the same assembler with all that is temporary below {@code directory}, which is made
   * when it is missing and the caller's to remove. It is quicker with many sources: what they share
   * is made once.
   */
  public Assembler workingIn(Path directory) {
    return new Assembler(
        toolchain, Optional.of(new Workplace(directory.toAbsolutePath())), confinement);
  }

  private Scratch scratch() throws AssemblerException {
    return workplace.isPresent() ? workplace.get().scratch() : Scratch.create(Optional.empty());
  }

  /**
   * Returns an assembler with the same tools for sources of strangers.
   *
   * <p>A source can include, by a plain {@code .include} line, the files of {@link GuestIncludes}
   * and those of {@code own}. It can read no other file, whatever directives it makes of macros:
   * what it may include is put in place first, and the assembler is not given the descriptor that
   * opening one more file takes. The C preprocessor is not at hand. Time, memory, and what is
   * written and printed are limited; a source that needs more is a SOURCE_ERROR.
   *
   * @param own files, absolute and without symbolic links
   */
  public Assembler confinedTo(Set<Path> own) {
    return new Assembler(toolchain, workplace, Optional.of(new Confinement(Set.copyOf(own))));
  }

  /**
   * Returns the first line of what GNU as says of its version.
   *
   * @throws AssemblerException if as or ld is not installed or as cannot be run
   */
  public String version() throws AssemblerException {
    try (Scratch scratch = scratch()) {
      Outcome linker = toolchain.run(Tool.LD, scratch.path(), scratch.path(), List.of("--version"));
      Outcome as = toolchain.run(Tool.AS, scratch.path(), scratch.path(), List.of("--version"));
      if (linker.status() != 0 || as.status() != 0 || as.lines().isEmpty()) {
        throw new AssemblerException(
            Kind.TOOL_FAILURE, "as --version failed: status=" + as.status());
      }
      return as.lines().get(0);
    }
  }

  /**
   * Assembles and links {@code source} into {@code outputDirectory}, which is made where it is
   * missing. The program has the source's name with {@code .elf} in place of its extension; an
   * older one is replaced, in one step, when the new one is whole.
   *
   * @return the program
   * @throws AssemblerException if the source is no readable file, has an error (the message is the
   *     assembler's, with the source's own line), does not link, if a tool is missing (the message
   *     says what to install) or fails, or if the output cannot be written
   */
  public Path assemble(Path source, Path outputDirectory) throws AssemblerException {
    String text = read(source);
    if (confinement.isPresent()) {
      return assembleConfined(confinement.get(), source, text, outputDirectory);
    }
    Tool compiler = PREPROCESSOR.matcher(text).find() ? Tool.GCC : Tool.AS;
    Path absolute = source.toAbsolutePath().normalize();
    // The tools run beside the source, so that relative includes work and no path of ours is seen.
    Path directory = Objects.requireNonNull(absolute.getParent(), "a file is in a directory");
    String file = absolute.getFileName().toString();
    try (Scratch scratch = scratch()) {
      Path includes = includes(scratch);
      Path object = scratch.path().resolve("program.o");
      Outcome compiled =
          toolchain.run(
              compiler,
              directory,
              scratch.path(),
              compiler == Tool.GCC
                  ? gccArguments(file, includes, object)
                  : asArguments(placed(file, text, scratch), includes, object));
      if (compiled.status() != 0) {
        throw new Diagnostics(source, directory, compiled.lines()).ofAssembler();
      }
      Path program = scratch.path().resolve("program");
      Outcome linked =
          toolchain.run(Tool.LD, directory, scratch.path(), linkArguments(object, program));
      if (linked.status() != 0) {
        throw new Diagnostics(source, directory, linked.lines()).ofLinker(object);
      }
      return publish(program, outputDirectory, file);
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.TOOL_FAILURE, "cannot use the directory for temporary files: " + e.getMessage());
    }
  }

  private Path assembleConfined(
      Confinement confined, Path source, String text, Path outputDirectory)
      throws AssemblerException {
    Matcher preprocessed = PREPROCESSOR.matcher(text);
    if (preprocessed.find()) {
      long line = text.substring(0, preprocessed.start()).lines().count() + 1;
      throw new AssemblerException(
          Kind.SOURCE_ERROR,
          source
              + ":"
              + line
              + ": Error: "
              + preprocessed.group()
              + ": the C preprocessor is not at hand here; use .include, .set, .macro and .if");
    }
    Path absolute = source.toAbsolutePath().normalize();
    Path directory = Objects.requireNonNull(absolute.getParent(), "a file is in a directory");
    String file = absolute.getFileName().toString();
    try (Scratch scratch = scratch()) {
      Path work = scratch.directory("work");
      String placed = PlacedAssertions.in(file, text).orElse(text);
      Flattened flattened = Flattened.of(placed, file, directory, confined.own());
      Files.write(work.resolve(file), flattened.bytes());
      Path object = scratch.path().resolve("program.o");
      List<String> compile = new ArrayList<>(AS_OPTIONS);
      compile.addAll(List.of("--debug-prefix-map", work + "=" + directory));
      compile.addAll(List.of("-o", object.toString(), asOperand(file)));
      Outcome compiled =
          toolchain.within(Confinement.ASSEMBLING).run(Tool.AS, work, scratch.path(), compile);
      if (compiled.status() != 0) {
        throw confined.refusal(source, work, compiled);
      }
      Optional<String> last = flattened.printedAtTheEnd();
      if (last.isPresent() && !compiled.lines().contains(last.get())) {
        throw new AssemblerException(
            Kind.SOURCE_ERROR,
            source
                + ": Error: a file that it includes keeps the assembler from reading on; end each"
                + " comment in it, and take .end away");
      }
      Path program = scratch.path().resolve("program");
      Outcome linked =
          toolchain
              .within(Confinement.LINKING)
              .run(Tool.LD, work, scratch.path(), linkArguments(object, program));
      if (linked.status() != 0) {
        throw confined.refusalToLink(source, work, object, linked);
      }
      return publish(program, outputDirectory, file);
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.TOOL_FAILURE, "cannot use the directory for temporary files: " + e.getMessage());
    }
  }

  private static List<String> linkArguments(Path object, Path program) {
    List<String> arguments = new ArrayList<>(LD_OPTIONS);
    arguments.addAll(List.of("-o", program.toString(), object.toString()));
    return arguments;
  }

  /**
   * Returns the line that the instruction at {@code address} of {@code program} was made of: for
   * one inside a macro, the line that uses the macro.
   *
   * @param program an executable with debug information
   * @throws AssemblerException if addr2line is not installed or cannot be run
   */
  public Optional<SourceLine> lineAt(Path program, long address) throws AssemblerException {
    try (Scratch scratch = scratch()) {
      // The program may be a stranger's, made to keep its reader busy.
      Outcome found =
          toolchain
              .within(Confinement.LINKING)
              .run(
                  Tool.ADDR2LINE,
                  scratch.path(),
                  scratch.path(),
                  List.of(
                      "-s",
                      "-e",
                      program.toAbsolutePath().toString(),
                      "0x" + Long.toHexString(address)));
      // "prog.S:41", with " (discriminator 1)" at times; "??:0" or "??:?" for none
      return found.lines().stream()
          .filter(line -> line.matches("[^?].*:[1-9]\\d*( .*)?"))
          .findFirst()
          .map(line -> line.replaceFirst(" .*", ""))
          .map(line -> line.split(":(?=\\d+$)"))
          .map(parts -> new SourceLine(parts[0], Integer.parseInt(parts[1])));
    }
  }

  private Path includes(Scratch scratch) throws IOException {
    if (workplace.isPresent()) {
      return workplace.get().includes();
    }
    Path includes = scratch.directory("include");
    GuestIncludes.extractTo(includes);
    return includes;
  }

  /** The file to give to GNU as for the source {@code file}. */
  private static String placed(String file, String text, Scratch scratch) throws IOException {
    Optional<String> placed = PlacedAssertions.in(file, text);
    if (placed.isEmpty()) {
      return file;
    }
    Path copy = scratch.path().resolve("placed.S");
    Files.writeString(copy, placed.get(), StandardCharsets.ISO_8859_1);
    return copy.toString();
  }

  private static List<String> asArguments(String file, Path includes, Path object) {
    List<String> arguments = new ArrayList<>(AS_OPTIONS);
    // The include directory is another one each time: keep its name out of the debug information.
    arguments.addAll(List.of("--debug-prefix-map", includes + "=framewalk"));
    arguments.addAll(List.of("-I", includes.toString(), "-o", object.toString(), asOperand(file)));
    return arguments;
  }

  private static List<String> gccArguments(String file, Path includes, Path object) {
    List<String> arguments = new ArrayList<>(List.of("-x", "assembler-with-cpp", "-c", "-g"));
    for (String option : AS_OPTIONS) {
      if (!option.equals("-g")) {
        arguments.addAll(List.of("-Xassembler", option));
      }
    }
    arguments.add("-fdebug-prefix-map=" + includes + "=framewalk");
    arguments.addAll(
        List.of(
            "-I", includes.toString(), "-Xassembler", "-I", "-Xassembler", includes.toString()));
    arguments.addAll(List.of("-o", object.toString(), asOperand(file)));
    return arguments;
  }

  /** Keeps a file name that begins with a hyphen from being taken for an option. */
  private static String asOperand(String file) {
    return file.startsWith("-") ? "./" + file : file;
  }

  private static String read(Path source) throws AssemblerException {
    try {
      if (Files.exists(source) && !Files.isRegularFile(source)) {
        String what = Files.isDirectory(source) ? "a directory" : "no regular file";
        throw new AssemblerException(
            Kind.UNREADABLE_SOURCE, source + ": " + what + ", not an assembly source");
      }
      return new String(Files.readAllBytes(source), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new AssemblerException(Kind.UNREADABLE_SOURCE, source + ": no such file");
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.UNREADABLE_SOURCE, source + ": cannot be read: " + e.getMessage());
    }
  }

  private static Path publish(Path program, Path outputDirectory, String file)
      throws AssemblerException {
    Path target = outputDirectory.resolve(file.replaceFirst("\\.[^.]*$", "") + ".elf");
    try {
      Files.createDirectories(outputDirectory);
      try {
        Files.move(program, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException e) {
        copy(program, target, outputDirectory);
      }
      return target;
    } catch (IOException e) {
      throw new AssemblerException(
          Kind.UNWRITABLE_OUTPUT, target + ": cannot be written: " + e.getMessage());
    }
  }

  /** From another file system, and in one step all the same. */
  private static void copy(Path program, Path target, Path outputDirectory) throws IOException {
    Path beside = Files.createTempFile(outputDirectory, ".assembled", ".tmp");
    try {
      // COPY_ATTRIBUTES carries ld's execute permission over.
      Files.copy(
          program, beside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      Files.move(
          beside, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }
}
