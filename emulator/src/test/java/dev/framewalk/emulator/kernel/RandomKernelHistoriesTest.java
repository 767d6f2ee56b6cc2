package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.ModelGuest.ModelObject;
import dev.framewalk.emulator.kernel.ModelGuest.ModelPage;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.Access;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long random histories of a few processes over a few objects, each step compared with {@link
 * ModelGuest}: what calls and accesses answer, then regions, entries, frames, bytes, and whether a
 * TLB that forgets only what it is told to could still go wrong.
 */
final class RandomKernelHistoriesTest {
  /** Mapped and unmapped at random; what GuestHand needs lies below. */
  static final long ARENA = 0x1000_0000;

  private static final int PROCESSES = 3;
  private static final int OBJECTS = 3;
  private static final int[] PROTECTIONS = {0, PROT_READ, PROT_WRITE, RW, 5, RWX, PROT_EXEC};
  private static final long HALF = 4096L / ModelGuest.WORDS;

  /** Where things are in a history and how large. */
  private record Scale(long base, int arenaPages, int objectPages, int checkEvery) {}

  /** On both sides of a boundary of 1 GiB, so that half of the pages have tables of their own. */
  private static final Scale SMALL = new Scale(0x4000_0000L - 12 * 4096, 24, 12, 1);

  private static final Scale LARGE = new Scale(ARENA, 3 * 512, 1200, 16);

  private Scale scale = SMALL;
  private KernelGround ground = new KernelGround();
  private Random random = new Random();
  private final ModelGuest[] guests = new ModelGuest[PROCESSES];
  private final ModelObject[] objects = new ModelObject[OBJECTS];
  private int refusedForFrames;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void withFramesForAll(long seed) throws Exception {
    run(new KernelGround(), SMALL, seed, 1500);
    assertThat(refusedForFrames).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16})
  void withFramesForSome(long seed) throws Exception {
    run(KernelGround.ofFrames(52), SMALL, seed, 1500);
    assertThat(refusedForFrames).as("refused for want of frames").isGreaterThan(10);
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void withLargePages(long seed) throws Exception {
    run(KernelGround.withLargePages(16_384), LARGE, seed, 400);
    assertThat(refusedForFrames).isZero();
  }

  private void run(KernelGround on, Scale withScale, long seed, int steps) throws Exception {
    ground = on;
    scale = withScale;
    random = new Random(seed);
    for (int i = 0; i < PROCESSES; i++) {
      guests[i] = new ModelGuest(ground, "guest " + i);
      guests[i].hand.poke(SCRATCH, new byte[2 * 4096]);
    }
    for (int i = 0; i < OBJECTS; i++) {
      makeObject(i);
    }
    for (int step = 0; step < steps; step++) {
      final String what = step();
      if (step % scale.checkEvery == 0) {
        try {
          check();
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + ", step " + step + ": " + what, e);
        }
      }
    }
    check();
    ground.assertEverythingReturned();
  }

  private void check() {
    final Map<long[], Integer> own = new IdentityHashMap<>();
    final Set<ModelObject> live = new HashSet<>(List.of(objects));
    for (final ModelGuest guest : guests) {
      guest.countOwn(own);
    }
    for (final ModelGuest guest : guests) {
      guest.check(own);
      for (final ModelPage page : guest.pages.values()) {
        if (page.object != null) {
          live.add(page.object);
        }
      }
    }
    long shared = 0;
    for (final ModelObject object : live) {
      object.check(ground);
      shared += object.pageCount();
    }
    assertThat(ground.frames.used(FramePurpose.PRIVATE))
        .as("private frames")
        .isEqualTo(own.size() + 2L * PROCESSES);
    assertThat(ground.frames.used(FramePurpose.SHARED_OBJECT)).as("objects'").isEqualTo(shared);
    assertThat(ground.kernel.registry().count()).as("objects").isEqualTo(live.size());
  }

  private String step() {
    final ModelGuest guest = guests[random.nextInt(PROCESSES)];
    final int kind = random.nextInt(100);
    if (kind < 22) {
      return map(guest);
    } else if (kind < 30) {
      return unmap(guest);
    } else if (kind < 42) {
      return protect(guest);
    } else if (kind < 50) {
      return truncate(guest);
    } else if (kind < 86) {
      return touch(guest);
    } else if (kind < 92) {
      return write(guest);
    } else if (kind < 97) {
      return read(guest);
    } else if (kind < 98) {
      return replaceObject();
    }
    return replaceProcess();
  }

  // ---- what is drawn

  private int pageInArena() {
    final int page = random.nextInt(scale.arenaPages);
    return scale == LARGE && random.nextBoolean() ? page & -512 : page;
  }

  private int count(int from, int most) {
    final int left = most - from;
    final int count = 1 + random.nextInt(Math.min(left, scale == LARGE ? 1024 : 9));
    return scale == LARGE && random.nextBoolean() ? Math.min(left, (count + 511) & -512) : count;
  }

  private long address(int page) {
    return scale.base + page * 4096L;
  }

  /** Descriptors 3 to 8: of object i to read and write, then read-only. */
  private static long writer(int object) {
    return 3 + 2L * object;
  }

  private static long reader(int object) {
    return 4 + 2L * object;
  }

  // ---- calls

  /** Whether a call that must succeed did; it may be refused only when frames are short. */
  private boolean succeeded(long value, Errno refusal, long available, long neededAtMost) {
    if (value >= 0) {
      return true;
    }
    assertThat(text(value)).isEqualTo(refusal.name());
    assertThat(available).as("frames there were").isLessThan(neededAtMost);
    refusedForFrames++;
    return false;
  }

  private String map(ModelGuest guest) {
    final int first = pageInArena();
    final int count = count(first, scale.arenaPages);
    final int index = random.nextInt(OBJECTS + 1);
    final ModelObject object = index < OBJECTS ? objects[index] : null;
    final boolean shared = object != null && random.nextInt(3) > 0;
    final boolean readOnly = object != null && random.nextInt(4) == 0;
    final int protection = PROTECTIONS[random.nextInt(PROTECTIONS.length)];
    final boolean replace = random.nextInt(4) > 0;
    int offset = object == null ? 0 : random.nextInt(scale.objectPages);
    if (scale == LARGE && random.nextInt(3) > 0) {
      offset &= -512;
    }
    final String what =
        String.format(
            "map pages %d+%d of object %d+%d shared %b read-only %b protection %d",
            first, count, index, offset, shared, readOnly, protection);
    final long available = ground.frames.available();
    final long value =
        guest.hand.call(
            MMAP,
            address(first),
            count * 4096L,
            protection,
            (shared ? MAP_SHARED : MAP_PRIVATE)
                | (object == null ? MAP_ANONYMOUS : 0)
                | (replace ? MAP_FIXED : MAP_FIXED_NOREPLACE),
            readOnly ? reader(index) : object == null ? -1 : writer(index),
            offset * 4096L);
    final boolean inUse = !guest.pages.subMap(address(first), address(first + count)).isEmpty();
    if (!replace && inUse) {
      assertThat(text(value)).as(what).isEqualTo("EEXIST");
    } else if (shared && readOnly && (protection & PROT_WRITE) != 0) {
      assertThat(text(value)).as(what).isEqualTo("EACCES");
    } else if (succeeded(value, Errno.ENOMEM, available, 8)) {
      for (int i = 0; i < count; i++) {
        guest.pages.put(
            address(first + i), new ModelPage(object, offset + i, shared, readOnly, protection));
      }
    }
    return what;
  }

  private String unmap(ModelGuest guest) {
    final int first = pageInArena();
    final int count = count(first, scale.arenaPages);
    assertThat(guest.hand.call(MUNMAP, address(first), count * 4096L)).isZero();
    guest.pages.subMap(address(first), address(first + count)).clear();
    return "unmap " + first + "+" + count;
  }

  private String protect(ModelGuest guest) {
    final int first = pageInArena();
    final int count = count(first, scale.arenaPages);
    final int protection = PROTECTIONS[random.nextInt(PROTECTIONS.length)];
    final String what = "protect " + first + "+" + count + " " + protection;
    String expected = "0";
    for (int i = first; i < first + count && expected.equals("0"); i++) {
      final ModelPage page = guest.pages.get(address(i));
      if (page == null) {
        expected = "ENOMEM";
      } else if (page.shared && page.readOnlyOpen && (protection & PROT_WRITE) != 0) {
        expected = "EACCES";
      } else {
        page.protection = protection;
      }
    }
    assertThat(text(guest.hand.call(MPROTECT, address(first), count * 4096L, protection)))
        .as(what)
        .isEqualTo(expected);
    return what;
  }

  private String truncate(ModelGuest guest) {
    final int index = random.nextInt(OBJECTS);
    final ModelObject object = objects[index];
    final long size = random.nextInt(scale.objectPages * 8) * 512L;
    final long available = ground.frames.available();
    final long tables = 3L * (object.real.stat().mappings() + 1);
    final long value = guest.hand.call(FTRUNCATE, writer(index), size);
    final long more = ((size + 4095) >>> 12) - object.pageCount();
    if (succeeded(value, Errno.ENOMEM, available, more + tables)) {
      object.resize(size);
      for (final ModelGuest each : guests) {
        each.objectShrank(object);
      }
    }
    return "truncate " + index + " to " + size;
  }

  private String touch(ModelGuest guest) {
    final long address =
        address(random.nextInt(scale.arenaPages)) + random.nextInt(ModelGuest.WORDS) * HALF;
    final Access access = Access.values()[random.nextInt(3)];
    final String what = access + " 0x" + Long.toHexString(address);
    final long available = ground.frames.available();
    final FaultVerdict verdict = guest.cpu.access(address, access);
    if (verdict == FaultVerdict.OUT_OF_FRAMES) {
      assertThat(available).as(what).isLessThan(4);
      assertThat(guest.expected(address, access)).isEqualTo(FaultVerdict.RESOLVED);
      refusedForFrames++;
      return what;
    }
    assertThat(verdict).as(what).isEqualTo(guest.expected(address, access));
    if (verdict == FaultVerdict.RESOLVED) {
      final long[] words = guest.words(address, access);
      final int word = (int) ((address & 0xfff) / HALF);
      if (access == Access.WRITE) {
        words[word] = random.nextLong();
        guest.cpu.setWord(words[word]);
      } else {
        assertThat(guest.cpu.word()).as(what).isEqualTo(words[word]);
      }
    }
    return what;
  }

  private String write(ModelGuest guest) {
    final int index = random.nextInt(OBJECTS);
    final ModelObject object = objects[index];
    final long position = random.nextInt(scale.objectPages * ModelGuest.WORDS) * HALF;
    final long word = random.nextLong();
    guest.hand.poke(
        SCRATCH, ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(word).array());
    assertThat(guest.hand.call(LSEEK, writer(index), position, 0)).isEqualTo(position);
    final long available = ground.frames.available();
    final long more = (position >>> 12) + 1 - object.pageCount();
    final long tables = 3L * (object.real.stat().mappings() + 1);
    final long value = guest.hand.call(WRITE, writer(index), SCRATCH, 8);
    if (succeeded(value, Errno.ENOSPC, available, more + tables)) {
      assertThat(value).isEqualTo(8);
      if (position + 8 > object.size) {
        object.resize(position + 8);
      }
      object.page(position >>> 12)[(int) (position % 4096 / HALF)] = word;
    }
    return "write " + index + " at " + position;
  }

  /** Reads a word of an object to wherever: into a mapping, maybe the object's own. */
  private String read(ModelGuest guest) {
    final int index = random.nextInt(OBJECTS);
    final ModelObject object = objects[index];
    final long position = random.nextInt(scale.objectPages * ModelGuest.WORDS) * HALF;
    final long address =
        address(random.nextInt(scale.arenaPages)) + random.nextInt(ModelGuest.WORDS) * HALF;
    final String what = "read " + index + " at " + position + " to 0x" + Long.toHexString(address);
    assertThat(guest.hand.call(LSEEK, reader(index), position, 0)).isEqualTo(position);
    final long available = ground.frames.available();
    final String value = text(guest.hand.call(READ, reader(index), address, 8));
    if (position >= object.size) {
      assertThat(value).as(what).isEqualTo("0");
    } else if (guest.expected(address, Access.WRITE) != FaultVerdict.RESOLVED) {
      assertThat(value).as(what).isEqualTo("EFAULT");
    } else if (value.equals("EFAULT")) {
      assertThat(available).as(what).isLessThan(4);
      refusedForFrames++;
    } else {
      assertThat(value).as(what).isEqualTo("8");
      final long word = object.page(position >>> 12)[(int) (position % 4096 / HALF)];
      guest.words(address, Access.WRITE)[(int) ((address & 0xfff) / HALF)] = word;
    }
    return what;
  }

  // ---- objects and processes that come and go

  private void makeObject(int index) {
    final String path = "/dev/shm/object-" + index;
    for (final ModelGuest guest : guests) {
      open(guest, path);
    }
    try {
      final OpenFile file = guests[0].hand.process.descriptors().get(writer(index));
      objects[index] = new ModelObject(((ObjectFile) file).object());
    } catch (ErrnoException e) {
      throw new AssertionError("not open", e);
    }
  }

  private static void open(ModelGuest guest, String path) {
    assertThat(guest.hand.open(path, O_RDWR | O_CREAT)).isPositive();
    assertThat(guest.hand.open(path, 0)).isPositive();
  }

  private String replaceObject() {
    final int index = random.nextInt(OBJECTS);
    for (final ModelGuest guest : guests) {
      assertThat(guest.hand.call(CLOSE, writer(index))).isZero();
      assertThat(guest.hand.call(CLOSE, reader(index))).isZero();
    }
    final GuestHand hand = guests[0].hand;
    assertThat(hand.call(UNLINK, hand.string("/dev/shm/object-" + index))).isZero();
    makeObject(index);
    return "replace object " + index;
  }

  private String replaceProcess() {
    final int index = random.nextInt(PROCESSES);
    ground.kernel.end(guests[index].hand.process, new ProcessEnd.Exited(0));
    if (ground.frames.available() < 16) {
      // Too little for a new one: make room.
      final List<Integer> all = new ArrayList<>(List.of(0, 1, 2));
      all.remove(Integer.valueOf(index));
      for (final int other : all) {
        assertThat(guests[other].hand.call(MUNMAP, address(0), scale.arenaPages * 4096L)).isZero();
        guests[other].pages.clear();
      }
    }
    guests[index].pages.clear();
    final ModelGuest parent = guests[(index + 1) % PROCESSES];
    final GuestHand child = random.nextInt(4) > 0 ? parent.hand.tryFork() : null;
    guests[index] = child == null ? new ModelGuest(ground, "guest " + index) : parent.forked(child);
    guests[index].hand.poke(SCRATCH, new byte[2 * 4096]);
    for (int i = 0; i < OBJECTS; i++) {
      open(guests[index], "/dev/shm/object-" + i);
    }
    return "replace process " + index + (child == null ? "" : " by a child of the next");
  }
}
