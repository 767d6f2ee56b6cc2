package dev.framewalk.pagetable.memory;

/**
 * Physical memory that is there to be looked at: of an instant that has passed, or of a file. Every
 * change is refused.
 */
public interface ReadOnlyMemory extends PhysicalMemory {
  /** What is thrown where somebody wants to change it; the message says what memory it is. */
  UnsupportedOperationException refusal();

  @Override
  default void writeWord(long physical, long word) {
    throw refusal();
  }

  @Override
  default boolean compareAndSetWord(long physical, long expected, long update) {
    throw refusal();
  }

  @Override
  default void write(long physical, byte[] from, int offset, int length) {
    throw refusal();
  }

  @Override
  default void copy(long from, long to, long bytes) {
    throw refusal();
  }

  @Override
  default void fill(long physical, long bytes, long word) {
    throw refusal();
  }

  @Override
  default void fillSequence(long physical, int count, long first, long step) {
    throw refusal();
  }
}
