package dev.framewalk.pagetable.table;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.VirtAddr;
import java.util.List;

/** What a walk found, with every step of it. */
public sealed interface Translation {
  /** The entries read, from the top level down; none for an address that is not canonical. */
  List<WalkStep> steps();

  /**
   * The address is mapped.
   *
   * @param address the virtual address
   * @param size size of the page that the leaf maps
   * @param physical the physical address of the same byte
   * @param permissions what all entries allow together
   */
  record Mapped(
      VirtAddr address,
      List<WalkStep> steps,
      PageSize size,
      PhysAddr physical,
      Permissions permissions)
      implements Translation {
    public Mapped {
      steps = List.copyOf(steps);
    }

    /** The last step, which found the leaf. */
    public WalkStep leaf() {
      return steps.get(steps.size() - 1);
    }
  }

  /**
   * The walk stopped at an entry that cannot be used.
   *
   * @param address the virtual address
   * @param level the level of that entry, the last of {@code steps}
   * @param reason {@link WalkEnd#NOT_PRESENT} or {@link WalkEnd#RESERVED_BIT}
   */
  record NotMapped(VirtAddr address, List<WalkStep> steps, PageTableLevel level, WalkEnd reason)
      implements Translation {
    public NotMapped {
      steps = List.copyOf(steps);
    }
  }

  /**
   * The address has no translation in this paging mode: its upper bits are not copies of the
   * highest one that is translated. An access raises #GP or #SS, not #PF.
   */
  record NotCanonical(long address) implements Translation {
    @Override
    public List<WalkStep> steps() {
      return List.of();
    }
  }
}
