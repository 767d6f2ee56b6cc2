package dev.framewalk.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.framewalk.firmware.AssemblerException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources of strangers: what they may do, and that they can do nothing else. */
final class ConfinedAssemblerTest {
  private static final String SECRET = "the-secret-of-another-student";
  private static final String START = ".globl _start\n_start:\n  nop\n";

  @TempDir private Path directory;
  private Path handedIn;
  private Path secret;

  @BeforeEach
  void twoStudents() throws IOException {
    handedIn = Files.createDirectory(directory.toRealPath().resolve("alice"));
    final Path other = Files.createDirectory(directory.toRealPath().resolve("bob"));
    secret =
        Files.writeString(
            other.resolve("share.S"), "# 1\n" + SECRET + ":\n  nop\n  bogus " + SECRET + "\n");
  }

  private Path assemble(String source) throws AssemblerException, IOException {
    final Path file = Files.writeString(handedIn.resolve("share.S"), source);
    return Assembler.ofEnvironment()
        .confinedTo(Set.of(file, handedIn.resolve("own.inc")))
        .assemble(file, directory.resolve("out"));
  }

  private AssemblerException refusal(String source) {
    return catchThrowableOfType(AssemblerException.class, () -> assemble(source));
  }

  @Test
  void aSourceIncludesFramewalksFilesAndItsOwn() throws AssemblerException, IOException {
    Files.writeString(handedIn.resolve("own.inc"), ".set STATUS, 3\n");

    final Path program =
        assemble(
            ".include \"guest.inc\"   # ours\n"
                + "  .include \"own.inc\"\n.text\n.globl _start\n_start:\n  exit STATUS\n");

    assertThat(program).hasFileName("share.elf").isExecutable();
    assertThat(new ProcessBuilder(program.toString()).start().onExit().join().exitValue())
        .isEqualTo(3);
  }

  @Test
  void linesKeepTheirNumbersBehindIncludedFiles() throws AssemblerException, IOException {
    Files.writeString(handedIn.resolve("own.inc"), ".set STATUS, 3\n\n\n");
    final String head =
        ".include \"guest.inc\"\n.text\n.include \"own.inc\"\n.globl _start\n_start:\n";

    final Path program = assemble(head + "  exit STATUS\n");
    final AssemblerException wrong = refusal(head + "  nop\n  bogus\n");

    final long entry =
        java.nio.ByteBuffer.wrap(Files.readAllBytes(program))
            .order(java.nio.ByteOrder.LITTLE_ENDIAN)
            .getLong(24);
    assertThat(Assembler.ofEnvironment().lineAt(program, entry))
        .contains(new SourceLine("share.S", 6));
    assertThat(wrong.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(wrong).hasMessageContaining("share.S:7: Error: no such instruction: `bogus'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".purgem leave\n",
        ".macro m what\n.\\what leave\n.endm\nm purgem\n",
        ".macro m what\n\\what leave\n.endm\nm .PurgeM\n",
        ".macro m what\nnop; \\what leave\n.endm\nm .purgem\n",
        ".irp what, purg\n.\\what\\()em leave\n.endr\n"
      })
  void anIncludedFileCannotTakeTheSourcesMacrosAway(String lines) throws IOException {
    Files.writeString(handedIn.resolve("own.inc"), "nop\n" + lines);

    final AssemblerException refusal =
        refusal(".macro leave\n.endm\n.include \"own.inc\"\n" + START + "leave\n");

    assertThat(refusal.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(refusal).hasMessageContaining("an included file may not take macros away");
  }

  @Test
  void anIncludedFileHasMacrosOfItsOwn() throws AssemblerException, IOException {
    Files.writeString(
        handedIn.resolve("own.inc"),
        ".macro wait_for place\n.Lwait\\@:\ncmpq $0, (\\place)\nje .Lwait\\@\n.endm\n");

    assertThat(assemble(".include \"own.inc\"\n" + START + "wait_for %rdi\n")).isExecutable();
  }

  static Stream<String> waysToAnotherFile() {
    return Stream.of(
        ".include \"%s\"\n",
        ".incbin \"%s\"\n",
        "  .include \"%s\" ; nop\n",
        "here: .include \"%s\"\n",
        ".macro build how\n.inc\\how \"%s\"\n.endm\nbuild lude\nbuild bin\n",
        ".macro bogus words:vararg\n.error \"\\words\"\n.endm\n.include \"%s\"\n",
        ".macro bogus words:vararg\n.print \"\\words\"\n.endm\n.include \"%s\"\n",
        ".rept 1\n.include \"%s\"\n.endr\n",
        ".if 1\n.include \"%s\"\n.endif",
        "# 1 \"share.S\"\n.include \"%s\"\n",
        ".include \"../bob/share.S\"\n",
        // Behind all that the assembler reads at a time.
        "# " + "x".repeat(200_000) + "\n.include \"%s\"",
        ".include \"own.inc\"\n.incbin \"%s\", 0, 4\n");
  }

  @ParameterizedTest
  @MethodSource("waysToAnotherFile")
  void noWayLeadsToAnotherFile(String way) throws IOException {
    Files.writeString(handedIn.resolve("own.inc"), ".incbin \"" + secret + "\"\n");

    final AssemblerException refusal = refusal(START + way.formatted(secret) + "\n");

    assertThat(refusal).isNotNull();
    assertThat(refusal.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(refusal).hasMessageContaining("cannot include");
    assertThat(refusal.getMessage()).doesNotContain(SECRET);
    assertThat(String.join("\n", refusal.diagnostics())).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/etc/passwd", "/dev/zero", "/proc/self/environ", "/dev/stdin", "/", "share.S"})
  void noFileOfTheHostIsRead(String file) {
    assertThat(refusal(START + ".macro m x\n.inc\\x \"" + file + "\"\n.endm\nm bin\nm lude\n"))
        .hasMessageContaining("cannot include");
  }

  @Test
  void whatCannotBeIncludedIsSaidWithItsLine() {
    assertThat(refusal(".include \"guest.inc\"\n.include \"/etc/passwd\"\n" + START))
        .hasMessageContaining("share.S:2: Error: cannot include /etc/passwd: only");
  }

  @Test
  void whetherAFileExistsIsNotTold() {
    final AssemblerException there = refusal(START + ".incbin \"" + secret + "\"\n");
    final AssemblerException missing = refusal(START + ".incbin \"" + secret + "-no\"\n");

    assertThat(String.valueOf(missing.getMessage()).replace("share.S-no", "share.S"))
        .isEqualTo(there.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"#include \"/etc/passwd\"\n", "#define X 1\n", "#if 1\n#endif\n"})
  void theCPreprocessorIsNotAtHand(String line) {
    final AssemblerException refusal = refusal("# a comment\n" + line + START);

    assertThat(refusal.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(refusal)
        .hasMessageContaining("share.S:2: Error: #")
        .hasMessageContaining("not at hand");
  }

  static Stream<Map.Entry<String, String>> gluttons() {
    return Stream.of(
        Map.entry(".rept 1000000000\nnop\n.endr\n", "memory"),
        Map.entry(".rept 100000\n.rept 100000\nx = 1\n.endr\n.endr\n", "has used up"),
        Map.entry(".data\n.fill 1000000000000, 1, 0\n", "what is written"),
        Map.entry(".data\n.skip 1<<40\n", "what is written"),
        Map.entry(".data\n.p2align 31\n.byte 1\n", "what is written"),
        Map.entry(".data\n.org 1<<38\n", "what is written"),
        Map.entry(".rept 100000000\n.print \"much\"\n.endr\n", "has used up"));
  }

  @ParameterizedTest
  @MethodSource("gluttons")
  void aSourceThatWantsTooMuchIsRefused(Map.Entry<String, String> glutton) {
    final Instant start = Instant.now();

    final AssemblerException refusal = refusal(START + glutton.getKey());

    assertThat(refusal.kind()).isEqualTo(Kind.SOURCE_ERROR);
    assertThat(refusal)
        .hasMessageContaining("share.S: Error: the assembler has used up")
        .hasMessageContaining(glutton.getValue());
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(50));
  }

  @Test
  void macrosWithoutEndAreAnErrorOfTheSource() {
    assertThat(refusal(".macro m\nm\nm\n.endm\nm\n").kind()).isEqualTo(Kind.SOURCE_ERROR);
  }

  @Test
  void aLoopOfIncludesEnds() throws IOException {
    Files.writeString(handedIn.resolve("own.inc"), ".include \"own.inc\"\n.include \"own.inc\"\n");

    assertThat(refusal(".include \"own.inc\"\n" + START)).hasMessageContaining("or itself");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        START + ".end\n",
        START + ".macro leave how\n.\\how\n.endm\nleave end\n",
        START + "/* \n",
        START + ".if 0\n",
        START + ".macro swallow\n",
        START + ".rept 0\n"
      })
  void anIncludedFileCannotKeepTheRestFromBeingAssembled(String included) throws IOException {
    Files.writeString(handedIn.resolve("own.inc"), included);

    final AssemblerException refusal =
        refusal(".include \"guest.inc\"\n.text\n.include \"own.inc\"\n  exit 1\n");

    assertThat(refusal.kind()).isEqualTo(Kind.SOURCE_ERROR);
  }

  @Test
  void aSourceMayEndBeforeItsLastLine() throws AssemblerException, IOException {
    Files.writeString(handedIn.resolve("own.inc"), ".set STATUS, 3\n");

    assertThat(assemble(".include \"own.inc\"\n" + START + "  .end  # done\n  bogus\n")).exists();
    assertThat(assemble(START + ".end\n  bogus\n")).exists();
  }

  @Test
  void bytesThatAreNoTextAreAnErrorOfTheSource() throws IOException {
    final byte[] noise = new byte[5000];
    new java.util.Random(1).nextBytes(noise);

    final AssemblerException refusal = refusal(new String(noise, StandardCharsets.ISO_8859_1));

    assertThat(refusal.kind()).isIn(Kind.SOURCE_ERROR, Kind.LINK_ERROR);
  }
}
