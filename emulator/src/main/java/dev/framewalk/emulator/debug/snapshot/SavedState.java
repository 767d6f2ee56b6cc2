package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.List;

/**
 * A machine as it stood, as values.
 *
 * @param writers who stored to entries last, where that is known
 */
record SavedState(
    SavedTime time,
    SavedMemory memory,
    SavedFrames frames,
    PhysFrame kernelRoot,
    List<SpaceView> spaces,
    List<ObjectFrames> objects,
    EntryWriters writers,
    List<SavedProcess> processes,
    List<SavedTask> tasks) {}
