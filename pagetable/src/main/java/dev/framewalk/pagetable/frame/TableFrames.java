package dev.framewalk.pagetable.frame;

/** Is told which frames become page tables, and which are none any more. */
public interface TableFrames {
  /** Nobody who wants to know. */
  TableFrames UNWATCHED =
      new TableFrames() {
        @Override
        public void taken(long frame) {}

        @Override
        public void freed(long frame) {}
      };

  /** The frame with this number is a page table from now on, all of it zero. */
  void taken(long frame);

  /** It is free. */
  void freed(long frame);
}
