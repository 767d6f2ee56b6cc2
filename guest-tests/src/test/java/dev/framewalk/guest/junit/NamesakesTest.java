package dev.framewalk.guest.junit;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static dev.framewalk.guest.junit.GuestAssertions.assertThatThrownBy;
import static dev.framewalk.guest.junit.GuestAssertions.symbol;

/** Several symbols at one instruction, several objects that have had one name. */
class NamesakesTest {
  private static final String STORES =
      """
      .include "guest.inc"
      .text
      .globl _start
      _start:
        nop
      also:
      store:
        mov qword ptr [0], 1
      """;

  /** Keeps at old and at later where it maps two objects that have one name after the other. */
  private static final String TWO_OBJECTS =
      """
      .include "guest.inc"
      shm_name object, "/fw-namesakes"
      .macro make where:req
        shm_open object, O_CREAT|O_EXCL|O_RDWR, 0600
        mov rbx, rax
        sys ftruncate, rbx, PAGE_SIZE
        map_shared rbx, PAGE_SIZE
        mov qword ptr [rax], 1
        mov [\\where], rax
      .endm
      .bss
      .balign 8
      old: .skip 8
      later: .skip 8
      .text
      .globl _start
      _start:
        make old
        shm_unlink object
        make later
      both:
        shm_unlink object
      neither:
        exit
      """;

  @GuestTest
  @GuestProgram(name = "stores", value = STORES)
  void aFaultIsAtEachOfTheSymbolsOfItsInstruction(GuestProcess process) {
    assertThat(process).faultedAt(symbol("store")).at(symbol("also"));
    assertThat(process).faultedAt(symbol("_start").plus(1));
    assertThat(process).faultedIn("store");
    assertThat(process).faultedIn("also");
    assertThatThrownBy(() -> assertThat(process).faultedAt(symbol("store").plus(1)))
        .hasMessageContaining("was to fault at store+0x1");
    assertThatThrownBy(() -> assertThat(process).faultedIn("_start"))
        .hasMessageContaining("was to fault at _start");
  }

  @GuestTest
  @GuestProgram(name = "two", value = TWO_OBJECTS)
  void aNameMeansTheObjectThatHasItNow(GuestRun run, GuestProcess two) {
    run.to("two", "both");
    assertThat(two.tables()).maps(two.word("later")).to("/fw-namesakes", 0);
    assertThatThrownBy(() -> assertThat(two.tables()).maps(two.word("old")).to("/fw-namesakes", 0))
        .hasMessageContaining("to /fw-namesakes+0x0, but it is to /fw-namesakes+0x0 (unlinked)");
  }

  @GuestTest
  @GuestProgram(name = "two", value = TWO_OBJECTS)
  void aNameThatNobodyHasMeansThoseWhoHadIt(GuestRun run, GuestProcess two) {
    run.to("two", "neither");
    assertThat(two.tables()).maps(two.word("later")).to("/fw-namesakes", 0);
    assertThat(two.tables()).maps(two.word("old")).to("/fw-namesakes", 0);
  }
}
