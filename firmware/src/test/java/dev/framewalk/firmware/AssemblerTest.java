package dev.framewalk.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.firmware.AssemblerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssemblerTest {
  private static final int ET_EXEC = 2;
  private static final int EM_X86_64 = 62;

  private static final String HELLO =
      """
      .include "guest.inc"
      .globl _start
      _start:
        print_line "hello"
        exit 7
      """;

  @TempDir Path directory;

  private final Assembler assembler = Assembler.ofEnvironment();

  @Test
  void aProgramIsAStaticExecutableWithSeparateSegmentsForCodeConstantsAndData()
      throws AssemblerException, IOException {
    Path program = assembler.assemble(source("hello.S", HELLO), directory.resolve("out"));

    ElfHeaders elf = ElfHeaders.of(program);
    assertThat(program).isExecutable().hasFileName("hello.elf");
    assertThat(elf.type()).isEqualTo(ET_EXEC);
    assertThat(elf.machine()).isEqualTo(EM_X86_64);
    assertThat(elf.loads()).extracting(ElfHeaders.Segment::flags).contains("RX", "R", "RW");
    assertThat(elf.loads())
        .allSatisfy(
            segment -> {
              assertThat(segment.flags()).doesNotContain("WX");
              assertThat(segment.align()).isEqualTo(4096);
            });
    assertThat(elf.loads().stream().map(segment -> segment.address() >>> 12))
        .as("no page belongs to two segments")
        .doesNotHaveDuplicates();
  }

  @Test
  void aProgramRunsOnTheHost() throws Exception {
    Path program = assembler.assemble(source("hello.S", HELLO), directory);

    Process process = new ProcessBuilder(program.toString()).start();
    try (var output = process.getInputStream()) {
      assertThat(output.readAllBytes()).asString().isEqualTo("hello\n");
    }
    assertThat(process.waitFor()).isEqualTo(7);
  }

  @Test
  void theSameSourceGivesTheSameBytes() throws AssemblerException, IOException {
    Path source = source("hello.S", HELLO);

    Path first = assembler.assemble(source, directory.resolve("first"));
    Path second = assembler.assemble(source, directory.resolve("second"));

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void anOlderProgramOfTheSameNameIsReplaced() throws AssemblerException, IOException {
    Path seven = assembler.assemble(source("hello.S", HELLO), directory.resolve("out"));
    byte[] before = Files.readAllBytes(seven);

    Path eight =
        assembler.assemble(
            source("hello.S", HELLO.replace("exit 7", "exit 8")), directory.resolve("out"));

    assertThat(eight).isEqualTo(seven);
    assertThat(Files.readAllBytes(eight)).isNotEqualTo(before);
    assertThat(filesIn(directory.resolve("out"))).containsExactly("hello.elf");
  }

  @Test
  void aSyntaxErrorIsReportedWithTheSourcesOwnLine() throws IOException {
    Path source = source("bad.S", HELLO + "  movv rax, 1\n  nop\n  frob\n");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(error).hasMessageStartingWith(source + ":6: Error: no such instruction: `movv");
    assertThat(error.getMessage()).doesNotContain("\n");
    assertThat(error.where()).contains(new SourceLine(source.toString(), 6));
    assertThat(error.diagnostics()).anyMatch(line -> line.contains("frob"));
  }

  @Test
  void anErrorInsideAMacroIsReportedWithTheLineThatUsesIt() throws IOException {
    Path source = source("bad.S", HELLO + "  sys write, 1, [rax + rax*3], 4\n");

    AssemblerException error = failure(source);

    assertThat(error.where()).contains(new SourceLine(source.toString(), 6));
    assertThat(error).hasMessageContaining("not a valid base/index expression");
  }

  @Test
  void anAddressWithASpaceInAMacrosArgumentIsRefusedAndNotTakenForZero() throws IOException {
    Path source = source("bad.S", HELLO + "  sys write, 1, offset _start, 4\n");

    AssemblerException error = failure(source);

    assertThat(error.where()).contains(new SourceLine(source.toString(), 6));
    assertThat(error).hasMessageContaining("write offset(name), without a space");
  }

  @Test
  void aMissingIncludeFileIsReportedWithItsNameAndLine() throws IOException {
    Path source = source("bad.S", "\n.include \"nowhere.inc\"\n");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(error)
        .hasMessageStartingWith(source + ":2: ")
        .hasMessageContaining("nowhere.inc")
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void anIncludeFileBesideTheSourceIsFound() throws AssemblerException, IOException {
    source("mine.inc", ".set STATUS, 5\n");
    Path source = source("own.S", ".include \"mine.inc\"\n" + HELLO);

    assertThat(assembler.assemble(source, directory)).exists();
  }

  @Test
  void anUndefinedSymbolIsReportedWithTheLineThatUsesIt() throws IOException {
    Path source = source("bad.S", HELLO + "  call nowhere\n");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.LINK_ERROR);
    assertThat(error)
        .hasMessageStartingWith(source + ":6: ")
        .hasMessageContaining("undefined reference to `nowhere'");
  }

  @Test
  void aSourceWithoutStartIsRefused() throws IOException {
    Path source = source("bad.S", ".text\nbegin:\n  nop\n");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.LINK_ERROR);
    assertThat(error).hasMessageStartingWith(source + ": ").hasMessageContaining("_start");
  }

  @Test
  void aSourceWithPreprocessorDirectivesGoesThroughGccAndItsAssertionsNameTheirLine()
      throws Exception {
    Path source =
        source(
            "pre.S",
            """
            #include "guest.inc"
            #define ANSWER 42
            .globl _start
            _start:
              mov rbx, ANSWER
              assert_eq rbx, 42
              assert_eq rbx, 43
            """);

    Path program = assembler.assemble(source, directory);

    Process process = new ProcessBuilder(program.toString()).start();
    try (var messages = process.getErrorStream()) {
      assertThat(messages.readAllBytes())
          .asString()
          .isEqualTo("pre.S:7: assertion failed: rbx == 43: found 0x2a, wanted 0x2b\n");
    }
    assertThat(process.waitFor()).isEqualTo(99);
  }

  @Test
  void assertionsOfASourceForGnuAsNameTheirLineToo() throws Exception {
    String source =
        """
        .include "guest.inc"
        /* assert_eq in a remark, and "; fail" in a text */
        .macro check value:req
          assert_eq rbx, \\value
        .endm
        .globl _start
        _start:
          mov rbx, 42
          check 42
          print_line "; fail here"
        1: assert_eq rbx, 42; assert_ne rbx, 0
        %s
          exit
        """;
    assertThat(errorOf(source.formatted("  assert_eq rbx, 43")))
        .isEqualTo("it's \"1\".S:12: assertion failed: rbx == 43: found 0x2a, wanted 0x2b\n");
    assertThat(errorOf(source.formatted("  nop; 2: 3: fail \"no\"")))
        .isEqualTo("it's \"1\".S:12: assertion failed: no\n");
    assertThat(errorOf(source.formatted("  check 1")))
        .isEqualTo("it's \"1\".S:4: assertion failed: rbx == 1: found 0x2a, wanted 0x1\n");
    assertThat(errorOf(source.formatted("  assert_below rbx, 2\n")))
        .startsWith("it's \"1\".S:12: ");
    assertThat(errorOf(source.formatted("  mov rax, -2\n  assert_ok\n")))
        .startsWith("it's \"1\".S:13: assertion failed: rax is no errno: found 0xffff");
    assertThat(errorOf(source.formatted("  assert_errno EPERM\n"))).startsWith("it's \"1\".S:12: ");
  }

  private String errorOf(String text) throws Exception {
    Path program = assembler.assemble(source("it's \"1\".S", text), directory);
    Process process = new ProcessBuilder(program.toString()).start();
    try (var messages = process.getErrorStream()) {
      String errors = new String(messages.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).isEqualTo(99);
      return errors;
    }
  }

  @Test
  void anErrorBehindAssertionsHasItsOwnLineAndDebugLinesStay() throws Exception {
    Path bad =
        source("bad.S", ".include \"guest.inc\"\n.globl _start\n_start: assert_ok\n  movv\n");
    assertThat(failure(bad)).hasMessageStartingWith(bad + ":4: Error: no such instruction");
    Path good =
        source("good.S", ".include \"guest.inc\"\n.globl _start\n_start: assert_ok\n  ud2\n");
    Path program = assembler.assemble(good, directory);
    byte[] once = Files.readAllBytes(program);
    assertThat(new String(once, StandardCharsets.ISO_8859_1)).doesNotContain("placed.S");
    assertThat(Files.readAllBytes(assembler.assemble(good, directory))).isEqualTo(once);
  }

  @Test
  void aWorkplaceKeepsAllThatIsTemporaryAndIncludesAreMadeOnce() throws Exception {
    Path place = directory.resolve("work/place");
    Assembler working = assembler.workingIn(place);
    Path source = source("a.S", ".include \"guest.inc\"\n.globl _start\n_start: exit\n");
    byte[] program = Files.readAllBytes(working.assemble(source, directory.resolve("out")));
    assertThat(program).isEqualTo(Files.readAllBytes(assembler.assemble(source, directory)));
    try (var files = Files.list(place)) {
      assertThat(files).hasSize(1).allMatch(file -> file.toString().contains("/include-"));
    }
    assertThat(Files.readAllBytes(assembler.workingIn(place).assemble(source, directory)))
        .isEqualTo(program);
  }

  @Test
  void aPreprocessorsErrorIsReportedWithTheSourcesOwnLine() throws IOException {
    Path source = source("pre.S", "#define A 1\n\n#include \"nowhere.h\"\n");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(error)
        .hasMessageStartingWith(source + ":3: fatal error: nowhere.h")
        .hasMessageContaining("No such file or directory");
  }

  @Test
  void aPreprocessedSourceToldTwiceGivesTheSameBytes() throws AssemblerException, IOException {
    Path source = source("pre.S", "#define STATUS 7\n" + HELLO.replace(".include", "#include"));

    Path first = assembler.assemble(source, directory.resolve("first"));
    Path second = assembler.assemble(source, directory.resolve("second"));

    assertThat(second).hasSameBinaryContentAs(first);
  }

  @Test
  void aCommentThatReadsLikeADirectiveIsAComment() throws AssemblerException, IOException {
    Path source = source("comment.S", "# include the whole, if it's there\n" + HELLO);

    assertThat(withTools("as", "ld").assemble(source, directory)).exists();
  }

  @Test
  void aMissingAssemblerIsSaidWithWhatToInstall() throws IOException {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    AssemblerException error =
        catchThrowableOfType(
            AssemblerException.class,
            () ->
                Assembler.searching(empty.toString())
                    .assemble(source("hello.S", HELLO), directory));

    assertThat(error.kind()).isEqualTo(Kind.MISSING_TOOL);
    assertThat(error).hasMessage("Framewalk needs GNU binutils: apt-get install binutils");
  }

  @Test
  void aMissingLinkerIsSaidWithWhatToInstall() throws IOException {
    AssemblerException error =
        catchThrowableOfType(
            AssemblerException.class,
            () -> withTools("as").assemble(source("hello.S", HELLO), directory));

    assertThat(error.kind()).isEqualTo(Kind.MISSING_TOOL);
    assertThat(error).hasMessage("Framewalk needs GNU binutils: apt-get install binutils");
  }

  @Test
  void aMissingPreprocessorIsSaidWithWhatToInstall() throws IOException {
    AssemblerException error =
        catchThrowableOfType(
            AssemblerException.class,
            () ->
                withTools("as", "ld")
                    .assemble(source("pre.S", "#include \"guest.inc\"\n"), directory));

    assertThat(error.kind()).isEqualTo(Kind.MISSING_TOOL);
    assertThat(error).hasMessageContaining("apt-get install gcc");
  }

  @Test
  void aFileThatIsNotThereIsRefused() {
    Path source = directory.resolve("nowhere.S");

    AssemblerException error = failure(source);

    assertThat(error.kind()).isEqualTo(Kind.UNREADABLE_SOURCE);
    assertThat(error).hasMessage(source + ": no such file");
  }

  @Test
  void aDirectoryIsRefused() {
    AssemblerException error = failure(directory);

    assertThat(error.kind()).isEqualTo(Kind.UNREADABLE_SOURCE);
    assertThat(error).hasMessage(directory + ": a directory, not an assembly source");
  }

  @Test
  void anOutputDirectoryThatIsAFileIsRefused() throws IOException {
    Path file = source("file", "");

    AssemblerException error =
        catchThrowableOfType(
            AssemblerException.class, () -> assembler.assemble(source("hello.S", HELLO), file));

    assertThat(error.kind()).isEqualTo(Kind.UNWRITABLE_OUTPUT);
  }

  @Test
  void aSourceWhoseNameLooksLikeAnOptionIsAssembled() throws AssemblerException, IOException {
    assertThat(assembler.assemble(source("-o.S", HELLO), directory)).hasFileName("-o.elf");
  }

  @Test
  void anInstructionsAddressLeadsToItsLineAndOneInAMacroToTheLineThatUsesIt()
      throws AssemblerException, IOException {
    Path source =
        source("place.S", ".include \"linux.inc\"\n.globl _start\n_start:\n  nop\n  exit\n");
    Path program = assembler.assemble(source, directory);
    long entry = ElfHeaders.of(program).entry();

    assertThat(assembler.lineAt(program, entry)).contains(new SourceLine("place.S", 4));
    assertThat(assembler.lineAt(program, entry + 1)).contains(new SourceLine("place.S", 5));
    assertThat(assembler.lineAt(program, 0x1234)).isEmpty();
  }

  @Test
  void theVersionNamesGnuAs() throws AssemblerException {
    assertThat(assembler.version()).startsWith("GNU assembler");
  }

  private static List<String> filesIn(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private AssemblerException failure(Path source) {
    return catchThrowableOfType(
        AssemblerException.class, () -> assembler.assemble(source, directory));
  }

  /** An assembler that finds only the named tools of the host's. */
  private Assembler withTools(String... tools) throws IOException {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    for (String tool : tools) {
      Path found =
          Stream.of(System.getenv("PATH").split(":"))
              .map(entry -> Path.of(entry, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Path wrapper = Files.writeString(bin.resolve(tool), "#!/bin/sh\nexec " + found + " \"$@\"\n");
      assertThat(wrapper.toFile().setExecutable(true)).isTrue();
    }
    return Assembler.searching(bin.toString());
  }

  @CanIgnoreReturnValue
  private Path source(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }
}
