package dev.framewalk.guest.junit;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;

import dev.framewalk.emulator.machine.Machine;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests that pass, to be run by a test. */
@Scenario
class PassingScenarios {
  /** How many run at a time. */
  static final int THREADS = 4;

  @GuestTest
  @GuestProgram(value = "echo.S", args = "x")
  void passes(GuestProcess process) {
    assertThat(process).exitedWith(0);
  }

  /** The same two programs under many seeds. */
  @Scenario
  static class Parallel {
    static final int TESTS = 46;

    private static final Map<Machine, Set<Long>> USERS = new ConcurrentHashMap<>();
    private static final AtomicInteger RUNNING = new AtomicInteger();
    private static final AtomicInteger MOST = new AtomicInteger();

    /** The first ones wait for one another. */
    private static volatile CountDownLatch together = new CountDownLatch(THREADS);

    static void forget() {
      USERS.clear();
      RUNNING.set(0);
      MOST.set(0);
      together = new CountDownLatch(THREADS);
    }

    static Set<Machine> machines() {
      return USERS.keySet();
    }

    static int mostAtATime() {
      return MOST.get();
    }

    static Map<Machine, Set<Long>> threadsOfMachines() {
      return USERS;
    }

    @BeforeEach
    void begin(Machine machine) throws InterruptedException {
      use(machine);
      MOST.accumulateAndGet(RUNNING.incrementAndGet(), Math::max);
      together.countDown();
      final boolean unused = together.await(20, TimeUnit.SECONDS);
    }

    @AfterEach
    void end(Machine machine) {
      use(machine);
      RUNNING.decrementAndGet();
    }

    @GuestSeeds("1..40")
    @GuestProgram(value = "producer.S", args = "300")
    @GuestProgram(value = "consumer.S", args = "300")
    void theSumIsRight(Machine machine, @Guest("consumer") GuestProcess consumer) {
      use(machine);
      // 300 * 301 * 601 / 6
      assertThat(consumer).printed("sum 9045050\n");
    }

    @GuestSeeds("1..6")
    @GuestProgram("producer.S")
    @GuestProgram("consumer.S")
    @GuestMachine(linux = LinuxComparison.SAME)
    void theSumIsTheOneOfLinux(@Guest("consumer") GuestProcess consumer) {
      assertThat(consumer).printed("sum 204\n");
    }

    private static void use(Machine machine) {
      USERS
          .computeIfAbsent(machine, unused -> ConcurrentHashMap.newKeySet())
          .add(Thread.currentThread().getId());
    }
  }
}
