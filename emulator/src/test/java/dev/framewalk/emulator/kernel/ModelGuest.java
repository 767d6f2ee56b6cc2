package dev.framewalk.emulator.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one process's memory must be, page by page, in the plainest way that it can be written down.
 * Of each page two words are looked at: the first of each half.
 */
final class ModelGuest {
  /** Words of a page that the model follows. */
  static final int WORDS = 2;

  /** An object: its size and the words of its pages. */
  static final class ModelObject {
    final ShmObject real;
    long size;
    final TreeMap<Long, long[]> pages = new TreeMap<>();

    ModelObject(ShmObject real) {
      this.real = real;
    }

    long pageCount() {
      return (size + 4095) >>> 12;
    }

    long[] page(long index) {
      return pages.computeIfAbsent(index, absent -> new long[WORDS]);
    }

    /** POSIX.1-2017 ftruncate: what the object gains is zero, what it loses is gone. */
    void resize(long newSize) {
      final long kept = Math.min(size, newSize);
      if (newSize != size) {
        pages.tailMap((kept + 4095) >>> 12).clear();
        for (int word = 0; kept % 4096 != 0 && word < WORDS; word++) {
          if (word * (4096L / WORDS) >= kept % 4096) {
            page(kept >>> 12)[word] = 0;
          }
        }
      }
      size = newSize;
    }

    /** Its frames hold what the model says. */
    void check(KernelGround ground) {
      assertThat(real.size()).isEqualTo(size);
      assertThat(real.frames().size()).isEqualTo(pageCount());
      for (long index = 0; index < pageCount(); index++) {
        final PhysFrame frame = real.frames().get(index);
        assertThat(ground.frames.purpose(frame)).contains(FramePurpose.SHARED_OBJECT);
        checkWords(ground, frame, page(index));
      }
    }
  }

  /** One mapped page. */
  static final class ModelPage {
    final @Nullable ModelObject object;
    final long objectPage;
    final boolean shared;
    final boolean readOnlyOpen;
    int protection;

    /** A private page's own words, once it has them; the same array while pages are the same. */
    long @Nullable [] own;

    /** Whether another process may have them too, so that who writes takes a copy (fork(2)). */
    boolean inherited;

    ModelPage(
        @Nullable ModelObject object,
        long objectPage,
        boolean shared,
        boolean readOnlyOpen,
        int protection) {
      this.object = object;
      this.objectPage = objectPage;
      this.shared = shared;
      this.readOnlyOpen = readOnlyOpen;
      this.protection = protection;
    }

    /** What a child gets of it. */
    ModelPage forked() {
      final ModelPage child = new ModelPage(object, objectPage, shared, readOnlyOpen, protection);
      child.own = own;
      child.inherited = own != null;
      inherited = child.inherited;
      return child;
    }

    boolean beyond() {
      return object != null && objectPage >= object.pageCount();
    }
  }

  final GuestHand hand;
  final ModelCpu cpu;
  final TreeMap<Long, ModelPage> pages = new TreeMap<>();
  private final KernelGround ground;
  private final PageWalk walk;

  ModelGuest(KernelGround ground, String name) {
    this(ground, ground.guest(name));
  }

  private ModelGuest(KernelGround ground, GuestHand hand) {
    this.ground = ground;
    this.hand = hand;
    this.cpu = new ModelCpu(hand.process, ground.memory);
    hand.tlb = cpu::flush;
    this.walk = new PageWalk(ground.memory);
  }

  /** The child that {@code childHand} is of: it has what this one has. */
  ModelGuest forked(GuestHand childHand) {
    final ModelGuest child = new ModelGuest(ground, childHand);
    pages.forEach((address, page) -> child.pages.put(address, page.forked()));
    return child;
  }

  /** What an access must come to, frames permitting. */
  FaultVerdict expected(long address, Access access) {
    final ModelPage page = pages.get(address & -4096L);
    if (page == null) {
      return FaultVerdict.NOT_MAPPED;
    }
    final boolean allowed =
        switch (access) {
          case READ -> page.protection != 0;
          case WRITE -> (page.protection & Protection.PROT_WRITE) != 0;
          case FETCH -> (page.protection & Protection.PROT_EXEC) != 0;
        };
    if (!allowed) {
      return FaultVerdict.NOT_ALLOWED;
    }
    return page.beyond() ? FaultVerdict.BEYOND_OBJECT : FaultVerdict.RESOLVED;
  }

  /** The words that an access which went through reads or writes. */
  long[] words(long address, Access access) {
    final ModelPage page = Objects.requireNonNull(pages.get(address & -4096L));
    if (page.object != null && (page.shared || (page.own == null && access != Access.WRITE))) {
      return page.object.page(page.objectPage);
    }
    long[] own = page.own;
    if (own == null) {
      own = page.object == null ? new long[WORDS] : page.object.page(page.objectPage).clone();
      page.own = own;
    } else if (access == Access.WRITE && page.inherited) {
      own = own.clone();
      page.own = own;
    }
    if (access == Access.WRITE) {
      page.inherited = false;
    }
    return own;
  }

  /** Forgets the copies of pages that {@code object} does not reach any more. */
  void objectShrank(ModelObject object) {
    for (final ModelPage page : pages.values()) {
      if (page.object == object && page.beyond()) {
        page.own = null;
      }
    }
  }

  /** Counts the pages that have words of their own: so many references have their frames. */
  void countOwn(Map<long[], Integer> counts) {
    for (final ModelPage page : pages.values()) {
      if (page.own != null) {
        counts.merge(page.own, 1, Integer::sum);
      }
    }
  }

  /** Regions, entries, frames and the TLB are as the model has it. */
  void check(Map<long[], Integer> own) {
    cpu.checkTlb();
    checkRegions();
    for (final Map.Entry<Long, ModelPage> entry : pages.entrySet()) {
      checkPage(entry.getKey(), entry.getValue(), own);
    }
    final long[] strays = {0};
    hand.process
        .space()
        .mapper()
        .forEachLeaf(
            GuestHand.pages(0, 1L << 35),
            (virtual, leaf, size) -> {
              for (long at = virtual; at < virtual + size.bytes(); at += 4096) {
                if (at >= RandomKernelHistoriesTest.ARENA && !pages.containsKey(at)) {
                  strays[0]++;
                }
              }
            });
    assertThat(strays[0]).as("entries of pages that are not mapped").isZero();
  }

  private void checkRegions() {
    long mapped = 0;
    Region last = null;
    for (final Region region : hand.process.space().regions()) {
      assertThat(
              last == null
                  || last.end() < region.start()
                  || (last.end() == region.start() && !last.continuesAs(region)))
          .as("%s and %s", last, region)
          .isTrue();
      last = region;
      if (region.start() >= RandomKernelHistoriesTest.ARENA) {
        mapped += region.range().count();
      }
    }
    assertThat(mapped).as("pages in regions").isEqualTo(pages.size());
  }

  private void checkPage(long address, ModelPage page, Map<long[], Integer> counts) {
    final Region region = hand.process.space().regionAt(address).orElseThrow();
    assertThat(region.protection().bits()).isEqualTo(page.protection);
    assertThat(region.sharing() == Sharing.SHARED).isEqualTo(page.shared);
    if (page.object == null) {
      assertThat(region.backing()).isInstanceOf(Backing.Anonymous.class);
    } else {
      final OfObject backing = (OfObject) region.backing();
      assertThat(backing.object()).isSameAs(page.object.real);
      assertThat(backing.firstPage() + ((address - region.start()) >>> 12))
          .isEqualTo(page.objectPage);
    }
    final boolean present = walk.find(hand.process.space().mode(), address);
    if (page.own != null || (page.shared && !page.beyond())) {
      assertThat(present).as("0x%x is present", address).isTrue();
    } else if (page.object == null || page.beyond()) {
      assertThat(present).as("0x%x is not present", address).isFalse();
    }
    if (present) {
      checkEntry(page, counts);
    }
  }

  private void checkEntry(ModelPage page, Map<long[], Integer> counts) {
    final boolean mayWrite = (page.protection & Protection.PROT_WRITE) != 0;
    final boolean mayExecute = (page.protection & Protection.PROT_EXEC) != 0;
    assertThat(walk.user()).as("user").isEqualTo(page.protection != 0);
    assertThat(walk.writable() && !mayWrite).as("writable").isFalse();
    assertThat(walk.executable() && !mayExecute).as("executable").isFalse();
    if (page.shared) {
      assertThat(walk.writable()).isEqualTo(mayWrite);
    }
    final PhysFrame frame = PhysFrame.containing(PhysAddr.of(walk.physical()));
    final long[] own = page.own;
    if (own != null) {
      assertThat(ground.frames.purpose(frame)).contains(FramePurpose.PRIVATE);
      assertThat(ground.frames.references(frame)).isEqualTo(counts.get(own));
      assertThat(walk.writable() && ground.frames.references(frame) > 1)
          .as("written by one, seen by others")
          .isFalse();
      checkWords(ground, frame, own);
    } else {
      assertThat(frame)
          .isEqualTo(Objects.requireNonNull(page.object).real.frames().get(page.objectPage));
      assertThat(page.shared || !walk.writable()).as("the object's until stored to").isTrue();
    }
  }

  private static void checkWords(KernelGround ground, PhysFrame frame, long[] words) {
    for (int word = 0; word < WORDS; word++) {
      assertThat(ground.memory.readWord(frame.start().value() + word * (4096L / WORDS)))
          .as("word %d of %s", word, frame)
          .isEqualTo(words[word]);
    }
  }
}
