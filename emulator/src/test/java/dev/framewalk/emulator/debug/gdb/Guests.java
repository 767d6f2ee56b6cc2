package dev.framewalk.emulator.debug.gdb;

import dev.framewalk.emulator.debug.session.LiveSession;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.kernel.Console;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.firmware.Assembler;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that gdb debugs, as files that it can read the symbols of. */
final class Guests {
  /** Two programs with a word in common, which they see at different addresses. */
  static final String WRITER =
      """
      shm_name object, "/word"
      .globl _start, writer_stores, writer_stored
      .text
      _start:
        shm_join object, PAGE_SIZE
        mov rbx, rax
        map_shared rbx, PAGE_SIZE
        mov r12, rax
        wait_until [r12+8], 1
      writer_stores:
        mov qword ptr [r12], 42
      writer_stored:
        nop
        mov qword ptr [r12], 43
        print_line "stored"
        exit
      """;

  static final String READER =
      """
      shm_name object, "/word"
      .globl _start, reader_ready, reader_spins, reader_sees
      .text
      .skip 4096, 0x90
      _start:
        sys mmap, 0, 0x5000, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0
        shm_join object, PAGE_SIZE
        mov rbx, rax
        map_shared rbx, PAGE_SIZE
        mov r12, rax
      reader_ready:
        mov qword ptr [r12+8], 1
      reader_spins:
        mov rax, [r12]
        cmp rax, 43
        jne reader_spins
      reader_sees:
        nop
        exit 3
      """;

  /** One that never ends. */
  static final String ENDLESS =
      """
      .globl _start, spin
      .text
      _start:
        xor eax, eax
      spin:
        inc rax
        jmp spin
      """;

  private final Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final List<Program> programs = new ArrayList<>();

  Guests(Path directory) {
    this.directory = directory;
  }

  /** Adds a program of this source; its file is {@link #file}. */
  Guests add(String name, String source) throws Exception {
    final Path text = directory.resolve(name + ".S");
    Files.writeString(text, ".include \"guest.inc\"\n" + source);
    final Path file = Assembler.ofEnvironment().assemble(text, directory);
    final Console console = (bytes, offset, length) -> printed.write(bytes, offset, length);
    programs.add(
        Program.of(ElfLoader.read(name, Files.readAllBytes(file))).withConsoles(console, console));
    return this;
  }

  Path file(String name) {
    return directory.resolve(name + ".elf");
  }

  /** What all programs have printed. */
  String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  LiveSession start() throws Exception {
    return LiveSession.start(
        new Recipe(MachineConfig.defaults().withMemory(16 << 20), programs, List.of()));
  }
}
