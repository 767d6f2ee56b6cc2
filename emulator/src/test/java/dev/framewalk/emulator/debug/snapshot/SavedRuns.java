package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.session.GuestFileBytes;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.firmware.Assembler;
import dev.framewalk.firmware.AssemblerException;
import dev.framewalk.pagetable.table.LargePages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that tests save, and what they print. */
final class SavedRuns {
  private static final Map<String, byte[]> DONE = new ConcurrentHashMap<>();
  private static final String HEAD = ".include \"guest.inc\"\n.text\n.globl _start\n_start:\n";

  /**
   * Two objects, one with a name and 2 MiB pages, one whose name is gone; memory of its own that a
   * child copies by storing; a thread; a pipe's worth of waiting. It prints as it goes.
   */
  static final String EVERYTHING =
      """
      .include "guest.inc"
      .set THREAD_FLAGS, 0x100 | 0x200 | 0x400 | 0x800 | 0x10000
      shm_name ring, "/ring"
      shm_name gone, "/gone"
      .data
      private: .quad 1
      mark: .quad 0
      .bss
      .balign 16
      stack: .skip 4096
      stack_top:
      .text
      .globl _start
      _start:
        shm_create ring, 4<<20
        map_shared rax, 4<<20
        assert_ok
        mov rbx, rax
        mov qword ptr [rbx], 0x1234
        mov qword ptr [rbx + 0x201008], 0x5678
        shm_create gone, 3*PAGE_SIZE
        map_shared rax, 3*PAGE_SIZE
        assert_ok
        mov r12, rax
        mov qword ptr [r12 + PAGE_SIZE], 0x9abc
        shm_unlink gone
        map_anonymous 64*PAGE_SIZE
        assert_ok
        mov r13, rax
        mov qword ptr [r13], 11
        mov qword ptr [r13 + 40 * PAGE_SIZE], 12
        print_line "made"
        sys clone, THREAD_FLAGS, offset(stack_top), 0, 0, 0
        assert_ok
        test rax, rax
        jz thread
        sys fork
        assert_ok
        test rax, rax
        jz child
        print_line "forked"
        sys munmap, r13, 8*PAGE_SIZE
        mov qword ptr [private], 3
      1:
        sys sched_yield
        cmp qword ptr [rbx + 8], 100
        jb 1b
        mov qword ptr [mark], 1
        sys wait4, -1, 0, 0, 0
        print_line "the parent is done"
        exit 5
      child:
        mov qword ptr [private], 2
        mov qword ptr [r13 + 40 * PAGE_SIZE], 13
      2:
        inc qword ptr [rbx + 8]
        cmp qword ptr [rbx + 8], 50
        jne 3f
        print_line "half way"
      3:
        sys sched_yield
        cmp qword ptr [rbx + 8], 100
        jb 2b
        print_line "the child is done"
        exit 7
      thread:
        sys sched_yield
        cmp qword ptr [mark], 1
        jne thread
        sys exit, 0
      """;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Recipe recipe;

  private SavedRuns(MachineConfig config, List<Program> programs, List<GuestFileBytes> files) {
    this.recipe =
        new Recipe(
            config,
            programs.stream()
                .map(program -> program.withConsoles(printed::write, printed::write))
                .toList(),
            files);
  }

  static MachineConfig config() {
    return MachineConfig.defaults()
        .withMemory(32 << 20)
        .withSeed(3)
        .withQuantum(300)
        .withLargePages(LargePages.WHEN_ALIGNED);
  }

  /** {@link #EVERYTHING} and a second program beside it. */
  static SavedRuns everything() {
    return new SavedRuns(
        config(),
        List.of(
            program("everything", EVERYTHING)
                .withArguments(List.of("an argument", "gr\u00fc\u00dfe \u20ac"))
                .withEnvironment(List.of("A=1")),
            program(
                    "beside",
                    HEAD
                        + """
                          1: sys read, 0, offset(letter), 1
                            test rax, rax
                            jz 2f
                            sys sched_yield
                            jmp 1b
                          2: print_line "all was read"
                            exit
                          .bss
                          letter: .skip 1
                          """)
                .withInput(
                    "a hundred bytes of text: ".repeat(4).getBytes(StandardCharsets.US_ASCII))),
        List.of(new GuestFileBytes("/etc/motd", new byte[] {1, 2, 3}, 0644)));
  }

  /** One program of these lines in the smallest machine that holds it. */
  static SavedRuns small(String... lines) {
    return of(MachineConfig.defaults().withMemory(1 << 20), lines);
  }

  static SavedRuns of(MachineConfig config, String... lines) {
    return new SavedRuns(
        config, List.of(program("small", HEAD + String.join("\n", lines) + "\n")), List.of());
  }

  Recipe recipe() {
    return recipe;
  }

  /** What all programs have printed so far. */
  String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static Program program(String name, String source) {
    try {
      return Program.of(ElfLoader.read(name, DONE.computeIfAbsent(source, SavedRuns::assemble)));
    } catch (LoadException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] assemble(String source) {
    try {
      final Path directory = Files.createTempDirectory("framewalk-test-");
      try {
        final Path file = directory.resolve("guest.S");
        Files.writeString(file, source);
        return Files.readAllBytes(Assembler.ofEnvironment().assemble(file, directory));
      } finally {
        for (final String name : List.of("guest.S", "guest.elf")) {
          Files.deleteIfExists(directory.resolve(name));
        }
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (AssemblerException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
