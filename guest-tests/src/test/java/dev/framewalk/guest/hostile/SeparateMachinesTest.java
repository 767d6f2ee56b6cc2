package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.ProcessOutcome;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.machine.RunSummary;
import dev.framewalk.emulator.unicorn.CpuAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What processes, and machines, have to themselves. */
@Timeout(120)
class SeparateMachinesTest {
  private static final Program QUICK = HostileGuests.inline("print_line \"quick\"\n exit");

  /** Makes an object of the same name in each machine, of a size that is the argument's. */
  private static final String NAMED =
      """
      shm_name object, "/fw-hostile-mine"
        number_argument 1, 1
        mov r12, rax
        shl rax, 12
        mov r13, rax
        shm_create object, r13
        map_shared rax, r13
        assert_ok
        mov rbx, rax
        mov ecx, 200000
      1:
        lock inc qword ptr [rbx]
        loop 1b
        assert_eq [rbx], 200000
        exit
      """;

  @ParameterizedTest
  @ValueSource(ints = {1, 17, 1000})
  void everyProcessKeepsItsFloatingPointAndKeyRegisters(int quantum) throws Exception {
    try (Lab lab = new Lab(MachineConfig.defaults().withQuantum(quantum))) {
      for (int i = 1; i <= 4; i++) {
        lab.load(HostileGuests.program("vector-keeper", i, quantum == 1 ? 5 : 200));
      }
      assertThat(lab.finish())
          .as(lab.output(0) + lab.output(1) + lab.output(2) + lab.output(3))
          .allMatch(ProcessOutcome::good);
    }
  }

  @Test
  void aProcessKeepsThemWhenItMovesFromEngineToEngine() throws Exception {
    try (Lab lab = new Lab()) {
      Process process = lab.load(HostileGuests.program("vector-keeper", 3, 100_000));
      for (int move = 0; move < 20 && process.alive(); move++) {
        assertThat(lab.run(Budget.instructions(300 + move))).isNotNull();
        assertThat(lab.run(Budget.wallTime(Duration.ofMillis(1)))).isNotNull();
      }
      assertThat(lab.finish()).as(lab.output(0)).allMatch(ProcessOutcome::good);
    }
  }

  @Test
  void twoMachinesOnTwoThreadsKnowNothingOfEachOther() throws Exception {
    Program program = HostileGuests.inline(NAMED, 3);
    Callable<List<RunSummary>> tenRuns =
        () -> {
          List<RunSummary> summaries = new ArrayList<>();
          for (int run = 0; run < 10; run++) {
            try (Lab lab = new Lab()) {
              lab.load(program);
              lab.load(HostileGuests.program("vector-keeper", run, 100));
              RunResult result = lab.run(Lab.PLENTY);
              assertThat(result.summary().processes())
                  .as(lab.output(0) + lab.output(1))
                  .allMatch(ProcessOutcome::good);
              assertThat(result.summary().objects())
                  .singleElement()
                  .satisfies(object -> assertThat(object.size()).isEqualTo(3 * 4096));
              summaries.add(result.summary());
            }
          }
          return summaries;
        };
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<List<RunSummary>> one = threads.submit(tenRuns);
      Future<List<RunSummary>> other = threads.submit(tenRuns);
      assertThat(one.get()).isEqualTo(other.get());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void twoMachinesTakeTurnsOnOneThread() throws Exception {
    Program counts =
        HostileGuests.inline(
            """
              number_argument 1, 1
              mov ecx, 5000
            1:
              add rbx, rax
              loop 1b
              imul rax, 5000
              assert_eq rax, rbx
              exit
            """,
            7);
    try (Lab one = new Lab();
        Lab other = new Lab()) {
      Process mine = one.load(counts);
      other.load(counts);
      while (mine.alive()) {
        assertThat(one.run(Budget.instructions(700))).isNotNull();
        assertThat(other.run(Budget.instructions(500))).isNotNull();
      }
      assertThat(one.finish()).allMatch(ProcessOutcome::good);
      assertThat(other.finish()).allMatch(ProcessOutcome::good);
    }
  }

  @Test
  void aMachineMayMoveToAnotherThreadBetweenTwoRuns() throws Exception {
    try (Lab lab = new Lab()) {
      lab.load(HostileGuests.program("vector-keeper", 2, 20_000));
      assertThat(lab.run(Budget.instructions(10_000))).isNotNull();
      ExecutorService thread = Executors.newSingleThreadExecutor();
      try {
        assertThat(thread.submit(lab::finish).get()).allMatch(ProcessOutcome::good);
      } finally {
        thread.shutdownNow();
      }
    }
  }

  @Test
  void whatWouldTouchTheCpuOfAClosedMachineIsRefused() throws Exception {
    Machine machine = Machine.open(MachineConfig.defaults());
    Process process = machine.load(QUICK);
    RunResult result = machine.run(Lab.PLENTY);
    machine.close();
    machine.close();
    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> machine.load(QUICK),
            () -> machine.run(Lab.PLENTY),
            () -> machine.kill(process),
            () -> machine.translate(0x401000, CpuAccess.READ),
            machine::flushTlb)) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the machine is closed");
    }
    assertThat(result.summary().processes()).allMatch(ProcessOutcome::good);
    assertThat(machine.frames().used()).isEqualTo(machine.kernelFrames());
    assertThat(machine.registry().list()).isEmpty();
  }

  @Test
  void aMachineThatRunsIsNotRunKilledOrClosedFromInside() throws Exception {
    List<Throwable> refusals = new ArrayList<>();
    try (Lab lab = new Lab()) {
      lab.machine()
          .listen(
              new MachineListener() {
                @Override
                public void ended(Process process) {
                  for (ThrowingCallable use :
                      List.<ThrowingCallable>of(
                          () -> lab.machine().run(Lab.PLENTY),
                          () -> lab.machine().kill(process),
                          () -> lab.machine().close())) {
                    refusals.add(org.assertj.core.api.Assertions.catchThrowable(use));
                  }
                }
              });
      lab.load(QUICK);
      assertThat(lab.finish()).allMatch(ProcessOutcome::good);
    }
    assertThat(refusals).hasSize(3).allMatch(e -> e instanceof IllegalStateException);
  }

  @Test
  void sixtyFourGibibytesCostNothingUntilTheyAreTouched() throws Exception {
    MachineConfig config =
        MachineConfig.defaults()
            .withMemory(64L << 30)
            .withShmLimits(MachineConfig.defaults().shmLimits().withObjectBytes(48L << 30));
    long start = System.nanoTime();
    try (Lab lab = new Lab(config)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(lab.machine().frames().available()).isGreaterThan(16_700_000);
      // A private mapping of 40 GiB: its ends are touched, and they are far apart in RAM's numbers.
      lab.load(
          HostileGuests.inline(
              """
                movabs rbx, 40<<30
                sys mmap, 0, rbx, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0
                assert_ok
                mov qword ptr [rax], 1
                mov qword ptr [rax + rbx - 8], 2
                assert_eq [rax], 1
                assert_eq [rax + rbx - 8], 2
                exit
              """));
      assertThat(lab.finish()).as(lab.output(0)).allMatch(ProcessOutcome::good);
    }
  }
}
