package dev.framewalk.emulator.shm;

import java.util.Optional;

/**
 * An object as it was at one moment.
 *
 * @param id unique in its registry, from 1
 * @param name the name it was created under; empty for an anonymous one
 * @param linked whether the name still leads to it
 * @param owner who created it
 * @param mode permission bits, 0 to 07777
 * @param size bytes
 * @param frames frames it holds, 4 KiB each
 * @param runs stretches of physical memory these frames lie in; 1 when contiguous, 0 when empty
 * @param handles handles open on it
 * @param mappings mappings that show it
 */
public record ShmStat(
    long id,
    Optional<ShmName> name,
    boolean linked,
    Owner owner,
    int mode,
    long size,
    long frames,
    int runs,
    int handles,
    int mappings) {
  /** What keeps the object alive beside its name: handles and mappings. */
  public int references() {
    return handles + mappings;
  }
}
