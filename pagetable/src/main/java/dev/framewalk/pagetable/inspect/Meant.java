package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.frame.FramePurpose;
import java.util.Optional;

/**
 * What an address means to the process that uses it.
 *
 * @param area what the kernel promised there; empty if nothing
 * @param below the nearest area below, when there is none there
 * @param above the nearest area above, when there is none there
 * @param position the place in an object; empty for memory of the process's own
 * @param page whose the page behind the address is; empty if none is mapped
 */
public record Meant(
    Optional<Area> area,
    Optional<Area> below,
    Optional<Area> above,
    Optional<Position> position,
    Optional<PageOwner> page) {
  /** So far below a stack an access is one of the stack's that has outgrown it. */
  private static final long NEAR_STACK = 64 << 10;

  /** The first 64 KiB, where nothing may be mapped (mmap_min_addr): a null pointer's members. */
  private static final long NULL_PAGES = 64 << 10;

  /** Whether {@code address}, where nothing is, comes of a null pointer and an offset. */
  boolean ofNullPointer(long address) {
    return area.isEmpty() && below.isEmpty() && address >= 0 && address < NULL_PAGES;
  }

  /** The stack that has outgrown its limit when {@code address} is used, where nothing is. */
  Optional<Area> outgrownStack(long address) {
    return above.filter(
        area ->
            area.label().equals("stack") && area.range().start().value() - address <= NEAR_STACK);
  }

  /**
   * A place in an object.
   *
   * @param object the object
   * @param page its page, from 0
   * @param offset bytes from its start
   */
  public record Position(ObjectFrames object, long page, long offset) {
    /** Whether the object has no such page: it ends before. */
    public boolean behindEnd() {
      return page >= object.frames().size();
    }

    /** The least size at which the object has this page. */
    public long sizeNeeded() {
      return (page << 12) + 1;
    }
  }

  /**
   * Whose a mapped page is.
   *
   * @param purpose what its frame is in use for; empty if it is free, or no frame of the allocator
   * @param references how many references the frame has
   */
  public record PageOwner(Optional<FramePurpose> purpose, int references) {
    /** Whether the frame belongs to processes, and not to an object. */
    public boolean isPrivate() {
      return purpose.filter(each -> each == FramePurpose.PRIVATE).isPresent();
    }
  }
}
