package dev.framewalk.guest.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.CoherenceCheck;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.table.LargePages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A million system calls with random numbers and arguments, always the same ones: the machine
 * serves them all, what the kernel holds fits together at every look, and every frame comes back.
 */
class SystemCallFuzzTest {
  private static final int ENOMEM = 12;
  private static final int EMFILE = 24;
  private static final int ENOSPC = 28;

  /** How often each call at least is made that any-call.S has a row for. */
  private static final long DRAWN_OFTEN = 1000;

  /** Calls of a process that nothing kills. */
  private static final int CALLS_OF_A_PROCESS = 2000;

  /** Far more than the calls of a round take, however busy the host is. */
  private static final Budget ROUND = Budget.wallTime(Duration.ofSeconds(60));

  /**
   * One list of seeds and the machine for it.
   *
   * @param name for people
   * @param calls how many to make at least
   * @param processes how many at once
   * @param config the machine; its seed is also the first of the programs'
   * @param checkEvery system calls between two coherence checks
   * @param auditEvery system calls between two looks at the kernel
   */
  private record Plan(
      String name,
      long calls,
      int processes,
      MachineConfig config,
      int checkEvery,
      int auditEvery) {}

  private static final List<Plan> PLANS =
      List.of(
          new Plan("alone", 30_000, 1, small(6 << 20, 1_000_000), 1, 64),
          new Plan("interleaved", 30_000, 3, small(4 << 20, 2_000_000).withQuantum(50), 1, 64),
          new Plan("roomy", 260_000, 1, MachineConfig.defaults().withSeed(3_000_000), 64, 512),
          new Plan("crowded", 270_000, 5, small(3 << 19, 4_000_000).withQuantum(1000), 64, 512),
          new Plan("scarce", 260_000, 2, scarce(5_000_000), 64, 512),
          new Plan(
              "large pages",
              160_000,
              2,
              small(24 << 20, 6_000_000).withLargePages(LargePages.WHEN_ALIGNED),
              16,
              128));

  private static MachineConfig small(long memory, long seed) {
    return MachineConfig.defaults()
        .withMemory(memory)
        .withSeed(seed)
        .withShmLimits(ShmLimits.defaults().withObjectBytes(8 << 20));
  }

  private static MachineConfig scarce(long seed) {
    MachineConfig config = small(1 << 20, seed);
    return new MachineConfig(
        config.memoryBytes(),
        seed,
        config.quantum(),
        new ShmLimits(255, 4, 1 << 20),
        12,
        LargePages.NEVER,
        config.poison(),
        config.outputBytes(),
        config.epoch());
  }

  /** What one plan came to. */
  private record Outcome(
      Plan plan, CallCensus census, long calls, long compared, long audits, long largeLeaves) {
    @Override
    public String toString() {
      return "%-12s %7d calls, %8d translations compared, %5d audits, %6d large leaves"
          .formatted(plan.name(), calls, compared, audits, largeLeaves);
    }
  }

  @Test
  @Timeout(600)
  void aMillionRandomCallsLeaveTheKernelWhole() throws Exception {
    List<Outcome> outcomes = new ArrayList<>();
    // Two at once: machines of one JVM know nothing of each other.
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Outcome>> futures =
          PLANS.stream().map(plan -> threads.submit(() -> carryOut(plan))).toList();
      for (Future<Outcome> future : futures) {
        outcomes.add(future.get());
      }
    } finally {
      threads.shutdownNow();
    }
    CallCensus census = new CallCensus();
    outcomes.forEach(outcome -> census.add(outcome.census()));
    System.out.println(String.join("\n", outcomes.stream().map(Outcome::toString).toList()));
    System.out.println(census);

    assertThat(outcomes.stream().mapToLong(Outcome::calls).sum()).isGreaterThan(1_000_000);
    // Of the calls that are drawn with arguments of their kinds, not by their number alone.
    assertThat(census.neverGood(DRAWN_OFTEN)).containsExactly(CallCensus.UNKNOWN);
    // sched_yield(2) and getpid(2) always succeed.
    assertThat(census.neverRefused(DRAWN_OFTEN)).containsExactly("getpid", "sched_yield");
    // Those that end their process, or never return for another reason, are not counted.
    assertThat(census.different()).isGreaterThan(150);
    assertThat(census.refused("mmap", ENOMEM)).isPositive();
    assertThat(census.refused("ftruncate", ENOMEM)).isPositive();
    assertThat(census.refused("write", ENOSPC)).isPositive();
    assertThat(census.refused("open", ENOSPC)).isPositive();
    assertThat(census.refused("open", EMFILE)).isPositive();
    assertThat(census.ends().keySet())
        .contains("Exited[exitStatus=0]", "Killed[signal=SIGSEGV]", "Killed[signal=SIGBUS]")
        .hasSizeGreaterThan(3);
    assertThat(outcomes.get(outcomes.size() - 1).largeLeaves()).isPositive();
  }

  private static Outcome carryOut(Plan plan) throws Exception {
    long seed = plan.config().seed();
    CallCensus census = new CallCensus();
    try (Machine machine = Machine.open(plan.config())) {
      Looks looks = new Looks(machine, plan);
      machine.listen(census.listenerFor(machine));
      machine.listen(looks);
      long calls = 0;
      while (calls < plan.calls()) {
        looks.startAnew();
        for (int i = 0; i < plan.processes(); i++) {
          seed++;
          machine.load(HostileGuests.program("any-call", seed, CALLS_OF_A_PROCESS));
        }
        RunResult result = machine.run(ROUND);
        // Those that are left wait for what nobody is there to do.
        assertThat(result)
            .as("%s, up to seed %d", plan.name(), seed)
            .isInstanceOfAny(RunResult.Finished.class, RunResult.Deadlocked.class);
        machine.kernel().processes().forEach(machine::kill);
        machine.kernel().files().clear();
        calls = result.summary().syscalls();
        // An object of several names is in the list once, under one of them at a time.
        List<ShmStat> left = machine.registry().list();
        while (!left.isEmpty()) {
          for (ShmStat object : left) {
            machine.registry().unlink(object.name().orElseThrow());
          }
          left = machine.registry().list();
        }
        assertThat(machine.frames().used())
            .as("frames after %s, up to seed %d", plan.name(), seed)
            .isEqualTo(machine.kernelFrames());
      }
      looks.startAnew();
      return new Outcome(plan, census, calls, looks.compared, looks.audits, looks.largeLeaves);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(plan.name() + ", up to seed " + seed + ": " + e.getMessage(), e);
    }
  }

  /** Looks at a machine every so many calls. */
  private static final class Looks implements MachineListener {
    private final Machine machine;
    private final Plan plan;
    private CoherenceCheck coherence;
    private long compared;
    private long calls;
    private long audits;
    private long largeLeaves;

    Looks(Machine machine, Plan plan) {
      this.machine = machine;
      this.plan = plan;
      this.coherence = new CoherenceCheck(machine);
    }

    /** Takes a new check, because each one has only so much it compares. */
    void startAnew() {
      assertThat(coherence.passedOver()).as("calls that were not checked").isZero();
      compared += coherence.checked();
      coherence = new CoherenceCheck(machine);
    }

    @Override
    public void served(Task task, SyscallRequest request, SyscallResult result) {
      calls++;
      if (calls % plan.checkEvery() == 0) {
        coherence.served(task, request, result);
      }
      if (calls % plan.auditEvery() == 0) {
        audits++;
        largeLeaves += KernelAudit.check(machine).largeLeaves();
      }
    }

    @Override
    public void ended(Process process) {
      coherence.ended(process);
    }
  }
}
