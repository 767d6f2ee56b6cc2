package dev.framewalk.guest.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes lists of system calls for {@code c/fuzz/sequence.c} out of seeds: calls on a few objects,
 * descriptors and pages, so that most of them meet what earlier ones did.
 */
final class SequenceGenerator {
  private static final int PAGE = 4096;

  /** Pages that mappings are made in; the last ones of the arena stay for what grows. */
  private static final int PAGES = 48;

  private static final int MAX_CALLS = 60;

  private static final int[] OPEN_FLAGS = {0, 1, 2, 0x40, 0x80, 0x200, 0x400, 0x80000};
  private static final int[] PROTECTIONS = {0, 1, 3, 3, 3, 5, 7, 2};

  /** Of madvise(2); those aside that harm the host (MADV_HWPOISON, 100 and 101, above all). */
  private static final int[] ADVICE = {
    0, 1, 2, 3, 4, 4, 4, 8, 9, 10, 11, 16, 17, 18, 18, 19, 20, 22, 23, 99
  };

  private final SplittableRandom random;
  private final List<String> lines = new ArrayList<>();
  private int depth;

  private SequenceGenerator(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** The list of {@code seed}. */
  static List<String> lines(long seed) {
    return new SequenceGenerator(seed).make();
  }

  private List<String> make() {
    // Without an object that has a size, and a mapping, most calls are refused.
    add("open", 0, 0x42, 0644);
    add("ftruncate", 3, random.nextInt(1, 9) * PAGE - (random.nextInt(3) == 0 ? 100 : 0));
    final int calls = random.nextInt(8, MAX_CALLS);
    for (int i = 0; i < calls; i++) {
      call();
    }
    while (depth > 0) {
      depth--;
      add("end");
    }
    return List.copyOf(lines);
  }

  private void call() {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> descriptors();
      case 3, 4 -> sizes();
      case 5, 6, 7 -> transfers();
      case 8, 9 -> names();
      case 10, 11, 12 -> map();
      case 13, 14, 15 -> pages();
      case 16 -> locks();
      case 17 -> signals();
      case 18 -> remap();
      default -> forkOrEnd();
    }
  }

  private void descriptors() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> add("open", name(), flags(), mode());
      case 3 -> add("close", descriptor());
      case 4 -> add("dup", descriptor());
      case 5 -> add("dup2", descriptor(), random.nextInt(3, 12));
      case 6 -> add("dup3", descriptor(), random.nextInt(3, 12), one(0, 0x80000, 0x800, 1));
      case 7 ->
          add(
              "fcntl",
              descriptor(),
              one(0, 1, 2, 3, 4, 4, 1030, 1033, 1034),
              one(0, 1, 2, 4, 5, 8, 0x400, 0xc00));
      case 8 -> add("pipe");
      default -> add("memfd", random.nextInt(4));
    }
  }

  private void sizes() {
    switch (random.nextInt(5)) {
      case 0, 1 -> add("ftruncate", descriptor(), size());
      case 2 -> add("truncate", name(), size());
      case 3 -> add("fallocate", descriptor(), one(0, 0, 1, 2, 3), size(), size());
      // SEEK_DATA and SEEK_HOLE aside: an object has no holes here, on Linux it begins as one.
      default -> add("lseek", descriptor(), one(0, 1, PAGE, 10_000, -5, -10_000), one(0, 1, 2, 5));
    }
  }

  private void transfers() {
    switch (random.nextInt(8)) {
      case 0 -> add("read", descriptor(), random.nextInt(3 * PAGE));
      case 1 -> add("pread", descriptor(), random.nextInt(3 * PAGE), offset());
      case 2 -> add("write", descriptor(), random.nextInt(3 * PAGE), 0, random.nextInt(100));
      case 3 ->
          add("pwrite", descriptor(), random.nextInt(2 * PAGE), offset(), random.nextInt(100));
      case 4 -> add("readto", descriptor(), address(), random.nextInt(3 * PAGE));
      case 5 -> add("writefrom", descriptor(), address(), random.nextInt(3 * PAGE));
      case 6 -> add(one("writev", "readv"), descriptor(), page(), random.nextInt(2 * PAGE));
      default -> add("poll", descriptor(), descriptor(), one(0, 1, 4, 5, 0x2000));
    }
  }

  private void names() {
    switch (random.nextInt(10)) {
      case 0, 1 -> add("fstat", descriptor());
      case 2, 3 -> add(one("link", "rename"), name(), name());
      case 4, 5 -> add("unlink", name());
      case 6 -> add("fchmod", descriptor(), mode());
      case 7 -> add("chmod", name(), mode());
      case 8 -> add("access", name(), random.nextInt(8));
      default -> add(one("umask", "fsync"), one(022, 077, 3, 4));
    }
  }

  private void pages() {
    switch (random.nextInt(12)) {
      case 0, 1 -> add("munmap", page(), length());
      case 2, 3 -> add("mprotect", page(), length(), one(PROTECTIONS));
      case 4, 5 -> add("madvise", page(), length(), one(ADVICE));
      case 6, 7 -> add("store", address(), random.nextInt(256));
      case 8 -> add("load", address());
      case 9 -> add("msync", page(), random.nextInt(6) * PAGE, one(1, 2, 4, 6));
      case 10 -> add("mincore", page(), random.nextInt(6) * PAGE);
      // FUTEX_WAIT, FUTEX_WAKE, FUTEX_REQUEUE, FUTEX_CMP_REQUEUE, FUTEX_WAKE_OP; shared or not.
      default ->
          add(
              "futex",
              page() * PAGE + one(0, 4, PAGE - 4, 2),
              one(0, 0, 1, 3, 4, 5) | one(0, 128),
              random.nextInt(2),
              1,
              page(),
              random.nextInt(2));
    }
  }

  private void locks() {
    switch (random.nextInt(7)) {
      case 0 -> add("mlock", page(), length(), random.nextInt(3));
      case 1 -> add("munlock", page(), length());
      case 2 -> add("mlockall", one(0, 2, 6, 8));
      case 3 -> add("flock", descriptor(), one(1, 2, 8));
      // F_SETLK and F_GETLK; of the process and, F_OFD_, of the open file. New kernels understand
      // F_OFD_GETLK with F_UNLCK.
      case 4 -> lock(one(6, 37), random.nextInt(3));
      case 5 -> lock(one(5, 36), random.nextInt(2));
      default -> add("limit", one(1, 7), one(5, 8, PAGE, 20_000));
    }
  }

  private void lock(int command, int type) {
    add(
        "lock",
        descriptor(),
        command,
        type,
        random.nextInt(3),
        random.nextInt(4) * 100,
        random.nextInt(4) * 100);
  }

  private void signals() {
    switch (random.nextInt(8)) {
      case 0, 1 ->
          add(
              "handle",
              random.nextInt(6),
              one(0, 1, 2, 2, 2),
              one(0, 0, 0x40000000, 0x80000000, 0x10000000),
              random.nextInt(64));
      case 2, 3 -> add("mask", random.nextInt(3), random.nextInt(64));
      case 4, 5 -> add("raise", random.nextInt(6), random.nextInt(3));
      case 6 -> add("pending");
      default -> add("take", random.nextInt(64));
    }
  }

  private void map() {
    final boolean anonymous = random.nextInt(3) == 0;
    final int flags =
        one(1, 1, 1, 2, 2, 3)
            | (anonymous ? 0x20 : 0)
            | one(0x10, 0x10, 0x10, 0x10, 0, 0x100000, 0x8010, 0x4010);
    add(
        "mmap",
        page(),
        length(),
        one(PROTECTIONS),
        flags,
        anonymous ? -1 : descriptor(),
        random.nextInt(3) == 0 ? random.nextInt(6) : 0);
  }

  private void remap() {
    add(
        "mremap",
        page(),
        random.nextInt(5),
        random.nextInt(6),
        one(0, 0, 3, 3, 1, 2, 7),
        random.nextInt(PAGES, PAGES + 40));
  }

  private void forkOrEnd() {
    if (depth > 0 && random.nextBoolean()) {
      depth--;
      add("end");
    } else if (depth < 2) {
      depth++;
      add("fork");
    }
  }

  private int name() {
    return random.nextInt(6);
  }

  private int descriptor() {
    return random.nextInt(12) == 0 ? random.nextInt(-1, 14) : random.nextInt(3, 8);
  }

  private int flags() {
    return one(2, 2, 0x42, 0x42, 0) | (random.nextInt(3) == 0 ? one(OPEN_FLAGS) : 0);
  }

  private int mode() {
    return one(0644, 0644, 0600, 0666, 0400, 0);
  }

  private int page() {
    return random.nextInt(PAGES);
  }

  private int length() {
    return random.nextInt(8) == 0 ? random.nextInt(6 * PAGE) : random.nextInt(1, 7) * PAGE;
  }

  private int size() {
    return random.nextInt(4) == 0 ? random.nextInt(8 * PAGE) : random.nextInt(9) * PAGE;
  }

  private int offset() {
    return random.nextInt(8) == 0 ? -1 : random.nextInt(6 * PAGE);
  }

  private int address() {
    return page() * PAGE + one(0, 1, 100, PAGE - 1);
  }

  private int one(int... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void add(String name, long... arguments) {
    final StringBuilder line = new StringBuilder(name);
    for (final long argument : arguments) {
      line.append(' ').append(argument);
    }
    lines.add(line.toString());
  }
}
