package dev.framewalk.emulator.debug;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.unicorn.CpuTranslation;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * After every system call: the CPU translates every page of the caller's as our own walk does, for
 * reading, writing and fetching, with the same error code where it refuses; and refuses what was
 * mapped before and is not any more.
 *
 * <p>The CPU asks its TLB first, so an entry that outlived its flush shows. What asking leaves
 * behind (A and D bits, TLB entries) is taken away again.
 */
public final class CoherenceCheck implements MachineListener {
  /** One page that CPU and tables do not agree on. */
  public static final class Incoherence extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Incoherence(String message) {
      super(message);
    }
  }

  /** Pages that may be compared at once, however soon after one another the calls come. */
  private static final long FIRST_CREDIT = 1 << 20;

  /** Pages more that each system call allows to be compared. */
  private static final long CREDIT_PER_CALL = 16;

  private final Machine machine;
  private final PhysicalMemory memory;
  private final PageWalk walk;
  private final Map<Integer, PageSet> mappedBefore = new HashMap<>();
  private long credit = FIRST_CREDIT;
  private long checked;
  private long passedOver;

  public CoherenceCheck(Machine machine) {
    this.machine = machine;
    this.memory = machine.memory();
    this.walk = new PageWalk(memory);
  }

  /** Translations that were compared. */
  public long checked() {
    return checked;
  }

  /**
   * System calls after which nothing was compared, because the process had so many pages and made
   * so many calls that each call's comparison would take the run hours: then every so many calls.
   */
  public long passedOver() {
    return passedOver;
  }

  @Override
  public void served(Task task, SyscallRequest request, SyscallResult result) {
    final Process process = task.process();
    credit += CREDIT_PER_CALL;
    final PageSet before = mappedBefore.getOrDefault(process.pid(), new PageSet());
    if (credit < before.size()) {
      passedOver++;
      return;
    }
    final PageSet mapped = new PageSet();
    final PagingMode mode = process.space().mode();
    new Mapper(memory, machine.frames(), mode)
        .forEachLeaf(
            userHalf(),
            (virtual, entry, size) -> {
              // A page of 2 MiB or 1 GiB is one translation: its ends say it all.
              mapped.add(virtual);
              if (size != PageSize.SIZE_4K) {
                mapped.add(virtual + size.bytes() - Page.BYTES);
              }
            });
    credit -= Math.min(credit, mapped.size());
    try {
      for (int i = 0; i < mapped.size(); i++) {
        compare(process, mode, mapped.get(i), request);
      }
      for (int i = 0; i < before.size(); i++) {
        if (!mapped.contains(before.get(i))) {
          compare(process, mode, before.get(i), request);
        }
      }
    } finally {
      machine.flushTlb();
    }
    mappedBefore.put(process.pid(), mapped);
  }

  @Override
  public void ended(Process process) {
    mappedBefore.remove(process.pid());
  }

  private static PageRange userHalf() {
    return PageRange.of(Page.of(VirtAddr.of(0)), 1L << 35);
  }

  /** Addresses of pages, added in ascending order. */
  private static final class PageSet {
    private long[] pages = new long[64];
    private int size;

    void add(long page) {
      if (size == pages.length) {
        pages = Arrays.copyOf(pages, 2 * size);
      }
      pages[size++] = page;
    }

    int size() {
      return size;
    }

    long get(int index) {
      return pages[index];
    }

    boolean contains(long page) {
      return Arrays.binarySearch(pages, 0, size, page) >= 0;
    }
  }

  private void compare(Process process, PagingMode mode, long page, SyscallRequest request) {
    for (final Access access : Access.values()) {
      final boolean found = walk.find(mode, page);
      final AccessVerdict ours = AccessCheck.verdict(walk, access, Privilege.USER);
      final long leafAddress = found ? walk.leafEntryAddress() : 0;
      final WalkedEntries entries = WalkedEntries.of(walk);
      final CpuTranslation cpu = machine.translate(page, WalkedEntries.onCpu(access));
      final boolean unused = entries.restore(memory);
      checked++;
      if (!agree(ours, cpu)) {
        throw new Incoherence(
            "the CPU and the tables differ: process="
                + process
                + ", page=0x"
                + Long.toHexString(page)
                + ", access="
                + access
                + ", tables="
                + ours
                + (found ? ", leaf at 0x" + Long.toHexString(leafAddress) : "")
                + ", cpu="
                + cpu
                + ", after system call "
                + request.number());
      }
    }
  }

  private static boolean agree(AccessVerdict ours, CpuTranslation cpu) {
    if (ours instanceof AccessVerdict.Allowed allowed) {
      return cpu instanceof CpuTranslation.Mapped mapped
          && mapped.physical() == allowed.physical().value();
    }
    return ours instanceof PageFault fault
        && cpu instanceof CpuTranslation.Refused refused
        && refused.vector() == 14
        && refused.errorCode() == fault.errorCode().bits();
  }
}
