package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.List;
import java.util.Optional;

/** Whose a frame of physical memory is. */
public sealed interface FrameOwner {
  /**
   * A page table.
   *
   * @param level its level; empty if no root leads to it
   * @param roots the address spaces that it belongs to
   */
  record Table(Optional<PageTableLevel> level, List<ReverseMap.Root> roots) implements FrameOwner {}

  /**
   * A page of a shared object.
   *
   * @param page from 0
   */
  record OfObject(long id, String name, long page) implements FrameOwner {}

  /** A page of a shared object that no object has: the allocator says so alone. */
  record LostObject() implements FrameOwner {}

  /**
   * A page that processes own privately.
   *
   * @param mappings the entries that reach it
   */
  record PrivatePage(List<ReverseMap.Mapping> mappings) implements FrameOwner {}

  /** Code and structures of ring 0. */
  record Kernel() implements FrameOwner {}

  /**
   * Nobody's.
   *
   * @param poisoned whether it is filled with what marks a frame that was given back
   */
  record Free(boolean poisoned) implements FrameOwner {}

  /** Not one of the frames that are handed out. */
  record NotHandedOut() implements FrameOwner {}

  /** Not in physical memory at all. */
  record NoMemory() implements FrameOwner {}
}
