package dev.framewalk.emulator.lab;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A lab of two parts on disk: print 42, and see what a hidden test asks for. */
final class TinyLab {
  static final String JSON =
      """
      {
        "schema": "framewalk.lab/1",
        "name": "tiny",
        "title": "A tiny lab",
        "summary": "Print 42, and map a page of /fw-tiny.",
        "kind": "programs",
        "submit": ["answer.S"],
        "student": ["HANDOUT.md", "answer.S", "tests/prints.S"],
        "support": ["numbers.inc"],
        "parts": [
          { "id": "prints", "title": "It prints 42", "points": 2, "test": "student/tests/prints.S",
            "hints": [ { "if": "41", "say": "One more." } ] },
          { "id": "maps", "title": "It leaves a page of /fw-tiny mapped", "points": 3.5, "test": "hidden/maps.S",
            "hints": [ { "if": "nothing is mapped", "say": "Keep the mapping." } ] }
        ],
        "wrong": [
          { "name": "one-less", "why": "41", "fails": ["prints"], "hint": "One more" }
        ]
      }
      """;

  static final String PRINTS =
      """
      # RUN: test
      # WITH: answer.S
      # EXPECT-OUT[answer]: 42
      # EXPECT-OBJECTS: /fw-tiny
      # BUDGET: 100K
      # HINT: Read the handout.
      .include "guest.inc"
      .include "numbers.inc"
      .text
      .globl _start
      _start:
        exit ZERO
      """;

  static final String MAPS =
      """
      # RUN: test
      # WITH: answer.S
      # EXPECT-MAP[answer]: 0x10000000 /fw-tiny+0 rw
      # EXPECT-OBJECTS: /fw-tiny
      # BUDGET: 100K
      # SEED: 1..2
      .include "guest.inc"
      .text
      .globl _start
      _start:
        exit
      """;

  private static final String PROGRAM =
      """
      .include "guest.inc"
      shm_name object, "/fw-tiny"
      .text
      .globl _start
      _start:
        shm_create object, PAGE_SIZE
        mov r8, rax
        sys mmap, 0x10000000, PAGE_SIZE, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_FIXED, r8, 0
        mov qword ptr [rax], 1
        %s
        exit
      """;

  private TinyLab() {}

  /** A submission that maps the page and then does this. */
  static String program(String instructions) {
    return PROGRAM.formatted(instructions);
  }

  /** One that gets all points. */
  static String model() {
    return program("print_line \"42\"");
  }

  /** Writes the lab into {@code directory} with this {@code lab.json}. */
  @CanIgnoreReturnValue
  static Path write(Path directory, String json) throws IOException {
    file(directory, "lab.json", json);
    file(directory, "student/HANDOUT.md", "# A tiny lab\n\nPrint 42.\n");
    file(directory, "student/answer.S", program("nop"));
    file(directory, "student/tests/prints.S", PRINTS);
    file(directory, "hidden/maps.S", MAPS);
    file(directory, "support/numbers.inc", ".set ZERO, 0\n");
    file(directory, "model/answer.S", model());
    file(directory, "wrong/one-less/answer.S", program("print_line \"41\""));
    return directory;
  }

  static void file(Path directory, String name, String text) throws IOException {
    final Path file = directory.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
