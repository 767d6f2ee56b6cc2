package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageTableEntry;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.Translation;
import dev.framewalk.pagetable.table.WalkEnd;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The walk of one address with everything that can be said of it: each level, how it ends, and what
 * each access from each ring would come to. Of the tables as they are in memory: a CPU whose TLB
 * holds older ones may do otherwise.
 *
 * @param mode the paging mode
 * @param address any 64-bit number
 * @param translation what the walk found
 * @param levels from the top down to where it ends; none for an address that is not canonical
 * @param attempts every access from every privilege, reads first
 */
public record WalkTrace(
    PagingMode mode,
    long address,
    Translation translation,
    List<WalkLevel> levels,
    List<Attempt> attempts) {
  public WalkTrace {
    levels = List.copyOf(levels);
    attempts = List.copyOf(attempts);
  }

  /** Walks {@code address} through tables in {@code memory}, which stays as it is. */
  public static WalkTrace of(PhysicalMemory memory, PagingMode mode, long address) {
    final Translation translation = new PageTableWalker(memory).walk(mode, address);
    final List<WalkLevel> levels = new ArrayList<>();
    final Set<Right> left = EnumSet.allOf(Right.class);
    for (final WalkStep step : translation.steps()) {
      levels.add(level(memory, mode, step, left));
    }
    final List<Attempt> attempts = new ArrayList<>();
    for (final Access access : Access.values()) {
      for (final Privilege privilege : Privilege.values()) {
        attempts.add(
            new Attempt(
                access, privilege, AccessCheck.verdict(mode, translation, access, privilege)));
      }
    }
    return new WalkTrace(mode, address, translation, levels, attempts);
  }

  private static WalkLevel level(
      PhysicalMemory memory, PagingMode mode, WalkStep step, Set<Right> left) {
    final PageTableLevel level = step.level();
    final PageTableEntry entry = step.entry();
    final Set<Right> takes = EnumSet.noneOf(Right.class);
    if (entry.isPresent()) {
      for (final Right right : Right.values()) {
        if (!right.grantedBy(entry, mode) && left.remove(right)) {
          takes.add(right);
        }
      }
    }
    return new WalkLevel(
        step, EntryFields.of(entry, level, mode), leads(memory, mode, step), takes);
  }

  private static WalkLevel.Leads leads(PhysicalMemory memory, PagingMode mode, WalkStep step) {
    final PageTableEntry entry = step.entry();
    final PageTableLevel level = step.level();
    if (step.entryAddress().value() >= memory.size()) {
      return new WalkLevel.OutsideMemory();
    }
    if (!entry.isPresent()) {
      return new WalkLevel.NotPresent();
    }
    final long reserved = entry.reservedBits(level, mode);
    if (reserved != 0) {
      return new WalkLevel.Reserved(reserved, reservedNames(reserved, level, mode));
    }
    if (entry.isLeaf(level)) {
      final PageSize size = level.leafSize().orElseThrow();
      return new WalkLevel.ToPage(entry.pageStart(size), size);
    }
    return new WalkLevel.ToTable(entry.table());
  }

  private static List<String> reservedNames(long bits, PageTableLevel level, PagingMode mode) {
    final List<String> names = new ArrayList<>();
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      final int bit = Long.numberOfTrailingZeros(rest);
      final String why;
      if (bit == 63) {
        why = "XD while EFER.NXE=0";
      } else if (bit == 7) {
        why = "PS in a " + level + " entry";
      } else if (bit >= mode.physicalAddressBits()) {
        why = "address bits from MAXPHYADDR=" + mode.physicalAddressBits() + " up";
      } else {
        why = "address bits below a page of this size";
      }
      names.add("bit " + bit + " (" + why + ")");
    }
    return names;
  }

  /** How the walk ends. */
  public WalkEnd end() {
    if (translation instanceof Translation.Mapped) {
      return WalkEnd.MAPPED;
    }
    return translation instanceof Translation.NotMapped stopped
        ? stopped.reason()
        : WalkEnd.NOT_CANONICAL;
  }

  /** The page, if the address is mapped. */
  public Optional<Translation.Mapped> mapped() {
    return translation instanceof Translation.Mapped mapped
        ? Optional.of(mapped)
        : Optional.empty();
  }

  /** The level at which the walk ends; empty for an address that is not canonical. */
  public Optional<WalkLevel> last() {
    return levels.isEmpty() ? Optional.empty() : Optional.of(levels.get(levels.size() - 1));
  }

  /** The part of the walk at {@code level}, if it came there. */
  public Optional<WalkLevel> at(PageTableLevel level) {
    return levels.stream().filter(each -> each.level() == level).findFirst();
  }

  /** The level that takes {@code right} away; empty if none does as far as the walk went. */
  public Optional<WalkLevel> takerOf(Right right) {
    return levels.stream().filter(each -> each.takesAway().contains(right)).findFirst();
  }

  /** What this access would come to. */
  public Attempt attempt(Access access, Privilege privilege) {
    for (final Attempt attempt : attempts) {
      if (attempt.access() == access && attempt.privilege() == privilege) {
        return attempt;
      }
    }
    throw new IllegalStateException("not tried: access=" + access + ", privilege=" + privilege);
  }
}
