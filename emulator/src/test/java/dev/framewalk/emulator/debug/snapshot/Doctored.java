package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.ArrayList;
import java.util.List;

/** Snapshots that somebody changed, with all checksums right. */
final class Doctored {
  private Doctored() {}

  static Snapshot withMemory(Snapshot snapshot, SavedMemory memory) {
    final SavedState was = snapshot.state();
    return new Snapshot(
        snapshot.recipe(),
        new SavedState(
            was.time(),
            memory,
            was.frames(),
            was.kernelRoot(),
            was.spaces(),
            was.objects(),
            was.writers(),
            was.processes(),
            was.tasks()),
        snapshot.engine());
  }

  static Snapshot withTime(Snapshot snapshot, SavedTime time) {
    final SavedState was = snapshot.state();
    return new Snapshot(
        snapshot.recipe(),
        new SavedState(
            time,
            was.memory(),
            was.frames(),
            was.kernelRoot(),
            was.spaces(),
            was.objects(),
            was.writers(),
            was.processes(),
            was.tasks()),
        snapshot.engine());
  }

  static Snapshot withSpaces(Snapshot snapshot, List<SpaceView> spaces) {
    final SavedState was = snapshot.state();
    return new Snapshot(
        snapshot.recipe(),
        new SavedState(
            was.time(),
            was.memory(),
            was.frames(),
            was.kernelRoot(),
            spaces,
            was.objects(),
            was.writers(),
            was.processes(),
            was.tasks()),
        snapshot.engine());
  }

  static Snapshot withWriters(Snapshot snapshot, EntryWriters writers) {
    final SavedState was = snapshot.state();
    return new Snapshot(
        snapshot.recipe(),
        new SavedState(
            was.time(),
            was.memory(),
            was.frames(),
            was.kernelRoot(),
            was.spaces(),
            was.objects(),
            writers,
            was.processes(),
            was.tasks()),
        snapshot.engine());
  }

  /** With one byte more or less in a frame that is stored. */
  static Snapshot withByteChanged(Snapshot snapshot, long physical) {
    final SavedMemory memory = snapshot.state().memory();
    final long ordinal = memory.stored().ordinalOf(physical >>> 12);
    final int chunk = (int) (ordinal / PageChunks.PAGES);
    final byte[] pages =
        new byte[PageChunks.pagesIn(chunk, memory.stored().size()) * PageChunks.PAGE_BYTES];
    if (!PageChunks.unpack(memory.chunks().get(chunk), pages)) {
      throw new AssertionError("a chunk of ours");
    }
    final int at =
        (int) (ordinal % PageChunks.PAGES) * PageChunks.PAGE_BYTES + (int) (physical & 0xfff);
    pages[at] ^= 0x40;
    final List<byte[]> chunks = new ArrayList<>(memory.chunks());
    chunks.set(chunk, PageChunks.pack(pages, pages.length));
    return withMemory(
        snapshot, new SavedMemory(memory.size(), memory.stored(), memory.poisoned(), chunks));
  }
}
