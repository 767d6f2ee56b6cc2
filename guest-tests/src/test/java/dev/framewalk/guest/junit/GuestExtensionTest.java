package dev.framewalk.guest.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.ReportEntry;

/** What the extension says of tests that fail, and that it says so of no others. */
class GuestExtensionTest {
  @TempDir private Path output;

  private ScenarioRun run(String test) {
    return ScenarioRun.of(FailingScenarios.class, test, output);
  }

  @Test
  void aFaultIsToldWithItsLineAndWhy() {
    assertThat(run("faults").message())
        .startsWith(
            "store-to-read-only (pid 100) was to exit with status 0, but died of SIGSEGV: write of"
                + " 0x")
        .contains(" at store, store-to-read-only.S:17")
        .contains("store-to-read-only.S:17  mov qword ptr [r12 + 8], 1")
        .contains("raises #PF: the PT entry at 0x")
        .contains("is read-only (R/W=0)")
        .contains("mapping    [0x")
        .contains("/fw-junit-read-only")
        .contains("to succeed program: mprotect(");
  }

  @Test
  void anotherReasonThanExpectedIsTold() {
    assertThat(run("faultsOtherwise").message())
        .startsWith("store-to-read-only (pid 100) was to fault because the mapping is not for code")
        .contains("but died of SIGSEGV: write of 0x")
        .contains("(read-only: ");
  }

  @Test
  void aPlaceThatTheProgramDoesNotHaveIsAMistake() {
    assertThat(run("faultsElsewhere").message())
        .startsWith("store-to-read-only has no symbol stoer");
  }

  @Test
  void noFaultIsToldWithWhatHappened() {
    assertThat(run("faultsNowhere").message())
        .startsWith("producer (pid 100) was to fault at store, but exited with status 0");
  }

  @Test
  void whatIsPrintedOtherwiseIsShownFromTheFirstLineThatDiffers() {
    assertThat(run("printsSomethingElse").message())
        .contains("standard output is not as expected from line 2 on:")
        .contains("expected: \"stored\\n\"")
        .contains("printed:  nothing more")
        .contains("it died of SIGSEGV");
  }

  @Test
  void anotherSignalThanExpectedIsTold() {
    assertThat(run("isKilledByAnother").message())
        .contains("was to be killed by SIGBUS, but died of SIGSEGV");
  }

  @Test
  void aBudgetThatIsUsedUpIsToldWithWhoStillRuns() {
    for (final String test : List.of("usesUpItsBudget", "neverExits")) {
      assertThat(run(test).message())
          .contains("the budget of 20,000 guest instructions is used up")
          .contains("@GuestMachine(budget = ")
          .contains("spin (pid 100) has not ended; it is at _start, spin.S:8");
    }
  }

  @Test
  void aDeadlockIsToldWithWhoWaitsForWhat() {
    assertThat(run("deadlocks").message())
        .startsWith("deadlock: ")
        .contains("waits-for-nobody (pid 100) waits for futex");
  }

  @Test
  void anObjectThatIsLeftBehindIsAFailure() {
    assertThat(run("leavesAnObject").message())
        .startsWith("an object was left behind: /fw-junit-left; unlink it, or allow it:");
    assertThat(run("asksForLeaks").message())
        .isEqualTo(
            "no process lives, and an object is left: /fw-junit-left; unlink what is not needed"
                + " any more");
  }

  @Test
  void aFailureOfTheBodyComesFirstAndWhatWasLeftBehindIt() {
    final ScenarioRun run = run("failsAndLeavesAnObject");
    assertThat(run.failure()).isInstanceOf(IllegalStateException.class);
    assertThat(run.message()).isEqualTo("the body's own failure");
    assertThat(run.suppressed())
        .contains("an object was left behind: /fw-junit-left")
        .contains("report.html");
  }

  @Test
  void behindAFailureInOtherWordsStandsWhatBecameOfTheProgramsAndWhy() {
    assertThat(run("failsInWordsOfItsOwn").suppressed())
        .startsWith("the programs:\n  store-to-read-only (pid 100) died of SIGSEGV: write of 0x")
        .contains("store-to-read-only.S:17  mov qword ptr [r12 + 8], 1")
        .contains("to succeed program: mprotect(")
        .contains("report.html");
  }

  @Test
  void aTestThatIsAbortedIsNoFailure() {
    final ScenarioRun run = run("isAborted");
    run.tests().assertStatistics(all -> all.aborted(1).failed(0));
    assertThat(run.entries()).isEmpty();
  }

  @Test
  void aFrameThatIsLeakedIsAFailure() {
    assertThat(run("leaksAFrame").message())
        .startsWith("1 frame leaked: in use when every process had ended")
        .contains("UNREACHABLE_FRAME");
  }

  @Test
  void aBadSourceIsToldAsTheAssemblerTellsIt() {
    assertThat(run("hasABadSource").message())
        .startsWith("program bad: ")
        .contains("bad.S:6: ")
        .contains("no such instruction");
    assertThat(run("hasABadText").message())
        .startsWith("program text: ")
        .contains("text.S:3: ")
        .contains("no_such_instruction");
  }

  @Test
  void aFileThatThereIsNotIsToldWithThePlacesAndWhatIsLikeIt() {
    assertThat(run("namesNoFile").message())
        .startsWith("@GuestProgram \"prodcuer.S\": no such file; looked in ")
        .contains("src/test/java/dev/framewalk/guest/junit")
        .contains("src/test/asm")
        .endsWith("did you mean producer.S?");
    assertThat(run("namesNoAbsoluteFile").message())
        .isEqualTo("@GuestProgram \"/no/such/directory/prog.S\": no such file");
    assertThat(run("namesNoDirectory").message()).contains("no-such-directory");
  }

  @Test
  void aTestThatNeverRunsItsProgramsFails() {
    assertThat(run("neverRuns").message())
        .startsWith("the programs of this test never ran: call run.toEnd()");
  }

  @Test
  void anEndThatTheTestDoesNotLookAtMustBeAGoodOne() {
    assertThat(run("doesNotLookAtAFault").message())
        .startsWith(
            "store-to-read-only (pid 100) was to exit with status 0, but died of SIGSEGV: write of")
        .contains("store-to-read-only.S:17  mov qword ptr [r12 + 8], 1");
    assertThat(run("assertsInTheGuest").message())
        .startsWith("asserts (pid 100) was to exit with status 0, but exited with status 99")
        .contains("standard error: \"")
        .contains("asserts.S:9");
    assertThat(run("doesNotLookAtADeadlock").message())
        .startsWith("deadlock: ")
        .contains("wrong (pid 101) exited with status 3");
  }

  @Test
  void whatLinuxDoesOtherwiseIsTold() {
    assertThat(run("differsOnLinux").message())
        .startsWith("the programs do not do on Linux what they do in the machine:")
        .contains("pid (pid 100), standard output: \"")
        .contains("\\n\" on Linux, \"100\\n\" in the machine");
  }

  @Test
  void namesThatDoNotFitAreToldWithWhatThereIs() {
    assertThat(run("hasTwoProgramsOfOneName").message())
        .startsWith("two programs have the name twin: give each its own");
    assertThat(run("asksForAnUnknownProcess").message())
        .contains("@Guest(\"consumre\"): no program has this name; did you mean consumer?");
    assertThat(run("doesNotSayWhichProcess").message())
        .contains("which of the programs? Say @Guest(\"…\") with one of producer, consumer");
    assertThat(run("asksForTheMachineOfAProcess").message())
        .contains("@Guest belongs to a GuestProcess or PageTables, not to a Machine");
    assertThat(run("looksForAnotherObject").message())
        .isEqualTo("no object /fw-junit-lfet; did you mean /fw-junit-left?");
    assertThat(run("asksANonsenseQuestion").message())
        .isEqualTo("no question wlak; did you mean walk?");
    assertThat(run("runsToASymbolThatThereIsNot").message()).startsWith("echo has no symbol sotre");
  }

  @Test
  void annotationsThatSayNonsenseAreToldSo() {
    assertThat(run("hasNoProgram").message()).startsWith("no program: name one with @GuestProgram");
    assertThat(run("hasAStrangeBudget").message())
        .isEqualTo(
            "@GuestMachine: budget = \"a lot\": not a number of instructions; write it as 500000,"
                + " 500k, 10M, 1G");
    assertThat(run("hasAStrangeMemory").message())
        .isEqualTo("@GuestMachine: memory = \"64X\": not a size; write it as 65536, 64K, 64M, 1G");
    assertThat(run("hasTwoSeeds").message())
        .isEqualTo(
            "@GuestMachine: seed takes one value, not 2; for several seeds write"
                + " @GuestSeeds(\"1..50\")");
    assertThat(run("hasNoQuantum").message())
        .isEqualTo("@GuestMachine: quantum must be at least 1: instructions=0");
    assertThat(run("hasSeedsBackwards").message())
        .contains("@GuestSeeds(\"5..1\"): the last is before the first; write them as 1..50");
    assertThat(run("hasTooLittleMemory").message()).contains("memory");
  }

  @Test
  void annotationsThatRunATestInTwoWaysAreRefused() {
    assertThat(run("isATestAndHasSeeds").failures())
        .hasSize(3)
        .allSatisfy(
            failure ->
                assertThat(failure)
                    .hasMessage(
                        "@GuestSeeds and @GuestSource stand in place of @GuestTest: take that"
                            + " away"));
    assertThat(run("isRepeatedAndHasSeeds").message())
        .contains("run a test several times and do not go with @RepeatedTest");
  }

  @Test
  void aDirectoryIsATestForEachFile() {
    final ScenarioRun run = run("oneFileOfTwoIsBad");
    run.tests().assertStatistics(all -> all.started(2).succeeded(1).failed(1));
    assertThat(run.message())
        .startsWith("wrong (pid 100) was to exit with status 0, but exited with status 3");
    assertThat(output.resolve(FailingScenarios.class.getName()).resolve("oneFileOfTwoIsBad-2"))
        .isDirectory();
  }

  @Test
  void aFileThatSaysWhatItDoesNotDoIsToldAsItsCommandTellsIt() {
    final ScenarioRun run = run("filesSayWhatTheyDoNotDo");
    run.tests().assertStatistics(all -> all.started(2).succeeded(0).failed(2));
    assertThat(run.failures().get(0).getMessage())
        .contains("prints.S:2: standard output of prints differs")
        .contains("- two")
        .contains("+ three")
        .contains("hint: count from one")
        .contains("under seed 7")
        .contains("report.html");
    assertThat(run.failures().get(1).getMessage())
        .contains("slip.S:2")
        .contains("# EXPCT-OUT: one")
        .contains("EXPECT-OUT");
    assertThat(
            output
                .resolve(FailingScenarios.class.getName())
                .resolve("filesSayWhatTheyDoNotDo-1/report.html"))
        .isRegularFile();
    assertThat(run("saysTheBudgetOfAFile").failures())
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure).hasMessageEndingWith("or write # WITH:, # BUDGET:, # MEMORY:"));
    assertThat(run("wantsTheMachineOfAFile").failures())
        .hasSize(2)
        .allSatisfy(
            failure ->
                assertThat(failure).hasMessageContaining("says itself what it is to do (# RUN:)"));
  }

  @Test
  void aPageThatIsMappedOtherwiseIsToldWithItsWalk() {
    assertThat(run("mapsSomethingElse").message())
        .startsWith("expected the page tables of consumer (pid 100) to map 0x")
        .contains(" to /fw-junit-squares+0x1000, but it is to /fw-junit-squares+0x0\n")
        .contains("PT[0x100]");
    assertThat(run("mapsWithOtherRights").message()).contains(" rw-, but it is r--\n");
    assertThat(run("mapsNothingThere").message())
        .contains("to map 0x70000000; no mapping is there\nwalk of 0x70000000");
    assertThat(run("looksAtTablesThatAreGone").message())
        .startsWith("echo (pid 100) has ended, and its page tables with it; look before: run.to(");
  }

  @Test
  void aPlaceThatIsNeverReachedIsToldWithHowTheRunEnded() {
    assertThat(run("runsToASymbolThatIsNeverReached").message())
        .startsWith("store-to-read-only (pid 100) never came to fw_put_byte\n")
        .contains("store-to-read-only (pid 100) died of SIGSEGV");
  }

  @Test
  void aMachineIsThereForATestOnly() {
    assertThat(ScenarioRun.of(FailingScenarios.Constructed.class, output).message())
        .contains("a machine is there for one test, from @BeforeEach to @AfterEach")
        .contains("a constructor cannot have a Machine");
  }

  @Test
  void whatHelpsIsWrittenAndAttached() throws IOException {
    final ScenarioRun run = run("faults");
    final Path directory = output.resolve(FailingScenarios.class.getName()).resolve("faults");
    assertThat(run.suppressed())
        .isEqualTo(
            "see "
                + directory.resolve("report.html")
                + " (beside it trace.txt, schedule.txt, tables.txt)");
    assertThat(Files.readString(directory.resolve("report.html"))).contains("fw-junit-read-only");
    assertThat(Files.readString(directory.resolve("trace.txt")))
        .contains("PROT_READ, MAP_SHARED")
        .contains("SIGSEGV");
    assertThat(Files.readString(directory.resolve("schedule.txt"))).contains("schedule hash 0x");
    assertThat(Files.readString(directory.resolve("tables.txt")))
        .contains("page tables of store-to-read-only (pid 100), before SIGSEGV ends it:")
        .contains("/fw-junit-read-only");
    final String entries =
        run.entries().stream()
            .map(ReportEntry::getKeyValuePairs)
            .map(Object::toString)
            .collect(Collectors.joining("\n"));
    for (final String file : List.of("report.html", "trace.txt", "schedule.txt", "tables.txt")) {
      assertThat(entries).contains("framewalk." + file + "=" + directory.resolve(file));
    }
    assertThat(run.files())
        .extracting(entry -> String.valueOf(entry.getPath().getFileName()))
        .containsExactlyInAnyOrder("report.html", "trace.txt", "schedule.txt", "tables.txt");
    for (final var entry : run.files()) {
      assertThat(entry.getPath())
          .hasSameBinaryContentAs(directory.resolve(entry.getPath().getFileName()));
    }
  }

  @Test
  void whereFilesCannotBeAttachedTheEntriesNameThem() {
    final ScenarioRun run =
        ScenarioRun.withoutAttachments(FailingScenarios.class, "faults", output);
    assertThat(run.message()).contains("died of SIGSEGV");
    assertThat(run.files()).isEmpty();
    assertThat(run.entries().toString())
        .contains("framewalk.report.html = ")
        .contains("framewalk.not-attached = ");
    assertThat(output.resolve(FailingScenarios.class.getName()).resolve("faults/report.html"))
        .isRegularFile();
  }

  @Test
  void aTestThatPassesLeavesNothingNotEvenOfAnEarlierRun() throws IOException {
    final Path old = output.resolve(PassingScenarios.class.getName()).resolve("passes");
    Files.createDirectories(old);
    Files.writeString(old.resolve("report.html"), "of yesterday");
    final ScenarioRun run = ScenarioRun.of(PassingScenarios.class, "passes", output);
    run.allPass(1);
    assertThat(run.entries()).isEmpty();
    assertThat(run.files()).isEmpty();
    assertThat(old).doesNotExist();
  }

  @Test
  void manyTestsRunAtTheSameTimeEachOnItsOwnMachine() {
    PassingScenarios.Parallel.forget();
    final ScenarioRun run =
        ScenarioRun.parallel(PassingScenarios.Parallel.class, output, PassingScenarios.THREADS);
    run.allPass(PassingScenarios.Parallel.TESTS);
    assertThat(PassingScenarios.Parallel.machines()).hasSize(PassingScenarios.Parallel.TESTS);
    assertThat(PassingScenarios.Parallel.mostAtATime())
        .as("tests that ran at the same time")
        .isGreaterThanOrEqualTo(2);
    assertThat(PassingScenarios.Parallel.threadsOfMachines())
        .as("each machine is one thread's")
        .allSatisfy((machine, threads) -> assertThat(threads).hasSize(1));
  }
}
