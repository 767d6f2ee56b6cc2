package dev.framewalk.pagetable.frame;

import dev.framewalk.pagetable.addr.PhysFrame;
import java.util.Optional;
import java.util.function.Consumer;

/** What the frames of a physical memory are used for, to be looked at: live or as it was saved. */
public interface FrameUse {
  /** Whether {@code frame} is one of those that are handed out, in use or not. */
  boolean owns(PhysFrame frame);

  /** What {@code frame} is in use for; empty when it is free or never handed out. */
  Optional<FramePurpose> purpose(PhysFrame frame);

  /** References to {@code frame}; 0 when it is free. */
  int references(PhysFrame frame);

  /**
   * References to the frame with this number if it is in use for {@code purpose}; 0 if it is not,
   * or is none of those that are handed out. The quick form of the two above.
   */
  default int referencesFor(FramePurpose purpose, long number) {
    final PhysFrame frame = PhysFrame.of(number);
    return owns(frame) && purpose(frame).equals(Optional.of(purpose)) ? references(frame) : 0;
  }

  /** Frames in use. */
  long used();

  /** Shows every frame in use to {@code visitor}, in address order. */
  void forEachUsed(FrameVisitor visitor);

  /**
   * Shows the frames that are free and were in use before, as maximal runs in address order: those
   * that may be poisoned. Shows none where that is not known.
   */
  default void forEachReturned(Consumer<FrameRun> visitor) {}
}
