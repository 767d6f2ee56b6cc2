package dev.framewalk.emulator.debug.gdb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.inspection.Inspection;
import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.session.LiveSession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unmodified gdb, driven by a script. */
final class GdbTest {
  @TempDir Path directory;
  private String transcript = "";

  /** Lets gdb carry out the script in a session of its own; says how gdb left. */
  @CanIgnoreReturnValue
  private GdbServer.Ending debug(Guests guests, String script) throws Exception {
    try (LiveSession session = guests.start();
        Served served = Served.of(session, Inspections.all().toArray(new Inspection[0]))) {
      transcript = Gdb.runs(directory, served.port(), script);
      return served.ending();
    }
  }

  private Guests twoProcesses() throws Exception {
    return new Guests(directory).add("writer", Guests.WRITER).add("reader", Guests.READER);
  }

  /** What the scripts' {@code printf} wrote behind {@code name=}, in order. */
  private List<String> values(String name) {
    final Matcher found =
        Pattern.compile("^" + name + "=(.*)$", Pattern.MULTILINE).matcher(transcript);
    final List<String> values = new ArrayList<>();
    while (found.find()) {
      values.add(found.group(1));
    }
    return values;
  }

  @Test
  void itBreaksInEachOfTwoProcessesAndReadsTheirRegisters() throws Exception {
    final Guests guests = twoProcesses();
    final GdbServer.Ending ending =
        debug(
            guests,
            """
            file writer.elf
            target remote PORT
            add-symbol-file reader.elf
            info threads
            tbreak writer_stores
            tbreak reader_ready
            continue
            printf "from reader_ready=%ld\\n", $rip - (long)&reader_ready
            printf "cr3=%#lx\\n", $cr3
            printf "word at=%#lx\\n", $r12
            continue
            printf "from writer_stores=%ld\\n", $rip - (long)&writer_stores
            printf "cr3=%#lx\\n", $cr3
            printf "word at=%#lx\\n", $r12
            printf "paging=%d\\n", ((long)$cr0 >> 31) & 1
            printf "pae=%d\\n", ((long)$cr4 >> 5) & 1
            printf "nxe=%d\\n", ((long)$efer >> 11) & 1
            printf "before=%ld\\n", *(long*)$r12
            stepi
            printf "after=%ld\\n", *(long*)$r12
            printf "step=%ld\\n", $rip - (long)&writer_stores
            printf "other process=%ld\\n", *(long*)($r12 + 8)
            thread 2
            printf "seen=%ld\\n", *(long*)$r12
            continue
            """);
    assertThat(transcript)
        .contains("Thread 100 \"writer\" (writer, pid 100, next to run, cr3 0x")
        .contains("Thread 101 \"reader\" (reader, pid 101, ready, cr3 0x");
    assertThat(values("from reader_ready")).containsExactly("0");
    assertThat(values("from writer_stores")).containsExactly("0");
    assertThat(values("cr3")).hasSize(2).doesNotHaveDuplicates().doesNotContain("0");
    assertThat(values("word at")).hasSize(2).doesNotHaveDuplicates();
    assertThat(values("paging")).containsExactly("1");
    assertThat(values("pae")).containsExactly("1");
    assertThat(values("nxe")).containsExactly("1");
    assertThat(values("before")).containsExactly("0");
    assertThat(values("after")).containsExactly("42");
    assertThat(values("step")).containsExactly("8");
    assertThat(values("other process")).containsExactly("1");
    assertThat(values("seen")).containsExactly("42");
    // The run went on as it does without gdb.
    assertThat(transcript)
        .contains("framewalk: writer (pid 100): exit status 0")
        .contains("framewalk: reader (pid 101): exit status 3")
        .contains("exited with code 03");
    assertThat(guests.printed()).isEqualTo("stored\n");
    assertThat(ending).isEqualTo(GdbServer.Ending.GONE);
  }

  @Test
  void itSeesTheOtherProcessStoreAndGoesBackBeforeIt() throws Exception {
    final Guests guests = twoProcesses();
    final GdbServer.Ending ending =
        debug(
            guests,
            """
            file writer.elf
            target remote PORT
            add-symbol-file reader.elf
            break reader_ready
            break writer_stores
            continue
            watch -l *(long*)$r12
            set $word = (long*)$r12
            printf "word=%ld\\n", *$word
            continue
            continue
            printf "thread=%d\\n", $_thread
            printf "word=%ld\\n", *$word
            continue
            printf "word=%ld\\n", *$word
            reverse-continue
            printf "word=%ld\\n", *$word
            reverse-continue
            printf "word=%ld\\n", *$word
            continue
            printf "word=%ld\\n", *$word
            delete
            thread 1
            reverse-stepi
            printf "from writer_stores=%ld\\n", $rip - (long)&writer_stores
            printf "writer sees=%ld\\n", *(long*)$r12
            stepi
            printf "writer sees=%ld\\n", *(long*)$r12
            reverse-continue
            printf "start=%d\\n", $rip == (long)&_start
            detach
            """);
    assertThat(values("word")).containsExactly("0", "42", "43", "42", "0", "42");
    assertThat(values("thread")).containsExactly("2");
    assertThat(transcript)
        .containsPattern(
            "framewalk: 0x[0-9a-f]+ of pid 101 was written by writer \\(pid 100\\) at place \\d+")
        .contains("Old value = 0\nNew value = 42\n")
        .contains("Old value = 42\nNew value = 43\n")
        .contains("Old value = 43\nNew value = 42\n")
        .contains("Old value = 42\nNew value = 0\n")
        .contains("No more reverse-execution history.");
    assertThat(values("from writer_stores")).containsExactly("0");
    assertThat(values("writer sees")).containsExactly("0", "42");
    assertThat(values("start")).containsExactly("1");
    assertThat(ending).isEqualTo(GdbServer.Ending.DETACHED);
  }

  @Test
  void theMonitorAnswersAndPhysicalMemoryCanBeRead() throws Exception {
    debug(
        twoProcesses(),
        """
        file writer.elf
        target remote PORT
        tbreak writer_stores
        continue
        stepi
        printf "cr3=%#lx\\n", $cr3
        eval "monitor gva2gpa %#lx", $r12
        python physical = gdb.execute("monitor gva2gpa %#x" % int(gdb.parse_and_eval("$r12")), to_string=True)
        python gdb.execute("set $physical = " + physical.split()[1])
        eval "monitor xp /1dg %#lx", $physical
        eval "monitor walk %#lx", $r12
        eval "monitor why 100 %#lx w", $rip
        maint packet Qqemu.PhyMemMode:1
        printf "physical word=%ld\\n", *(long*)$physical
        printf "root entry=%#lx\\n", *(long*)$cr3 & 0xfff
        maint packet Qqemu.PhyMemMode:0
        printf "virtual word=%ld\\n", *(long*)$r12
        monitor info mem
        monitor shm list
        monitor dump --where shared
        monitor find /word
        monitor frames
        monitor audit
        monitor tlb
        monitor help
        monitor nonsense
        monitor why
        monitor dump --where 'w && shared && !x'
        monitor dump --where 'w && nonsense'
        monitor walk writer_stores
        monitor mark here
        stepi 2
        monitor diff here
        detach
        """);
    assertThat(values("physical word")).containsExactly("42");
    assertThat(values("virtual word")).containsExactly("42");
    // P, R/W, U/S and A: the table has been walked for ring 3 (Intel SDM 3A, table 4-15).
    assertThat(values("root entry")).containsExactly("0x27");
    assertThat(transcript)
        .containsPattern("gpa: 0x[0-9a-f]+000\n[0-9a-f]{16}: +42\n")
        .containsPattern("PT\\[0x[0-9a-f]+\\] +at 0x[0-9a-f]+ += 0x[0-9a-f]+")
        .containsPattern(
            "a write to 0x[0-9a-f]+ by ring 3 raises #PF: the PT entry .* is read-only")
        .containsPattern("rw- u +1 +1 +0x[0-9a-f]+ +/word shared\n")
        .contains("/word (object 1): 4096 bytes")
        .containsPattern("writer \\(pid 100\\) .* entry [0-9a-f]{16}")
        .containsPattern("reader \\(pid 101\\) .* entry [0-9a-f]{16}")
        .contains("no errors in 2 address spaces")
        .contains("none differ from the tables")
        .contains("why an access goes through or faults")
        .containsPattern("0000000000401000-[0-9a-f]{16} [0-9a-f]{16} ur-x\n")
        .contains("/word\n")
        .contains("no such command: nonsense; `monitor help' lists those that there are\n")
        .contains("usage: why PID")
        .contains("1 page in 1 range, 4 KiB of 13 pages")
        // The caret under the word that is none.
        .containsPattern("bad filter: .*\n  w && nonsense\n +\\^\n")
        .containsPattern(
            "walk of 0x4013[0-9a-f]+ \\(writer_stores\\)|walk of 0x4013[0-9a-f]+ in writer")
        .containsPattern("mark here at place \\d+")
        .containsPattern("from place \\S+ to place \\S+\nnothing changed");
  }

  @Test
  void aRunWithoutEndIsInterruptedAndCanBeLeft() throws Exception {
    final GdbServer.Ending ending =
        debug(
            new Guests(directory).add("endless", Guests.ENDLESS),
            """
            file endless.elf
            target remote PORT
            shell (sleep 1; kill -INT $PPID) >/dev/null 2>&1 &
            continue
            printf "counted=%d\\n", $rax > 1000
            printf "in the loop=%d\\n", $rip >= (long)&spin && $rip <= (long)&spin + 5
            set $here = $rax
            stepi 2
            printf "one turn=%ld\\n", $rax - $here
            detach
            """);
    assertThat(transcript).contains("received signal SIGINT");
    assertThat(values("counted")).containsExactly("1");
    assertThat(values("in the loop")).containsExactly("1");
    assertThat(values("one turn")).containsExactly("1");
    assertThat(ending).isEqualTo(GdbServer.Ending.DETACHED);
  }

  @Test
  void aFaultStopsTheRunBeforeItEndsTheProcess() throws Exception {
    debug(
        new Guests(directory)
            .add(
                "faulty",
                """
                .globl _start, culprit
                .text
                _start:
                  mov ebx, 0x1234
                culprit:
                  mov byte ptr [rbx], 1
                  exit
                """),
        """
        file faulty.elf
        target remote PORT
        continue
        printf "at the culprit=%d\\n", $rip == (long)&culprit
        printf "cr2=%#lx\\n", $cr2
        reverse-stepi
        printf "rbx=%#lx\\n", $rbx
        continue
        continue
        """);
    assertThat(transcript)
        .contains("received signal SIGSEGV")
        .contains("terminated with signal SIGSEGV")
        .contains("faulty (pid 100): SIGSEGV (SEGV_MAPERR)");
    assertThat(values("at the culprit")).containsExactly("1");
    assertThat(values("cr2")).containsExactly("0x1234");
  }

  @Test
  void aForkedProcessIsAThreadFromThenOnAndADeadlockIsSaid() throws Exception {
    final GdbServer.Ending ending =
        debug(
            new Guests(directory)
                .add(
                    "forks",
                    """
                    .globl _start, child
                    .text
                    _start:
                      mov eax, 57             # fork
                      syscall
                      test eax, eax
                      jz made
                      mov rdi, -1
                      xor esi, esi
                      xor edx, edx
                      xor r10d, r10d
                      mov eax, 61             # wait4
                      syscall
                      mov eax, 34             # pause
                      syscall
                    made:
                      mov eax, 24             # sched_yield: the parent comes to wait
                      syscall
                    child:
                      mov eax, 39             # getpid
                      syscall
                      exit 7
                    """),
            """
            file forks.elf
            target remote PORT
            break child
            continue
            info threads
            printf "child=%ld\\n", $rip - (long)&child
            stepi 2
            printf "getpid=%ld\\n", $rax
            printf "cr3=%#lx\\n", $cr3
            thread 1
            printf "cr3=%#lx\\n", $cr3
            stepi
            continue
            info threads
            reverse-stepi
            printf "pause=%ld\\n", $rax
            detach
            """);
    assertThat(values("child")).containsExactly("0");
    assertThat(values("getpid")).containsExactly("101");
    assertThat(values("cr3")).hasSize(2).doesNotHaveDuplicates();
    assertThat(values("pause")).containsExactly("34");
    assertThat(transcript)
        .contains("Thread 100 \"forks\" (forks, pid 100, waits for a child")
        .contains("Thread 101 \"forks\" (forks, pid 101, next to run")
        .contains("framewalk: task 100 waits for a child to change (wait): no step of it")
        .contains("Thread 1 \"forks\" stopped")
        .contains("framewalk: deadlock: every process waits, and nothing can wake one:")
        .contains("forks (pid 100) waits for a signal to be handled (pause)");
    assertThat(ending).isEqualTo(GdbServer.Ending.DETACHED);
  }

  @Test
  void whatIsWrittenCountsAndEndsTheWaysBack() throws Exception {
    final Guests guests =
        new Guests(directory)
            .add(
                "patched",
                """
                .globl _start, status
                .text
                _start:
                  mov ecx, 3
                again:
                  call answer
                  dec ecx
                  jnz again
                  mov edi, eax
                  mov eax, 60
                  syscall
                answer:
                  mov eax, 5
                  ret
                .globl answer
                """);
    debug(
        guests,
        """
        file patched.elf
        target remote PORT
        break answer
        continue
        continue
        # The operand of a mov that has been executed, and translated, already.
        set var *(char*)((long)&answer + 1) = 9
        reverse-stepi
        printf "place kept=%d\\n", $rip == (long)&answer
        set var $xmm3.v2_int64[1] = 77
        printf "xmm=%ld\\n", $xmm3.v2_int64[1]
        set var $rip = -1
        set var $cr3 = 0
        delete
        continue
        """
            .replace(
                "set var $rip = -1",
                "python\ntry: gdb.execute('set var $rip = -1')\n"
                    + "except gdb.error as e: print(e)\nend")
            .replace(
                "set var $cr3 = 0",
                "python\ntry: gdb.execute('set var $cr3 = 0')\n"
                    + "except gdb.error as e: print(e)\nend"));
    assertThat(transcript)
        .contains("no going back")
        .contains("not an address of a program: 0xffffffffffffffff")
        .contains("cr3 can only be read")
        .contains("exited with code 011]");
    assertThat(values("place kept")).containsExactly("1");
    assertThat(values("xmm")).containsExactly("77");
  }
}
