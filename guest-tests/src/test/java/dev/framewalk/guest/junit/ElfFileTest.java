package dev.framewalk.guest.junit;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static dev.framewalk.guest.junit.GuestAssertions.symbol;

import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;

/** A program that is an ELF file already: its symbols and lines are known all the same. */
class ElfFileTest {
  private static final String DIRECTORY = "target/junit-elf";

  @BeforeAll
  static void assemble() throws AssemblerException {
    final Path module = SourceSearch.moduleOf(ElfFileTest.class);
    final Path source =
        module.resolve("src/test/resources/dev/framewalk/guest/junit/store-to-read-only.S");
    final Path made = Assembler.ofEnvironment().assemble(source, module.resolve(DIRECTORY));
    assertThat(made).isRegularFile();
  }

  @GuestTest
  @GuestProgram(name = "elf", value = DIRECTORY + "/store-to-read-only.elf")
  void anElfFileIsRunAsItIs(GuestProcess elf) {
    assertThat(elf).faultedAt(symbol("store")).writing();
    assertThat(elf.fault().orElseThrow().line().orElseThrow())
        .hasToString("store-to-read-only.S:17");
  }
}
