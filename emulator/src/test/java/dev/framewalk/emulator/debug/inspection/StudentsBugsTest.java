package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.machine.MachineListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that are made with memory, in the words in which their fault reports name them. */
final class StudentsBugsTest {
  private static final MachineListener NOBODY = new MachineListener() {};

  private static final String SHARE =
      "shm_create object, PAGE_SIZE\nmov rbx, rax\nshm_unlink object\n";

  /** The report of the fault by which the guest of these instructions ends. */
  private static String report(String instructions) throws Exception {
    return AskedGuest.run("ask 0, 0\n" + instructions, NOBODY, (view, pid, address, mark) -> {})
        .summary()
        .processes()
        .get(0)
        .fault()
        .orElseThrow()
        .text();
  }

  private static void isBlamedOn(String cause, String instructions) throws Exception {
    assertThat(report(instructions).lines().filter(line -> line.startsWith("  cause ")))
        .singleElement()
        .asString()
        .matches("  cause {6}" + cause);
  }

  @Test
  void anObjectWithoutASize() throws Exception {
    isBlamedOn(
        "/asked has no bytes: it was not given a size \\(ftruncate\\)",
        """
        shm_open object, O_CREAT|O_RDWR, 0600
        mov rbx, rax
        map_shared rbx, PAGE_SIZE
        mov qword ptr [rax], 1
        """);
  }

  @Test
  void anObjectCutUnderItsMapping() throws Exception {
    final String cut =
        """
        shm_create object, 2*PAGE_SIZE
        mov rbx, rax
        map_shared rbx, 2*PAGE_SIZE
        mov r12, rax
        sys ftruncate, rbx, %s
        mov rax, [r12+PAGE_SIZE]
        """;
    isBlamedOn(
        "/asked ends at byte 0x1000, cut by ftruncate \\(system call 77\\) of pid 100 at place \\d+"
            + " while it was mapped; this is byte 0x1000",
        cut.formatted("PAGE_SIZE"));
    isBlamedOn("/asked has no bytes, cut by ftruncate .* while it was mapped", cut.formatted("0"));
  }

  @Test
  void aMappingLongerThanItsObject() throws Exception {
    isBlamedOn(
        "/asked ends at byte 0x1000, and the mapping is longer; this is byte 0x1010",
        SHARE + "map_shared rbx, 2*PAGE_SIZE\nmov rax, [rax+PAGE_SIZE+16]");
  }

  @Test
  void aStoreThroughAMappingForReading() throws Exception {
    isBlamedOn(
        "the program stores into memory that was mapped, or made, read-only \\(no PROT_WRITE\\)",
        SHARE + "map_shared rbx, PAGE_SIZE, PROT_READ\nmov qword ptr [rax], 1");
  }

  @Test
  void memoryUsedAfterItWasUnmapped() throws Exception {
    final String report =
        report(
            """
            map_anonymous PAGE_SIZE
            mov r12, rax
            mov qword ptr [r12], 1
            sys munmap, r12, PAGE_SIZE
            mov rax, [r12]
            """);
    assertThat(report)
        .containsPattern(
            "cause {6}memory was mapped here until munmap \\(system call 11\\) of pid 100 at place"
                + " \\d+ took it away\n")
        .containsPattern("to succeed program: use it before place \\d+, or take it away later\n");
  }

  @Test
  void aRecursionWithoutAnEnd() throws Exception {
    final String report = report("again: call again");
    assertThat(report)
        .contains("the stack is used up (8192 KiB): a recursion without an end")
        .contains("program: use less of the stack")
        .doesNotContain("map something there");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          xor eax, eax; mov rax, [rax]     | a null pointer, or one never set, was used
          xor eax, eax; mov rax, [rax+264] | a null pointer, or one never set, was used with an offset of 264 bytes
          xor eax, eax; call rax           | a null pointer, or one never set, was called or returned to
          mov rax, rsp; call rax           | the program jumped, called or returned into memory that is not for code
          mov byte ptr _start[rip], 0      | the program stores into code
          mov rax, -4096; mov rax, [rax]   | the address is the kernel's, and no program's
          """)
  void aWildPointer(String instructions, String cause) throws Exception {
    assertThat(report(instructions.replace("; ", "\n"))).contains("  cause      " + cause);
  }

  @Test
  void anObjectKnowsOfPagesThatWereCopiedFromItAndOfMappingsThatNobodyTouched() throws Exception {
    final List<String> answers = new ArrayList<>();
    AskedGuest.run(
        SHARE
            + """
            map_private rbx, PAGE_SIZE
            mov r12, rax
            ask r12, 0
            mov qword ptr [r12], 1
            ask r12, 1
            exit
            """,
        NOBODY,
        (view, pid, address, mark) ->
            answers.add(
                AskedGuest.text(new FindInspection(), view, "/asked")
                    .lines()
                    .skip(1)
                    .map(line -> line.replaceAll("[0-9a-f]{16}", "ADDRESS"))
                    .toList()
                    .toString()));
    assertThat(answers)
        .containsExactly(
            "[  no entry of any address space reaches it,"
                + "   asked (pid 100)  ADDRESS  rw- private, 1 page, not entered yet]",
            "[  no entry of any address space reaches it,"
                + "   asked (pid 100)  ADDRESS  1 page copied (MAP_PRIVATE): what is stored there,"
                + " nobody else sees]");
  }

  @Test
  void aMappingThatIsNotSharedIsSaidToBeACopyOnlyOnceItIsOne() throws Exception {
    final List<String> answers = new ArrayList<>();
    AskedGuest.run(
        SHARE
            + """
            map_private rbx, PAGE_SIZE
            mov r12, rax
            mov rax, [r12]
            ask r12, 0
            mov qword ptr [r12], 1
            ask r12, 1
            map_shared rbx, PAGE_SIZE
            mov r12, rax
            mov rax, [r12]
            ask r12, 2
            exit
            """,
        NOBODY,
        (view, pid, address, mark) ->
            answers.add(
                AskedGuest.text(
                        new WhyInspection(), view, "100", "0x" + Long.toHexString(address), "r")
                    .lines()
                    .filter(line -> line.startsWith("  page "))
                    .findFirst()
                    .orElseThrow()));
    assertThat(answers)
        .containsExactly(
            "  page       the object's, until this process writes: then it gets a copy that no"
                + " other one sees (MAP_PRIVATE)",
            "  page       the process's own, a copy of page 0 of /asked: what is stored here, no"
                + " other process sees (MAP_PRIVATE)",
            "  page       the object's");
  }
}
