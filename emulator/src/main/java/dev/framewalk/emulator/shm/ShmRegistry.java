package dev.framewalk.emulator.shm;

import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shared-memory objects of one machine, by name (POSIX.1-2017 shm_open, shm_unlink).
 *
 * <p>A name leads to an object from its creation until it is unlinked, and not a moment longer; the
 * object lives on while handles or mappings refer to it, and its frames are freed with the last of
 * them. A refused request changes nothing.
 */
public final class ShmRegistry {
  private final FrameAllocator frames;
  private final PhysicalMemory memory;
  private final ShmLimits limits;

  private final Map<ShmName, ShmObject> linked = new HashMap<>();
  private final Set<ShmObject> named = new LinkedHashSet<>();
  private final Set<ShmObject> anonymous = new LinkedHashSet<>();
  private long lastId;

  /**
   * An empty registry.
   *
   * @param frames where the objects' frames come from
   * @param memory the memory of these frames
   */
  public ShmRegistry(FrameAllocator frames, PhysicalMemory memory, ShmLimits limits) {
    this.frames = frames;
    this.memory = memory;
    this.limits = limits;
  }

  /** The limits that hold here. */
  public ShmLimits limits() {
    return limits;
  }

  /**
   * Opens the object of this name, or makes one of size 0 if {@code flags} say so.
   *
   * @param creator recorded as the owner of a new object, otherwise of no account
   * @param mode permission bits of a new object; bits beyond 07777 are dropped, as Linux open(2)
   *     does. Nothing here decides by them
   * @throws ShmException {@link ShmError#NAME_TOO_LONG}; {@link ShmError#ALREADY_EXISTS} if the
   *     object exists and is to be created exclusively; {@link ShmError#NOT_FOUND} if it does not
   *     and is not to be created; {@link ShmError#TOO_MANY_OBJECTS} if a new one would be over
   *     {@link ShmLimits#objects()}
   */
  public ShmHandle open(ShmName name, OpenFlags flags, Owner creator, int mode)
      throws ShmException {
    checkLength(name);
    final ShmObject existing = linked.get(name);
    if (existing != null) {
      if (flags.create() && flags.exclusive()) {
        throw ShmException.about(
            existing,
            ShmError.ALREADY_EXISTS,
            "object exists: name=" + name + ", id=" + existing.id());
      }
      return new ShmHandle(existing, flags.access());
    }
    if (!flags.create()) {
      throw notFound(name);
    }
    requireRoom(name);
    final ShmObject created =
        new ShmObject(
            this, frames, memory, ++lastId, Optional.of(name), limits.objectBytes(), creator, mode);
    linked.put(name, created);
    named.add(created);
    return new ShmHandle(created, flags.access());
  }

  /**
   * Makes an object without a name, all zero, as a shared anonymous mapping needs it (Linux
   * mmap(2), MAP_ANONYMOUS). The limits are for objects with names; this one is bounded by memory
   * alone.
   *
   * <p>It has no reference yet, and dies when it loses its last one. A caller that can fail between
   * this and {@link ShmObject#attach} holds it by {@link ShmObject#open} meanwhile.
   *
   * @param bytes size; positive
   * @throws ShmException {@link ShmError#OUT_OF_MEMORY} if there are too few frames
   * @throws IllegalArgumentException if {@code bytes} is not positive
   */
  public ShmObject createAnonymous(long bytes, Owner owner) throws ShmException {
    if (bytes <= 0) {
      throw new IllegalArgumentException("anonymous object without bytes: bytes=" + bytes);
    }
    final ShmObject created =
        new ShmObject(
            this, frames, memory, lastId + 1, Optional.empty(), Long.MAX_VALUE, owner, 0600);
    created.resize(bytes);
    lastId++;
    anonymous.add(created);
    return created;
  }

  /**
   * Takes the name away at once, so that it can be given to another object. The object itself goes
   * when nothing refers to it any more, which may be now.
   *
   * @throws ShmException {@link ShmError#NAME_TOO_LONG}; {@link ShmError#NOT_FOUND} if no object
   *     has this name
   */
  public void unlink(ShmName name) throws ShmException {
    checkLength(name);
    final ShmObject object = linked.remove(name);
    if (object == null) {
      throw notFound(name);
    }
    object.unlinked(otherName(object, name));
  }

  private @Nullable ShmName otherName(ShmObject object, ShmName gone) {
    if (!object.name().equals(Optional.of(gone)) || object.links() == 1) {
      return null;
    }
    ShmName other = null;
    for (final Map.Entry<ShmName, ShmObject> entry : linked.entrySet()) {
      if (entry.getValue() == object
          && (other == null || entry.getKey().value().compareTo(other.value()) < 0)) {
        other = entry.getKey();
      }
    }
    return other;
  }

  /**
   * Gives an object of this registry one name more (link(2)).
   *
   * @throws ShmException {@link ShmError#NAME_TOO_LONG}; {@link ShmError#ALREADY_EXISTS} if the
   *     name leads to an object; {@link ShmError#TOO_MANY_OBJECTS} if it is its first and would be
   *     over {@link ShmLimits#objects()}
   */
  public void link(ShmName name, ShmObject object) throws ShmException {
    checkLength(name);
    final ShmObject existing = linked.get(name);
    if (existing != null) {
      throw ShmException.about(
          existing,
          ShmError.ALREADY_EXISTS,
          "object exists: name=" + name + ", id=" + existing.id());
    }
    if (!named.contains(object)) {
      requireRoom(name);
      anonymous.remove(object);
      named.add(object);
    }
    linked.put(name, object);
    object.linked(name);
  }

  /** Every name that leads to an object, in no order. */
  public Set<ShmName> names() {
    return Collections.unmodifiableSet(linked.keySet());
  }

  /**
   * Makes an object without a name and without bytes, as a file that is not in this registry has
   * it. Its size is limited as that of a named one.
   *
   * @return its only reference
   */
  public ShmHandle createUnnamed(Owner owner, int mode) {
    final ShmObject created =
        new ShmObject(
            this, frames, memory, ++lastId, Optional.empty(), limits.objectBytes(), owner, mode);
    anonymous.add(created);
    return new ShmHandle(created, OpenFlags.Access.READ_WRITE);
  }

  /** The object that {@code name} leads to now. */
  public Optional<ShmObject> find(ShmName name) {
    return Optional.ofNullable(linked.get(name));
  }

  /** How many objects live, with name, without it, and anonymous ones; {@code list().size()}. */
  public int count() {
    return named.size() + anonymous.size();
  }

  /** Every object that lives, by id. */
  public List<ShmStat> list() {
    final List<ShmStat> stats = new ArrayList<>(count());
    for (final ShmObject object : named) {
      stats.add(object.stat());
    }
    for (final ShmObject object : anonymous) {
      stats.add(object.stat());
    }
    stats.sort(Comparator.comparingLong(ShmStat::id));
    return List.copyOf(stats);
  }

  /** Every object that lives, by id. */
  public List<ShmObject> objects() {
    final List<ShmObject> objects = new ArrayList<>(count());
    objects.addAll(named);
    objects.addAll(anonymous);
    objects.sort(Comparator.comparingLong(ShmObject::id));
    return List.copyOf(objects);
  }

  /** Strikes out an object that has died. */
  void forget(ShmObject object) {
    final boolean known = named.remove(object) || anonymous.remove(object);
    if (!known) {
      throw new IllegalStateException("object died twice: object=" + object);
    }
  }

  private void requireRoom(ShmName name) throws ShmException {
    if (named.size() >= limits.objects()) {
      throw ShmException.of(
          ShmError.TOO_MANY_OBJECTS,
          "too many objects: name="
              + name
              + ", limit="
              + limits.objects()
              + ", unlinkedButReferenced="
              + (named.size() - linked.size()));
    }
  }

  private void checkLength(ShmName name) throws ShmException {
    final int bytes = name.bytes();
    if (bytes > limits.nameBytes()) {
      throw ShmException.of(
          ShmError.NAME_TOO_LONG,
          "name too long: bytes=" + bytes + ", limit=" + limits.nameBytes() + ", name=" + name);
    }
  }

  private static ShmException notFound(ShmName name) {
    return ShmException.of(ShmError.NOT_FOUND, "no such object: name=" + name);
  }
}
