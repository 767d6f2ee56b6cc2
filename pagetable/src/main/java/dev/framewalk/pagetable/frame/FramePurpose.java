package dev.framewalk.pagetable.frame;

/** What a frame in use is for. */
public enum FramePurpose {
  /** A page table of some level. */
  PAGE_TABLE,
  /** A page of a shared-memory object, owned by the object. */
  SHARED_OBJECT,
  /** A page that processes own privately; its references are the entries that map it. */
  PRIVATE,
  /** Code and structures of ring 0. */
  KERNEL
}
