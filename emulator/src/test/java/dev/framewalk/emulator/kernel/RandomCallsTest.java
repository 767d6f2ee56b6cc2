package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.syscall.Arg;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.LargePages;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every system call with arguments that nobody would pass, from processes that come and go: each is
 * served or refused with an errno, and in the end all frames are back.
 */
final class RandomCallsTest {
  private static final int PROCESSES = 3;
  private static final int PATH_BYTES = 512;
  private static final List<String> PATHS =
      List.of(
          "",
          "/",
          "/dev/shm",
          "/dev/shm/",
          "/dev/shm/a",
          "/dev/shm/b",
          "/dev/shm/a/",
          "/dev/shm/a/b",
          "a",
          "../a",
          "/dev/null",
          "/dev/shm/" + "n".repeat(256),
          "/dev/shm/\u00ff\u00c0\u0080");
  private static final long[] VALUES = {
    0,
    1,
    2,
    3,
    4,
    5,
    7,
    8,
    16,
    0xfff,
    4096,
    4097,
    8192,
    0x10000,
    1 << 20,
    2 << 20,
    64 << 20,
    256L << 20,
    1L << 31,
    1L << 32,
    1L << 40,
    AddressSpace.END - 4096,
    AddressSpace.END,
    1L << 47,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0xffff_8000_0000_0000L,
    -4096,
    -100,
    -2,
    -1,
    SCRATCH,
    SCRATCH_END - 8,
    SCRATCH_END,
    CONSTANT,
    0x4000_0000,
    0x4000_1000,
    0x4010_0000,
    ProgramLoader.STACK_TOP - 4096
  };

  private final Random random = new Random();
  private final GuestHand[] guests = new GuestHand[PROCESSES];

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  @Timeout(60)
  void areServedOrRefused(long seed) throws Exception {
    run(seed, 40_000);
  }

  void run(long seed, int calls) throws Exception {
    random.setSeed(seed);
    final KernelGround ground =
        new KernelGround(
            2000,
            new KernelConfig(
                new ShmLimits(255, 6, 256L << 20),
                24,
                seed % 2 == 0 ? LargePages.WHEN_ALIGNED : LargePages.NEVER,
                seed,
                KernelConfig.DEFAULT_TASKS,
                KernelConfig.DEFAULT_QUANTUM));
    for (int i = 0; i < PROCESSES; i++) {
      renew(ground, i);
    }
    for (int i = 0; i < calls; i++) {
      final int index = random.nextInt(PROCESSES);
      final GuestHand guest = guests[index];
      if (random.nextInt(4) == 0) {
        touch(guest);
      } else {
        final long number = number(ground);
        final long[] arguments = arguments(ground, number);
        long value = guest.call(number, arguments);
        if (guest.process.alive() && guest.process.leader().waitsFor().isPresent()) {
          // Nobody else comes: a signal ends the wait.
          value = guest.interrupt();
        }
        assertThat(value < 0 && value > -4096 && text(value).startsWith("-"))
            .as("call %d answers %d, no errno", number, value)
            .isFalse();
      }
      if (guest.process.alive() && guest.process.leader().waitsFor().isPresent()) {
        ground.kernel.end(guest.process, new ProcessEnd.Killed(Signal.SIGKILL));
      }
      if (!guest.process.alive()) {
        renew(ground, index);
      }
      endChildren(ground);
    }
    ground.assertEverythingReturned();
  }

  /** Ends whoever was forked: only those that were made here go on. */
  private void endChildren(KernelGround ground) {
    for (final Process process : ground.kernel.processes()) {
      if (process.alive() && Arrays.stream(guests).noneMatch(guest -> guest.process == process)) {
        ground.kernel.end(process, new ProcessEnd.Exited(0));
      }
    }
  }

  private void renew(KernelGround ground, int index) {
    if (ground.frames.available() < 64) {
      ground.endAll();
      for (int i = 0; i < PROCESSES; i++) {
        guests[i] = prepared(ground, i);
      }
    } else {
      guests[index] = prepared(ground, index);
    }
  }

  private static GuestHand prepared(KernelGround ground, int index) {
    final GuestHand guest = ground.guest("guest " + index);
    for (int i = 0; i < PATHS.size(); i++) {
      guest.poke(
          SCRATCH + i * PATH_BYTES, (PATHS.get(i) + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }
    return guest;
  }

  private long number(KernelGround ground) {
    final List<SyscallRow> rows = ground.table.rows();
    final int number = rows.get(random.nextInt(rows.size())).number();
    final boolean ends = number == EXIT || number == EXIT_GROUP;
    return random.nextInt(50) == 0 || (ends && random.nextInt(100) > 0)
        ? random.nextInt(400)
        : number;
  }

  /** One or two arguments of six are anything, the others of the kind that the call takes. */
  private long[] arguments(KernelGround ground, long number) {
    final List<Arg> kinds = ground.table.row(number).map(SyscallRow::arguments).orElse(List.of());
    final long[] arguments = new long[6];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          i < kinds.size() && random.nextInt(4) > 0 ? plausible(kinds.get(i)) : argument();
    }
    return arguments;
  }

  private long plausible(Arg kind) {
    return switch (kind) {
      case INT -> random.nextInt(5);
      case SIZE -> random.nextInt(random.nextBoolean() ? 8 : 600) * 4096L + random.nextInt(2);
      case OFFSET -> random.nextInt(600) * 4096L;
      case ADDRESS -> random.nextBoolean() ? 0x4000_0000L + random.nextInt(600) * 4096L : 0;
      case DESCRIPTOR -> random.nextInt(24);
      case DIRECTORY_DESCRIPTOR -> random.nextBoolean() ? AT_FDCWD : random.nextInt(10);
      case PATH -> SCRATCH + random.nextInt(PATHS.size()) * (long) PATH_BYTES;
      case OPEN_FLAGS ->
          random.nextInt(4) | (random.nextInt(4) > 0 ? O_CREAT : 0) | 1 << 7 + random.nextInt(16);
      case MODE -> 0600;
      case PROTECTION -> random.nextInt(8);
      case MAP_FLAGS ->
          1 + random.nextInt(3)
              | (random.nextBoolean() ? MAP_ANONYMOUS : 0)
              | (random.nextInt(3) == 0 ? MAP_FIXED : 0)
              | (random.nextInt(4) == 0 ? MAP_GROWSDOWN : 0);
      case SYNC_FLAGS -> 1L << random.nextInt(3);
      case BUFFER -> random.nextBoolean() ? SCRATCH : 0x4000_0000L + random.nextInt(600) * 4096L;
    };
  }

  private long argument() {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt(10);
      case 1 -> SCRATCH + random.nextInt(PATHS.size()) * (long) PATH_BYTES;
      case 2 -> 1L << random.nextInt(64);
      case 3 -> VALUES[random.nextInt(VALUES.length)] + random.nextInt(3) - 1;
      case 4 -> 0x4000_0000L + random.nextInt(600) * 4096L;
      case 5 -> random.nextInt(1 << 26) & (random.nextBoolean() ? 0x33 | 3 << 6 : -1);
      case 6 -> random.nextBoolean() ? random.nextLong() : random.nextInt();
      default -> VALUES[random.nextInt(VALUES.length)];
    };
  }

  private void touch(GuestHand guest) {
    final long address = argument();
    final Access access = Access.values()[random.nextInt(3)];
    final Object answer =
        switch (access) {
          case READ -> guest.load(address);
          case WRITE -> guest.store(address, 1);
          case FETCH -> guest.fetch(address);
        };
    assertThat(answer).isNotNull();
  }
}
