package dev.framewalk.guest.junit;

import static dev.framewalk.emulator.harness.FaultReason.NO_EXECUTE;
import static dev.framewalk.guest.junit.GuestAssertions.assertThat;
import static dev.framewalk.guest.junit.GuestAssertions.symbol;

import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tests that fail, each in a way of its own. */
@Scenario
class FailingScenarios {
  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void faults(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void faultsOtherwise(GuestProcess process) {
    assertThat(process).faultedAt(symbol("store")).because(NO_EXECUTE);
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void faultsElsewhere(GuestProcess process) {
    assertThat(process).faultedAt(symbol("stoer"));
  }

  @GuestTest
  @GuestProgram("producer.S")
  @GuestMachine(mayLeave = "*")
  void faultsNowhere(GuestProcess process) {
    assertThat(process).faultedAt(symbol("store"));
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void printsSomethingElse(GuestProcess process) {
    assertThat(process).printed("mapped\nstored\n");
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void isKilledByAnother(GuestProcess process) {
    assertThat(process).wasKilledBy(Signal.SIGBUS);
  }

  @GuestTest
  @GuestProgram("spin.S")
  @GuestMachine(budget = "20k")
  void usesUpItsBudget(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("spin.S")
  @GuestMachine(budget = "20k")
  void neverExits(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram("waits-for-nobody.S")
  void deadlocks(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("leaves-an-object.S")
  void leavesAnObject(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram("leaves-an-object.S")
  void asksForLeaks(GuestRun run, Machine machine) {
    run.toEnd();
    assertThat(machine).hasNoLeaks();
  }

  @GuestTest
  @GuestProgram("leaves-an-object.S")
  void failsAndLeavesAnObject(GuestRun run) {
    run.toEnd();
    throw new IllegalStateException("the body's own failure");
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void doesNotLookAtAFault(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("asserts.S")
  void assertsInTheGuest(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("waits-for-nobody.S")
  @GuestProgram("some-bad/wrong.S")
  void doesNotLookAtADeadlock(@Guest("wrong") GuestProcess wrong) {
    assertThat(wrong).exitedWith(3);
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void failsInWordsOfItsOwn(GuestRun run) {
    run.toEnd();
    assertThat(run.processes()).as("processes").isEmpty();
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void isAborted(GuestRun run) {
    Assumptions.abort("not today");
    run.toEnd();
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "leak")
  void leaksAFrame(GuestProcess process, Machine machine) throws OutOfFramesException {
    assertThat(process).exitedWith(0);
    final PhysFrame leaked = machine.frames().allocate(FramePurpose.PRIVATE);
    assertThat(leaked).isNotNull();
  }

  @GuestTest
  @GuestProgram("bad.S")
  void hasABadSource(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram(name = "text", value = ".globl _start\n_start:\n  no_such_instruction\n")
  void hasABadText(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("prodcuer.S")
  void namesNoFile(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("/no/such/directory/prog.S")
  void namesNoAbsoluteFile(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  void neverRuns(GuestProcess process) {
    assertThat(process.output()).isEmpty();
  }

  @GuestTest
  @GuestProgram("pid.S")
  @GuestMachine(linux = LinuxComparison.SAME)
  void differsOnLinux(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram(name = "twin", value = "producer.S")
  @GuestProgram(name = "twin", value = "consumer.S")
  void hasTwoProgramsOfOneName(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("producer.S")
  @GuestProgram("consumer.S")
  void asksForAnUnknownProcess(@Guest("consumre") GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram("producer.S")
  @GuestProgram("consumer.S")
  void doesNotSayWhichProcess(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  @GuestTest
  @GuestProgram("echo.S")
  void asksForTheMachineOfAProcess(@Guest("echo") Machine machine) {
    assertThat(machine).hasNoLeaks();
  }

  @GuestTest
  void hasNoProgram(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  @GuestMachine(budget = "a lot")
  void hasAStrangeBudget(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  @GuestMachine(memory = "64X")
  void hasAStrangeMemory(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  @GuestMachine(seed = {1, 2})
  void hasTwoSeeds(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  @GuestMachine(quantum = 0)
  void hasNoQuantum(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestProgram("echo.S")
  @GuestMachine(memory = "64K")
  void hasTooLittleMemory(GuestRun run) {
    run.toEnd();
  }

  @GuestSeeds("5..1")
  @GuestProgram("echo.S")
  void hasSeedsBackwards(GuestRun run) {
    run.toEnd();
  }

  @GuestTest
  @GuestSeeds("1..2")
  @GuestProgram(value = "echo.S", args = "x")
  void isATestAndHasSeeds(GuestRun run) {
    run.toEnd();
  }

  @RepeatedTest(2)
  @GuestSeeds("1..2")
  @GuestProgram(value = "echo.S", args = "x")
  void isRepeatedAndHasSeeds(GuestRun run) {
    run.toEnd();
  }

  @GuestSource("some-bad")
  void oneFileOfTwoIsBad() {}

  @GuestSource("stated-bad")
  void filesSayWhatTheyDoNotDo() {}

  @GuestSource("stated")
  void wantsTheMachineOfAFile(Machine machine) {
    assertThat(machine).hasNoLeaks();
  }

  @GuestSource("stated")
  @GuestMachine(budget = "1k")
  void saysTheBudgetOfAFile() {}

  @GuestSource("no-such-directory")
  void namesNoDirectory() {}

  @GuestTest
  @GuestProgram(value = "consumer.S")
  @GuestProgram(value = "producer.S")
  void mapsSomethingElse(GuestRun run, @Guest("consumer") PageTables tables) {
    run.to("consumer", "ready");
    assertThat(tables).maps(run.process("consumer").word("view")).to("/fw-junit-squares", 4096);
  }

  @GuestTest
  @GuestProgram(value = "consumer.S")
  @GuestProgram(value = "producer.S")
  void mapsWithOtherRights(GuestRun run, @Guest("consumer") PageTables tables) {
    run.to("consumer", "ready");
    assertThat(tables).maps(run.process("consumer").word("view")).readWrite();
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void mapsNothingThere(GuestRun run, PageTables tables) {
    run.to("echo", "_start");
    assertThat(tables).maps(0x7000_0000L);
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void looksAtTablesThatAreGone(GuestRun run, PageTables tables) {
    run.toEnd();
    assertThat(tables).maps("_start");
  }

  @GuestTest
  @GuestProgram("leaves-an-object.S")
  @GuestMachine(mayLeave = "fw-junit-left")
  void looksForAnotherObject(GuestRun run, ShmRegistry registry) {
    run.toEnd();
    assertThat(registry).hasObject("/fw-junit-lfet");
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void asksANonsenseQuestion(GuestRun run, GuestInspector inspector) {
    run.toEnd();
    final String unused = inspector.ask("wlak 100 0x1000");
  }

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void runsToASymbolThatThereIsNot(GuestRun run) {
    run.to("echo", "sotre");
  }

  @GuestTest
  @GuestProgram("store-to-read-only.S")
  void runsToASymbolThatIsNeverReached(GuestRun run) {
    run.to("store-to-read-only", "fw_flush").to("store-to-read-only", "fw_put_byte");
  }

  /** A machine lives for a test, not for a class. */
  @Scenario
  static class BeforeEverything {
    @BeforeAll
    static void wantsAMachine(Machine machine) {
      assertThat(machine).isNotNull();
    }

    @Test
    @GuestProgram("echo.S")
    void neverComes(GuestRun run) {
      run.toEnd();
    }
  }

  /** Nor for an object. */
  @Scenario
  @GuestProgram("echo.S")
  static class Constructed {
    Constructed(Machine machine) {
      assertThat(machine).isNotNull();
    }

    @Test
    void neverComes(GuestRun run) {
      run.toEnd();
    }
  }
}
