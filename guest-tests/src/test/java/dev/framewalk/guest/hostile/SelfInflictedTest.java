package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.FaultReport;
import dev.framewalk.emulator.machine.Program;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What guests do to themselves, and that it ends as on a Linux. */
@Timeout(60)
class SelfInflictedTest {
  private static final int SIGILL = 128 + 4;
  private static final int SIGTRAP = 128 + 5;
  private static final int SIGSEGV = 128 + 11;

  /** RDI: the page of the program's text that this is in. */
  private static final String TEXT_PAGE = "lea rdi, [rip]\n and rdi, -4096\n";

  @Test
  void unmappingTheOwnStackIsNoticedWhenItIsUsed() throws Exception {
    FaultReport fault =
        Lab.faultOf(
            HostileGuests.inline(
                """
                  mov rbx, rsp
                  and rbx, -4096
                  lea rdi, [rbx - 0x10000]
                  sys munmap, rdi, 0x20000
                  assert_eq rax, 0
                  push rax
                """));
    assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
    assertThat(fault.code()).isEqualTo("SEGV_MAPERR");
    assertThat(fault.summary()).startsWith("write to 0x7fff").endsWith("no mapping is there");
  }

  @ParameterizedTest
  @CsvSource({"munmap, 0", "mprotect, PROT_NONE", "mprotect, PROT_READ"})
  void textThatIsTakenAwayCannotRunOn(String call, String protection) throws Exception {
    FaultReport fault =
        Lab.faultOf(HostileGuests.inline(TEXT_PAGE + "sys " + call + ", rdi, 4096, " + protection));
    assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
    assertThat(fault.summary()).startsWith("fetch from 0x401");
    assertThat(fault.address()).hasValue(fault.instructionAddress());
    // Behind the system call that did it.
    assertThat(fault.symbol()).startsWith("_start+0x");
  }

  @Test
  void textThatMayBeWrittenCanBeWritten() throws Exception {
    Program patches =
        HostileGuests.inline(
            TEXT_PAGE
                + """
              sys mprotect, rdi, 4096, PROT_READ|PROT_WRITE|PROT_EXEC
              assert_eq rax, 0
              mov ebx, 1000
            1:
              mov dword ptr [patched + 1], ebx
            patched:
              mov eax, 0
              assert_eq rax, rbx
              dec ebx
              jnz 1b
              exit
            """);
    assertThat(Lab.statusOf(patches)).isZero();
  }

  /** Linux gives ring 3 the gates of #BP and #OF (arch/x86/kernel/idt.c); IA32 emulation is off. */
  @Test
  void everySoftwareInterruptButTwoIsAProtectionFault() throws Exception {
    for (int vector = 0; vector < 256; vector++) {
      int status = Lab.statusOf(HostileGuests.inline(INTERRUPT, vector));
      assertThat(status).as("int %d", vector).isEqualTo(vector == 3 ? SIGTRAP : SIGSEGV);
    }
  }

  private static final String INTERRUPT =
      """
        number_argument 1, 0
        mov rbx, rax
        map_anonymous 4096, PROT_READ|PROT_WRITE|PROT_EXEC
        mov byte ptr [rax], 0xcd
        mov [rax + 1], bl
        call rax
        fail "came back"
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0x66",
        "0xf2",
        "0xf3",
        "0x2e",
        "0x3e",
        "0x64",
        "0x48",
        "0x4f",
        "0x66, 0x66, 0x48",
        "0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x48"
      })
  void aSystemCallWithPrefixesReturnsBehindItself(String prefixes) throws Exception {
    Program calls =
        HostileGuests.inline(
            """
              mov ebx, 3
            1:
              mov eax, SYS_getpid
              %s
              syscall
            behind:
              assert_eq rax, 100
              assert_eq rcx, offset(behind)
              dec ebx
              jnz 1b
              exit
            """
                .formatted(prefixes.isEmpty() ? "" : ".byte " + prefixes));
    assertThat(Lab.statusOf(calls)).isZero();
  }

  @Test
  void aLockedSystemCallIsNone() throws Exception {
    assertThat(Lab.statusOf(HostileGuests.inline("mov eax, 39\n .byte 0xf0\n syscall")))
        .isEqualTo(SIGILL);
  }

  @Test
  void sysenterIsRefused() throws Exception {
    assertThat(Lab.statusOf(HostileGuests.inline("sysenter"))).isEqualTo(SIGSEGV);
  }

  private static final String ACROSS_PAGES =
      """
        map_anonymous 8192, PROT_READ|PROT_WRITE|PROT_EXEC
        mov rbx, rax
        mov dword ptr [rbx + 4094], 0x90c3050f
        lea rbp, [rbx + 4095]
        mov byte ptr [rbx + 4095], 0x0f
        mov dword ptr [rbx + 4096], 0x90c30590
        mov byte ptr [rbx + 4096], 0x05
        mov byte ptr [rbx + 4097], 0xc3
      """;

  @Test
  void aSystemCallInstructionMayLieAcrossTwoPages() throws Exception {
    Program calls =
        HostileGuests.inline(
            ACROSS_PAGES
                + """
                  mov r12d, 3
                1:
                  mov eax, SYS_getpid
                  call rbp
                  assert_eq rax, 100
                  lea rdx, [rbx + 4097]
                  assert_eq rcx, rdx
                  dec r12
                  jnz 1b
                  exit
                """);
    assertThat(Lab.statusOf(calls)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sys munmap, rdi, 4096", "sys mprotect, rdi, 4096, PROT_READ"})
  void aSystemCallWhoseSecondByteCannotBeFetchedIsNotMade(String takesAway) throws Exception {
    FaultReport fault =
        Lab.faultOf(
            HostileGuests.inline(
                ACROSS_PAGES
                    + "mov eax, SYS_getpid\n call rbp\n"
                    + "lea rdi, [rbx + 4096]\n"
                    + takesAway
                    + "\n mov eax, SYS_getpid\n call rbp\n"));
    assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
    assertThat(fault.address().orElseThrow() & 0xfff).isZero();
    assertThat(fault.instructionAddress()).isEqualTo(fault.address().orElseThrow() - 1);
    assertThat(fault.summary()).startsWith("fetch from");
    assertThat(fault.instruction()).startsWith("0f");
  }

  @Test
  void aSystemCallThatTakesItselfAwayIsMade() throws Exception {
    FaultReport fault =
        Lab.faultOf(
            HostileGuests.inline(
                """
                  map_anonymous 4096, PROT_READ|PROT_WRITE|PROT_EXEC
                  mov rbx, rax
                  mov dword ptr [rbx], 0x050f6666
                  sys munmap, rbx, 0
                  mov eax, SYS_munmap
                  mov esi, 4096
                  jmp rbx
                """));
    assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
    assertThat(fault.code()).isEqualTo("SEGV_MAPERR");
    assertThat(fault.instructionAddress() & 0xfff).as("behind the call").isEqualTo(4);
    assertThat(fault.instruction()).isEqualTo("unreadable");
  }

  @Test
  void anInstructionThatIsAllPrefixesIsTooLong() throws Exception {
    // 13 prefixes, opcode, ModRM with a SIB byte that would be the sixteenth.
    assertThat(
            Lab.statusOf(HostileGuests.inline(".fill 13, 1, 0x66\n .byte 0x8b, 0x04, 0x24\n exit")))
        .isEqualTo(SIGSEGV);
  }

  @Test
  void protectionKeysHoldForTheProgramAndForTheKernelOnItsBehalf() throws Exception {
    Program forbids =
        HostileGuests.inline(
            """
              xor ecx, ecx
              rdpkru
              assert_eq rax, 0x55555554
              xor edx, edx
              xor ecx, ecx
              mov eax, 0x55555555      /* no access by key 0, which is all there is */
              wrpkru
              mov eax, SYS_write
              mov edi, 1
              mov esi, offset _start
              mov edx, 4
              syscall
              mov rbx, rax
              xor eax, eax
              xor ecx, ecx
              xor edx, edx
              wrpkru
              mov rax, rbx
              assert_errno EFAULT
              mov eax, 2               /* no writing */
              xor ecx, ecx
              xor edx, edx
              wrpkru
              mov rbx, [fw_line]
              mov qword ptr [fw_line], 1
            """);
    FaultReport fault = Lab.faultOf(forbids);
    assertThat(fault.signal()).isEqualTo(Signal.SIGSEGV);
    assertThat(fault.code()).isEqualTo("SEGV_PKUERR");
    assertThat(fault.summary())
        .startsWith("write to")
        .endsWith("PKRU forbids it for protection key 0");
    assertThat(fault.errorCode()).contains("0x27");
  }

  /** That a base is canonical is not checked by the engine; an access through it is. */
  @Test
  void theBasesOfFsAndGsAreTheProgramsOwn() throws Exception {
    Program uses =
        HostileGuests.inline(
            """
              mov rbx, 0x123456789000
              wrfsbase rbx
              mov rbp, 0x00007fffffffffff
              wrgsbase rbp
              sys sched_yield
              rdfsbase rax
              assert_eq rax, rbx
              rdgsbase rax
              assert_eq rax, rbp
              mov eax, offset fw_line
              wrfsbase rax
              mov qword ptr fs:[8], 77
              sys sched_yield
              assert_eq [fw_line+8], 77
              exit
            """);
    assertThat(Lab.statusOf(uses)).isZero();
  }

  /** The engine does not check alignment, so here AC changes nothing but itself. */
  @Test
  void theAlignmentCheckFlagSurvivesSystemCallsAndKeepsTheKernelFromNothing() throws Exception {
    Program sets =
        HostileGuests.inline(
            """
              pushfq
              or qword ptr [rsp], 1<<18
              popfq
              print_line "aligned or not"
              pushfq
              pop rbx
              and ebx, 1<<18
              assert_eq rbx, 1<<18
              sys getpid
              and r11d, 1<<18
              assert_eq r11, 1<<18
              exit
            """);
    assertThat(Lab.statusOf(sets)).isZero();
  }

  @Test
  void theStackSegmentMayBeLoadedWithItselfAndNothingElse() throws Exception {
    Program loads =
        HostileGuests.inline(
            """
              mov eax, ss
              mov ss, eax
              mov eax, SYS_getpid      /* in the shadow of the load */
              syscall
              assert_eq rax, 100
              mov eax, ss
              mov ebx, SYS_getpid
              mov ss, eax
              syscall                  /* in the shadow itself, with SS's selector for a number */
              assert_errno ENOSYS
              xor eax, eax
              mov ss, eax
              fail "a null stack segment in ring 3"
            """);
    assertThat(Lab.statusOf(loads)).isEqualTo(SIGSEGV);
  }

  @Test
  void aTrapBehindTheLoadOfTheStackSegmentComesOneInstructionLater() throws Exception {
    FaultReport fault =
        Lab.faultOf(
            HostileGuests.inline(
                """
                  pushfq
                  or qword ptr [rsp], 0x100
                  mov eax, ss
                  popfq
                  mov ss, eax
                  nop
                  nop
                """));
    assertThat(fault.signal()).isEqualTo(Signal.SIGTRAP);
  }

  @Test
  void cpuidOffersNoSourceOfChance() throws Exception {
    Program asks =
        HostileGuests.inline(
            """
              mov eax, 1
              cpuid
              and ecx, 1<<30           /* RDRAND */
              assert_eq rcx, 0
              mov eax, 7
              xor ecx, ecx
              cpuid
              and ebx, 1<<18           /* RDSEED */
              assert_eq rbx, 0
              exit
            """);
    assertThat(Lab.statusOf(asks)).isZero();
  }

  @Test
  void theTimeStampCounterOnlyGrowsAndIsTheSameInEachRun() throws Exception {
    Program reads =
        HostileGuests.inline(
            """
              mov r12d, 2000
              xor r13d, r13d
            1:
              rdtsc
              shl rdx, 32
              or rax, rdx
              assert_below r13, rax
              mov r13, rax
              rdtscp
              assert_eq rcx, 0
              shl rdx, 32
              or rax, rdx
              assert_below r13, rax
              mov r13, rax
              .byte 0x66, 0x48
              rdtsc
              shl rdx, 32
              or rax, rdx
              assert_below r13, rax
              mov r13, rax
              dec r12d
              jnz 1b
              print_dec r13
              newline
              exit
            """);
    assertThat(outputsOf(reads)).isEqualTo(outputsOf(reads)).allMatch(line -> line.length() > 4);
  }

  private static List<String> outputsOf(Program program) throws LoadException {
    try (Lab lab = new Lab()) {
      lab.load(program);
      lab.load(program);
      assertThat(lab.finish()).allMatch(outcome -> outcome.good());
      return List.of(lab.output(0), lab.output(1));
    }
  }

  @Test
  void argumentsOfAQuarterOfTheStackAreTakenAndMoreAreRefused() throws Exception {
    Program counts = HostileGuests.inline("mov edi, [rsp]\n exit rdi");
    assertThat(Lab.statusOf(counts.withArguments(List.of("x".repeat(2_000_000))))).isEqualTo(2);
    Program tooMany = counts.withArguments(List.of("x".repeat(2 << 20)));
    try (Lab lab = new Lab()) {
      long before = lab.machine().frames().used();
      assertThatThrownBy(() -> lab.load(tooMany))
          .isInstanceOf(LoadException.class)
          .hasMessageContaining("arguments and environment of")
          .hasMessageContaining("at most 2097152");
      assertThat(lab.machine().frames().used()).isEqualTo(before);
    }
  }
}
