package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.ProcessEnd.Exited;
import dev.framewalk.emulator.machine.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Futexes that are no memory, operations that are none, and lists of locks that never end. */
@Timeout(60)
class BadFutexTest {
  /** Words of every kind, as a futex, as the second one, as a timeout. */
  private static final String WORDS =
      """
      .pushsection .rodata
      .balign 8
      words:
        .quad 0, 1, 2, 3, 0xfff, 0x1000, readonly, readonly + 2, writable, writable + 1
        .quad 0x7fffffffefff, 0x7ffffffff000, 0x7ffffffffffc, 0x800000000000
        .quad 0xffff7ffffffffffc, 0xffff800000000000, 0xffffffff81000000, -4, -1, -8
      words_end:
      .set WORDS, (words_end - words) / 8
      readonly: .quad 0, 0
      .popsection
      .pushsection .data
      .balign 8
      writable: .quad 0, 0
      .popsection
      """;

  /** The value is another than what the words hold, or the time is over: nobody waits long. */
  @Test
  void everyOperationOnEveryKindOfAddressIsAnswered() throws Exception {
    Program tries =
        HostileGuests.inline(
            WORDS
                + """
                .pushsection .data
                .balign 8
                moment: .quad 0, 1
                .popsection
                  xor ebx, ebx            /* operation and its flags: 0 to 511 */
                1:
                  xor r12d, r12d          /* word */
                2:
                  xor r13d, r13d          /* other word */
                3:
                  mov rdi, [words + 8 * r12]
                  mov esi, ebx
                  mov edx, 7
                  mov r10d, offset moment
                  mov r8, [words + 8 * r13]
                  mov r9d, 7
                  mov eax, SYS_futex
                  syscall
                  cmp rax, 10
                  jb 4f
                  cmp rax, -4095
                  jae 4f
                  fail "neither a small number nor an errno"
                4:
                  inc r13d
                  cmp r13d, WORDS
                  jb 3b
                  inc r12d
                  cmp r12d, WORDS
                  jb 2b
                  inc ebx
                  cmp ebx, 512
                  jb 1b
                  exit
                """);
    assertThat(Lab.statusOf(tries)).isZero();
  }

  @Test
  void aTimeoutIsReadFromMemoryThatIsThereOrRefused() throws Exception {
    Program tries =
        HostileGuests.inline(
            WORDS
                + """
                  mov ebx, 1              /* not 0, which is no timeout */
                1:
                  mov r10, [words + 8 * rbx]
                  cmp r10, 0x10000
                  jb 2f
                  mov rax, r10
                  shr rax, 46
                  jz 3f
                2:
                  sys futex, offset(writable), 0, 0, r10
                  assert_errno EFAULT
                3:
                  inc ebx
                  cmp ebx, WORDS
                  jb 1b
                  exit
                """);
    assertThat(Lab.statusOf(tries)).isZero();
  }

  /**
   * The list of locks that a task holds at its end is walked 2048 entries far and no further, and
   * not beyond what cannot be read (Linux kernel/futex/core.c, ROBUST_LIST_LIMIT).
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "head: .quad one, 0, 0\n one: .quad two\n two: .quad one",
        "head: .quad one, 0, head\n one: .quad one",
        "head: .quad one, -8, one\n one: .quad one",
        "head: .quad 0, 0, 0",
        "head: .quad -1, 0, -1",
        "head: .quad 0xffff800000000000, 0, 0",
        "head: .quad one, 0xffff800000000000, one\n one: .quad two\n two: .quad one",
        "head: .quad one, 1, one + 1\n one: .quad one + 1, 0, 0",
        "head: .quad one, 0x7fffffffffffffff, 0x800000000000\n one: .quad 0x7fffffffefff"
      })
  void aListOfLocksThatNeverEndsIsLeftAtItsTime(String list) throws Exception {
    Program leaves =
        HostileGuests.inline(
            """
            .pushsection .data
            .balign 8
            """
                + list
                + """

                .popsection
                  sys fork
                  assert_ok
                  test rax, rax
                  jnz 1f
                  sys set_robust_list, offset(head), 24
                  assert_eq rax, 0
                  exit 4
                1:
                  sys wait4, -1, rsp, 0, 0
                  assert_ok
                  mov eax, [rsp]
                  assert_eq rax, 4<<8
                  exit
                """);
    assertThat(Lab.statusOf(leaves)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "8", "-1", "0xffff800000000000", "0x800000000000", "0x7fffffffefff"})
  void aHeadOfAListThatIsNoMemoryIsLeftAlone(String head) throws Exception {
    Program leaves =
        HostileGuests.inline("sys set_robust_list, " + head + ", 24\n assert_eq rax, 0\n exit 6");
    assertThat(Lab.outcomeOf(leaves).end()).contains(new Exited(6));
  }

  /** set_tid_address(2): the word is cleared and woken at the end, where it can be written. */
  @ParameterizedTest
  @ValueSource(strings = {"1", "-1", "-4", "0xffff800000000000", "0x800000000000", "readonly"})
  void aWordToClearThatIsNoMemoryIsLeftAlone(String word) throws Exception {
    Program leaves =
        HostileGuests.inline(
            """
            .pushsection .rodata
            readonly: .quad 0
            .popsection
              sys clone, 0x10f00 | 0x200000, rsp, 0, %s, 0
              assert_ok
              test rax, rax
              jnz 1f
              sys exit, 0
            1:
              mov ebx, 10
            2:
              sys sched_yield
              dec ebx
              jnz 2b
              sys set_tid_address, %s
              exit 6
            """
                .formatted(
                    word.equals("readonly") ? "offset(readonly)" : word,
                    word.equals("readonly") ? "offset(readonly)" : word));
    assertThat(Lab.outcomeOf(leaves).end()).contains(new Exited(6));
  }

  /** As many waiters as there may be threads, all woken by one call. */
  @Test
  void fourThousandWaitersAreWokenAtOnce() throws Exception {
    Program crowd =
        HostileGuests.inline(
            """
            .pushsection .bss
            .balign 8
            futex_word: .skip 8
            waiting: .skip 8
            woken: .skip 8
            .popsection
              xor ebx, ebx
            1:
              sys clone, 0x10f00, rsp, 0, 0, 0
              test rax, rax
              jz 3f
              js 2f
              inc ebx
              jmp 1b
            3:
              lock inc qword ptr [waiting]
              sys futex, offset(futex_word), 0, 0, 0
              lock inc qword ptr [woken]
              sys exit, 0
            2:
              assert_errno EAGAIN
              assert_eq rbx, 4095
            4:
              sys sched_yield
              cmp [waiting], rbx
              jne 4b
              sys sched_yield
              mov r12d, 0
            5:
              sys futex, offset(futex_word), 1, 0x7fffffff
              add r12, rax
              sys sched_yield
              cmp [woken], rbx
              jne 5b
              assert_eq r12, rbx
              exit
            """);
    assertThat(Lab.statusOf(crowd)).isZero();
  }
}
