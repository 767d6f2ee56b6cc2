package dev.framewalk.guest.junit;

import static dev.framewalk.emulator.harness.FaultReason.READ_ONLY;
import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static dev.framewalk.guest.junit.GuestAssertions.line;
import static dev.framewalk.guest.junit.GuestAssertions.symbol;

import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The extension as a user has it: what is right passes, in every form of test. */
class SharedPageTest {
  @GuestTest
  @GuestProgram(name = "producer", value = "producer.S", args = "64")
  @GuestProgram(name = "consumer", value = "consumer.S", args = "64")
  void aConsumerSeesWhatAProducerWrote(Machine machine, @Guest("consumer") GuestProcess consumer) {
    // 64 * 65 * 129 / 6
    assertThat(consumer).exitedWith(0).printed("sum 89440\n");
    assertThat(machine).hasNoLeaks().usesFrames(0);
  }

  @GuestTest
  @GuestProgram("producer.S")
  @GuestProgram("consumer.S")
  void bothMapTheObjectWithTheRightsThatTheyAskedFor(
      GuestRun run,
      ShmRegistry registry,
      @Guest("producer") PageTables producer,
      @Guest("consumer") PageTables consumer) {
    run.to("consumer", "ready");
    assertThat(registry).hasObject("/fw-junit-squares").ofSize(8192).ofFrames(2).withMode(0600);
    long view = run.process("consumer").word("view");
    assertThat(consumer).maps(view).to("/fw-junit-squares", 0).readOnly().accessed().clean();
    assertThat(consumer)
        .maps(Page.of(new VirtAddr(view)).plus(1))
        .to("/fw-junit-squares", 4096)
        .withRights("r--");
    assertThat(consumer).maps("view").toPrivateMemory().readWrite();
    assertThat(consumer).maps("_start").readExecute();
    assertThat(consumer).doesNotMap(0).doesNotMap(view - 4096);
    if (run.process("producer").end().isEmpty()) {
      assertThat(producer).maps(view).to("fw-junit-squares", 0).readWrite().dirty();
    }
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void aStoreToWhatIsForReadingFaults(GuestProcess process) {
    assertThat(process)
        .faultedAt(symbol("store"))
        .writing()
        .because(READ_ONLY)
        .atLevel(PageTableLevel.PT)
        .at(line(17))
        .at(symbol("store").plus(0))
        .with(Signal.SIGSEGV);
    assertThat(process)
        .faultedIn("store")
        .of(process.fault().orElseThrow().address().orElseThrow());
    assertThat(process).wasKilledBy(Signal.SIGSEGV).printed("mapped\n");
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void theInspectorSaysWhyAnAccessWouldFault(GuestRun run, GuestInspector inspector) {
    run.to("store-to-read-only", "store");
    long view = run.process("store-to-read-only").register(Register.R12);
    assertThat(inspector.ask("why store-to-read-only 0x" + Long.toHexString(view) + " w"))
        .contains("the PT entry at")
        .contains("is read-only (R/W=0)");
    assertThat(inspector.askJson("audit")).contains("\"good\":true");
  }

  @GuestTest
  @GuestProgram(
      name = "inline",
      value =
          """
          .include "guest.inc"
          .text
          .globl _start
          _start:
            print_line "of a text block"
            exit 7
          """)
  void aProgramCanStandInTheTest(GuestProcess process) {
    assertThat(process).exitedWith(7).printedLine("of a text block");
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "one argument, whatever is in it", input = "grüße\n")
  @GuestMachine(linux = LinuxComparison.SAME)
  void argumentsAndInputArriveHereAndOnLinux(GuestProcess echo) {
    assertThat(echo).printed("one argument, whatever is in it\ngrüße\n\n").exitedWith(0);
  }

  @GuestTest
  @GuestProgram("spin.S")
  @GuestMachine(budget = "20k")
  void aRunThatNeverEndsUsesUpItsBudget(GuestRun run, GuestProcess spin) {
    assertThat(run).usesUpItsBudget();
    assertThat(spin).isAlive();
  }

  @GuestTest
  @GuestProgram("waits-for-nobody.S")
  void aDeadlockCanBeExpected(GuestRun run) {
    assertThat(run).deadlocks();
  }

  @GuestTest
  @GuestProgram("leaves-an-object.S")
  @GuestMachine(mayLeave = "/fw-junit-left")
  void whatMayBeLeftIsNoFailure(GuestProcess process, ShmRegistry registry) {
    assertThat(process).exitedWith(0);
    assertThat(registry).hasObject("/fw-junit-left").ofSize(4096);
    assertThat(registry).hasNoObject("/fw-junit-squares");
  }

  @GuestSource("each")
  void eachFileOfADirectoryIsATest() {}

  @GuestSource("stated")
  void aFileCanSayItselfWhatItIsToDo() {}

  @GuestSource("stated")
  @GuestSeeds("4..5")
  void suchAFileRunsUnderTheSeedsOfTheMethod() {}

  @GuestSeeds("1..5, 9")
  @GuestProgram("producer.S")
  @GuestProgram("consumer.S")
  void underEverySeedTheSumIsTheSame(GuestRun run, @Guest("consumer") GuestProcess consumer) {
    assertThat(run.trial().config().seed()).isIn(1L, 2L, 3L, 4L, 5L, 9L);
    assertThat(consumer).printed("sum 204\n");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6})
  @GuestProgram(value = "producer.S", args = "3")
  @GuestProgram(value = "consumer.S", args = "3")
  void aParameterComesAlong(int number, @Guest("consumer") GuestProcess consumer) {
    assertThat(number).isBetween(5, 6);
    assertThat(consumer).printed("sum 14\n");
  }

  @RepeatedTest(3)
  @GuestProgram(value = "echo.S", args = "x")
  @GuestMachine(
      seed = 7,
      quantum = 50,
      memory = "32M",
      cpu = GuestCpu.SKYLAKE_SERVER,
      maxObjects = 3,
      maxObjectSize = "1M",
      maxNameBytes = 20,
      outputLimit = "64k")
  void everyOptionReachesTheMachine(Machine machine, GuestRun run) {
    assertThat(machine.config().seed()).isEqualTo(7);
    assertThat(machine.config().quantum()).isEqualTo(50);
    assertThat(machine.config().memoryBytes()).isEqualTo(32 << 20);
    assertThat(machine.config().shmLimits().objects()).isEqualTo(3);
    assertThat(machine.config().shmLimits().objectBytes()).isEqualTo(1 << 20);
    assertThat(machine.config().shmLimits().nameBytes()).isEqualTo(20);
    assertThat(machine.config().outputBytes()).isEqualTo(64 << 10);
    run.toEnd();
  }

  /** Programs of the class, and one of the method in the place of one of them. */
  @Nested
  @GuestProgram(name = "producer", value = "producer.S", args = "2")
  @GuestProgram(name = "consumer", value = "consumer.S", args = "2")
  @GuestMachine(seed = 3)
  class InANestedClass {
    private long before;

    @BeforeEach
    void look(Machine machine, GuestRun run) {
      before = machine.frames().used();
      assertThat(run.started()).isFalse();
    }

    @AfterEach
    void lookAgain(Machine machine) {
      assertThat(machine.frames().used()).isLessThanOrEqualTo(before);
    }

    @GuestTest
    void theClassSaysTheProgramsAndTheMachine(
        GuestRun run, @Guest("consumer") GuestProcess consumer) {
      assertThat(run.trial().config().seed()).isEqualTo(3);
      assertThat(consumer).printed("sum 5\n");
    }

    @Test
    @GuestProgram(name = "consumer", value = "consumer.S", args = "1")
    @GuestMachine(quantum = 77)
    void theMethodSaysOneAnew(GuestRun run, @Guest("consumer") GuestProcess consumer) {
      assertThat(run.trial().config().seed()).isEqualTo(3);
      assertThat(run.trial().config().quantum()).isEqualTo(77);
      assertThat(run.processes()).hasSize(2);
      assertThat(consumer).printed("sum 1\n");
    }
  }

  @GuestProgram(name = "producer", value = "producer.S", args = "9")
  @GuestProgram(name = "consumer", value = "consumer.S", args = "9")
  abstract static class WithPrograms {
    @GuestTest
    void aSubclassSaysOneAnew(@Guest("consumer") GuestProcess consumer, GuestRun run) {
      assertThat(run.processes()).hasSize(2);
      assertThat(consumer).printed("sum 5\n");
    }
  }

  @Nested
  @GuestProgram(name = "producer", value = "producer.S", args = "2")
  @GuestProgram(name = "consumer", value = "consumer.S", args = "2")
  class InASubclass extends WithPrograms {}

  /** One object for all tests, a machine for each. */
  @Nested
  @TestInstance(Lifecycle.PER_CLASS)
  @GuestProgram(value = "echo.S", args = "again")
  class WithOneInstance {
    private final List<Machine> machines = new ArrayList<>();

    @RepeatedTest(2)
    void everyTestHasAMachineOfItsOwn(Machine machine, GuestProcess echo) {
      assertThat(machines).doesNotContain(machine);
      machines.add(machine);
      assertThat(echo).exitedWith(0);
    }
  }
}
