package dev.framewalk.guest.hostile;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.AuditCheck;
import dev.framewalk.emulator.kernel.AddressSpace;
import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.SharedMapping;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.shm.ShmStat;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.LargePages;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at everything that a machine's kernel owns and says whether it fits together: each frame in
 * use belongs to one owner, and each entry says what its region says.
 *
 * <p>Entries are read by a walk of its own after Intel SDM 3A figure 4-11, so that the tables are
 * not judged by the code that wrote them. What the debugger's own audit says must be as good.
 */
final class KernelAudit {
  private static final long PRESENT = 1;
  private static final long WRITABLE = 1 << 1;
  private static final long USER = 1 << 2;
  private static final long LARGE = 1 << 7;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long FRAME = 0x000f_ffff_ffff_f000L;
  private static final int ENTRIES = 512;
  private static final int PML4_SHIFT = 39;
  private static final int PT_SHIFT = 12;

  private final Machine machine;
  private final PhysicalMemory memory;
  private final FrameAllocator frames;
  private final Map<Long, Integer> privateFrames = new HashMap<>();
  private final Map<ShmObject, Set<SharedMapping>> shown = new IdentityHashMap<>();
  private final Map<Region, Long> entered = new IdentityHashMap<>();
  private long tables;
  private long leaves;
  private long largeLeaves;

  private KernelAudit(Machine machine) {
    this.machine = machine;
    this.memory = machine.memory();
    this.frames = machine.frames();
  }

  /** What an audit looked at. */
  record Seen(long leaves, long largeLeaves) {}

  /**
   * Looks at all of {@code machine}, which stands still.
   *
   * @throws AssertionError that says what does not fit
   */
  @CanIgnoreReturnValue
  static Seen check(Machine machine) {
    new AuditCheck(machine).check("of a hostile guest's machine");
    KernelAudit audit = new KernelAudit(machine);
    Set<AddressSpace> spaces = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Process process : machine.kernel().processes()) {
      // Who has called vfork has its address space together with its child.
      if (process.alive() && spaces.add(process.space())) {
        audit.checkRegions(process.space());
        audit.checkTables(process.space());
      }
    }
    audit.checkObjects();
    audit.checkFrames();
    return new Seen(audit.leaves, audit.largeLeaves);
  }

  private void checkRegions(AddressSpace space) {
    long end = AddressSpace.LOWEST;
    for (Region region : space.regions()) {
      require(region.range().start().value() >= end, "a region begins in another one: " + region);
      end = region.range().endExclusive();
      require(end <= AddressSpace.END, "a region leaves the user half: " + region);
      if (region.backing() instanceof OfObject of) {
        shown.computeIfAbsent(of.object(), absent -> identitySet(List.of())).add(region);
      }
    }
  }

  private void checkTables(AddressSpace space) {
    tables++;
    walk(space, space.mode().cr3() & FRAME, PML4_SHIFT, 0, ENTRIES / 2);
    if (machine.config().largePages() != LargePages.NEVER) {
      return; // a large page that could not be split has gone whole and comes back by faults
    }
    for (Region region : space.regions()) {
      if (region.sharing() == Sharing.SHARED) {
        OfObject of = (OfObject) region.backing();
        long there = Math.max(0, of.object().frames().size() - of.firstPage());
        equal(
            entered.getOrDefault(region, 0L),
            Math.min(there, region.range().count()),
            "pages entered of " + region);
      }
    }
  }

  private void walk(AddressSpace space, long table, int shift, long base, int entries) {
    for (int i = 0; i < entries; i++) {
      long entry = memory.readWord(table + 8L * i);
      if (entry == 0) {
        continue;
      }
      require((entry & PRESENT) != 0, "bits in an entry that is not present");
      long virtual = base + ((long) i << shift);
      if (shift == PT_SHIFT || (entry & LARGE) != 0) {
        checkLeaf(space, virtual, entry, shift);
      } else {
        tables++;
        requirePurpose((entry & FRAME) >>> PT_SHIFT, FramePurpose.PAGE_TABLE);
        walk(space, entry & FRAME, shift - 9, virtual, ENTRIES);
      }
    }
  }

  private void checkLeaf(AddressSpace space, long virtual, long entry, int shift) {
    leaves++;
    if (shift != PT_SHIFT) {
      largeLeaves++;
    }
    Region region = space.regionAt(virtual).orElse(null);
    if (region == null) {
      throw new AssertionError("a leaf without a region: virtual=0x" + Long.toHexString(virtual));
    }
    boolean writable = (entry & WRITABLE) != 0;
    boolean mayWrite = region.protection().writable();
    if (virtual + (1L << shift) > region.range().endExclusive()
        || ((entry & USER) != 0) == region.protection().none()
        || (writable && !mayWrite)
        || (mayWrite && !writable && region.sharing() == Sharing.SHARED)
        || ((entry & NO_EXECUTE) == 0 && !region.protection().executable())) {
      throw disagreeing(region, virtual, entry);
    }
    long page = (virtual - region.range().start().value()) >>> PT_SHIFT;
    long frame = (entry & FRAME) >>> PT_SHIFT & -(1L << (shift - PT_SHIFT));
    long count = 1L << (shift - PT_SHIFT);
    for (long i = 0; i < count; i++) {
      if (!isFrameOf(region, page + i, frame + i, writable)) {
        throw disagreeing(region, virtual, entry);
      }
    }
    entered.merge(region, count, Long::sum);
  }

  private boolean isFrameOf(Region region, long page, long frame, boolean writable) {
    boolean shared = region.sharing() == Sharing.SHARED;
    if (!shared && frames.isUsedFor(frame, FramePurpose.PRIVATE)) {
      privateFrames.merge(frame, 1, Integer::sum);
      return !writable || frames.references(PhysFrame.of(frame)) == 1;
    }
    // A page of an object: its own one, and not to be written through a private mapping.
    return region.backing() instanceof OfObject of
        && of.firstPage() + page < of.object().frames().size()
        && of.object().frames().get(of.firstPage() + page).number() == frame
        && frames.isUsedFor(frame, FramePurpose.SHARED_OBJECT)
        && (shared || !writable);
  }

  private void checkObjects() {
    List<ShmStat> objects = machine.registry().list();
    Set<Long> ids = objects.stream().map(ShmStat::id).collect(Collectors.toSet());
    for (ShmStat object : objects) {
      require(object.linked() || object.references() > 0, "nobody keeps it alive: " + object);
      equal(object.frames(), (object.size() + 0xfff) >>> PT_SHIFT, "frames of " + object);
    }
    shown.forEach(
        (object, regions) -> {
          require(ids.contains(object.id()), "the registry does not know of " + object);
          require(identitySet(object.mappings()).equals(regions), "other mappings than " + object);
        });
  }

  private void checkFrames() {
    long ofObjects = machine.registry().list().stream().mapToLong(ShmStat::frames).sum();
    long ofKernel = frames.used(FramePurpose.KERNEL);
    equal(frames.used(FramePurpose.SHARED_OBJECT), ofObjects, "frames of objects");
    equal(frames.used(FramePurpose.PRIVATE), privateFrames.size(), "private frames");
    equal(
        frames.used(FramePurpose.PAGE_TABLE),
        tables + machine.kernelFrames() - ofKernel,
        "page tables");
    equal(
        frames.used(),
        machine.kernelFrames() + ofObjects + privateFrames.size() + tables,
        "frames in use");
    privateFrames.forEach(
        (number, entries) ->
            equal(
                frames.references(PhysFrame.of(number)), entries, "references of frame " + number));
  }

  private void requirePurpose(long frame, FramePurpose purpose) {
    require(frames.isUsedFor(frame, purpose), "frame " + frame + " is not in use as " + purpose);
  }

  private static AssertionError disagreeing(Region region, long virtual, long entry) {
    return new AssertionError(
        "entry and region disagree: virtual=0x"
            + Long.toHexString(virtual)
            + ", entry=0x"
            + Long.toHexString(entry)
            + ", region="
            + region);
  }

  private static void equal(long found, long wanted, String what) {
    require(found == wanted, what + ": found=" + found + ", wanted=" + wanted);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }

  private static Set<SharedMapping> identitySet(Iterable<SharedMapping> mappings) {
    Set<SharedMapping> set = Collections.newSetFromMap(new IdentityHashMap<>());
    mappings.forEach(set::add);
    return set;
  }
}
