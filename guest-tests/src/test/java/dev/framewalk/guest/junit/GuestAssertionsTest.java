package dev.framewalk.guest.junit;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static dev.framewalk.guest.junit.GuestAssertions.assertThatExceptionOfType;

import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.table.PageTableLevel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Each word of the assertions, where it holds and where it does not. */
class GuestAssertionsTest {
  private static void fails(ThrowingCallable assertion, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(assertion)
        .withMessageContaining(message);
  }

  @GuestTest
  @GuestProgram("producer.S")
  void anObjectHasItsSizeFramesMappingsAndHandles(GuestRun run, ShmRegistry registry) {
    assertThat(registry).hasNoObjects();
    run.to("producer", "mapped");
    assertThat(registry)
        .hasObject("fw-junit-squares")
        .ofSize(8192)
        .ofFrames(2)
        .mapped(1)
        .opened(1)
        .withMode(0600);
    ObjectAssert object = assertThat(registry).hasObject("/fw-junit-squares");
    fails(() -> object.ofSize(4096), "/fw-junit-squares was to have 4096 bytes, but has 8192");
    fails(() -> object.ofFrames(1), "was to have 1 frames, but has 2");
    fails(() -> object.mapped(2), "was to have 2 mappings, but has 1");
    fails(() -> object.opened(0), "was to have 0 open handles, but has 1");
    fails(() -> object.withMode(0644), "was to have mode 0644, but has 0600");
    fails(() -> assertThat(registry).hasNoObjects(), "there are /fw-junit-squares");
    fails(() -> assertThat(registry).hasNoObject("/fw-junit-squares"), "but there is");
    fails(() -> assertThat(registry).hasObject("a/b"), "not a name that an object can have");
  }

  @GuestTest
  @GuestProgram("producer.S")
  void aPageLeadsWhereTheCpuSaysItLeads(Machine machine, GuestRun run, GuestProcess producer) {
    run.to(producer, "mapped");
    long view = producer.word("view");
    CpuTranslation.Mapped cpu =
        (CpuTranslation.Mapped)
            machine.translate(
                machine.kernel().process(producer.pid()).orElseThrow(), view, CpuAccess.READ);
    MappedPageAssert page = assertThat(producer.tables()).maps(view);
    page.toFrame(PhysFrame.of(cpu.physical() >>> 12)).ofSize(PageSize.SIZE_4K).clean();
    fails(() -> page.toFrame(PhysFrame.of(1)), "but it is to frame 0x");
    fails(page::dirty, "dirty (D=1), but it is D=0");
    fails(page::inaccessible, "---, but it is rw-");
    fails(page::toPrivateMemory, "but it is to /fw-junit-squares+0x0");
    fails(() -> page.ofSize(PageSize.SIZE_2M), "SIZE_2M");
    fails(() -> page.to("/fw-junit-squares", 8192), "has no byte 0x2000: it has 8192 bytes");
    fails(() -> page.to("/no-such", 0), "the machine has no object /no-such; it has");
    assertThat(producer.tables()).maps(view + 9).to("/fw-junit-squares", 9);
    fails(() -> assertThat(producer.tables()).doesNotMap(view), "not to map 0x");
  }

  @GuestTest
  @GuestProgram(
      name = "none",
      value =
          """
          .include "guest.inc"
          shm_name object, "/fw-junit-none"
          .text
          .globl _start
          _start:
            shm_create object, PAGE_SIZE
            mov rbx, rax
            map_shared rbx, PAGE_SIZE, PROT_READ|PROT_WRITE
            assert_ok
            mov r12, rax
            mov qword ptr [r12], 77
            sys mprotect, r12, PAGE_SIZE, 0
            assert_ok
          closed:
            shm_unlink object
            sys write, 2, offset(message), 5
            exit
          .section .rodata
          message: .ascii "oops\\n"
          """)
  void aPageWithoutRightsIsTheSupervisorsAlone(GuestRun run, GuestProcess none, PageTables tables) {
    run.to("none", "closed");
    long view = none.register(Register.R12);
    assertThat(tables).maps(view).inaccessible().to("/fw-junit-none", 0).dirty();
    assertThat(none.word(view)).isEqualTo(77);
    fails(() -> none.word(0x10000), "none (pid 100) has no page at 0x10000");
    assertThat(run).finishes();
    assertThat(none).printedToStandardError("oops\n").printedNothing().exitedWith(0);
    assertThat(none.errors()).isEqualTo("oops\n");
    fails(() -> assertThat(none).printedToStandardError("oops"), "standard error is not as");
    fails(() -> assertThat(none).printedLine("oops"), "was to print a line \"oops\", but printed");
    fails(() -> assertThat(none).isAlive(), "was to be alive, but exited with status 0");
    fails(() -> assertThat(none).faulted(), "was to fault, but exited with status 0");
    fails(() -> assertThat(none).wasKilledBy(Signal.SIGSEGV), "was to be killed by SIGSEGV");
    fails(() -> assertThat(run).deadlocks(), "expected a deadlock, but every process ended");
    fails(() -> assertThat(run).usesUpItsBudget(), "expected that the budget is used up");
    fails(() -> assertThat(run.machine()).usesFrames(3), "but there are 0");
    fails(() -> none.register(Register.R12), "has ended");
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void aFaultIsAsItIs(GuestProcess process) {
    FaultAssert fault = assertThat(process).faulted().writing();
    fails(fault::reading, "was to fault in a read, but died of SIGSEGV: write");
    fails(fault::fetching, "was to fault in a fetch");
    fails(() -> fault.of(8), "was to fault of 0x8");
    fails(() -> fault.with(Signal.SIGBUS), "was to fault with SIGBUS");
    fails(() -> fault.at(GuestAssertions.line(18)), "was to fault at line 18");
    fails(() -> fault.at(GuestAssertions.address(16)), "was to fault at 0x10");
    fails(() -> fault.at(GuestAssertions.symbol("store").plus(9)), "was to fault at store+0x9");
    fails(() -> assertThat(process).faultedIn("_start"), "was to fault at _start");
    fails(() -> fault.atLevel(PageTableLevel.PML4), "was to fault at the level PML4");
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void whatAssertJHasIsThereAsWell(GuestRun run) {
    run.toEnd();
    assertThat(run.names()).containsExactly("echo").hasSize(1);
    assertThat(run.process("echo").output()).as("output").startsWith("x");
    fails(() -> assertThat(run.process("echo")).as("the echo").exitedWith(1), "[the echo] echo");
    fails(() -> run.process("ehco"), "no program ehco; did you mean echo?");
  }
}
