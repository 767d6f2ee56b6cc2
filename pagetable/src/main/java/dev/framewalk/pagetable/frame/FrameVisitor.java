package dev.framewalk.pagetable.frame;

/** Receives the frames in use, in address order. */
@FunctionalInterface
public interface FrameVisitor {
  /**
   * Called for each maximal run of neighbouring frames in use that have the same purpose and the
   * same number of references each.
   */
  void visit(FrameRun run, FramePurpose purpose, int references);
}
