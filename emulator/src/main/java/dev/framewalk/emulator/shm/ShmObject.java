package dev.framewalk.emulator.shm;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameRun;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared-memory object: bytes that several mappings can show at once, in frames of its own.
 *
 * <p>It lives as long as its name leads to it or a handle or mapping refers to it; an anonymous one
 * from its creation to the loss of its last reference. When it dies its frames are freed, and it
 * has neither frames nor bytes from then on.
 *
 * <p>Every byte below {@link #size()} belongs to exactly one frame; the object holds {@code size}
 * divided by 4096, rounded up, frames.
 */
public final class ShmObject {
  private static final int PAGE_BYTES = PhysFrame.BYTES;
  private static final byte[] ZEROS = new byte[PAGE_BYTES];

  private final ShmRegistry registry;
  private final FrameAllocator allocator;
  private final PhysicalMemory memory;
  private final long id;
  private Optional<ShmName> name;
  private final long sizeLimit;
  private final Owner owner;
  private final FrameList frames = new FrameList();
  private final Set<ShmHandle> handles = new LinkedHashSet<>();
  private final Set<SharedMapping> mappings = new LinkedHashSet<>();

  private final Attributes attributes;
  private @Nullable Supplier<String> label;
  private long size;
  private int links;
  private boolean dead;

  ShmObject(
      ShmRegistry registry,
      FrameAllocator allocator,
      PhysicalMemory memory,
      long id,
      Optional<ShmName> name,
      long sizeLimit,
      Owner owner,
      int mode) {
    this.registry = registry;
    this.allocator = allocator;
    this.memory = memory;
    this.id = id;
    this.name = name;
    this.sizeLimit = sizeLimit;
    this.owner = owner;
    this.attributes = new Attributes(mode, owner.uid(), owner.gid());
    this.links = name.isPresent() ? 1 : 0;
  }

  /** Unique in its registry, from 1, never used again. */
  public long id() {
    return id;
  }

  /**
   * A name of it, the one it was created under while that leads to it; the last one is kept for
   * listings when {@link #isLinked()} no longer holds. Empty for an object that never had one.
   */
  public Optional<ShmName> name() {
    return name;
  }

  /** Whether a name leads to it. */
  public boolean isLinked() {
    return links > 0;
  }

  /** How many names of the registry's lead to it. */
  public int links() {
    return links;
  }

  /**
   * What people call an object that has no name of the registry's: the path of a file, for example.
   * Empty when nobody said.
   */
  public Optional<String> label() {
    return label == null ? Optional.empty() : Optional.of(label.get());
  }

  /** Who says what people call it, if that is one of this class; null if not. */
  public <T> @Nullable T labelSource(Class<T> type) {
    return type.isInstance(label) ? type.cast(label) : null;
  }

  /** Says what people call it. */
  public void setLabel(Supplier<String> text) {
    label = text;
  }

  /** What it has beside its bytes. */
  public Attributes attributes() {
    return attributes;
  }

  /** Size in bytes, not rounded. */
  public long size() {
    return size;
  }

  /** Who created it. */
  public Owner owner() {
    return owner;
  }

  /** Permission bits, 0 to 07777. Nothing here decides by them. */
  public int mode() {
    return attributes.mode();
  }

  /** Sets the permission bits; bits beyond 07777 are dropped, as Linux chmod(2) does. */
  public void chmod(int newMode) {
    attributes.setMode(newMode);
  }

  /**
   * The frames of its pages, in order: the object's own list, which follows its size. To be read
   * only; whoever changed it would take frames from under the mappings.
   */
  public FrameList frames() {
    return frames;
  }

  /** Handles and mappings that refer to it. */
  public int references() {
    return handles.size() + mappings.size();
  }

  /** The mappings that show it, in the order in which they were attached. */
  public Collection<SharedMapping> mappings() {
    return Collections.unmodifiableSet(mappings);
  }

  /** A further handle, as an open by name gives one; what holds an object that has no name. */
  public ShmHandle open(OpenFlags.Access access) {
    checkAlive();
    return new ShmHandle(this, access);
  }

  /**
   * Counts {@code mapping} among the references. From now on it is told of every change of size;
   * its entries for the pages that the object has already are its own affair.
   *
   * @throws IllegalStateException if it is attached already or the object is dead
   */
  public void attach(SharedMapping mapping) {
    checkAlive();
    if (!mappings.add(mapping)) {
      throw new IllegalStateException("mapping attached twice: object=" + this);
    }
  }

  /**
   * Takes {@code mapping}, which has no entries left, from the references; the object is freed if
   * it was the last one and the name is gone. Who replaces a mapping by others attaches those
   * first.
   *
   * @throws IllegalStateException if it is not attached
   */
  public void detach(SharedMapping mapping) {
    if (!mappings.remove(mapping)) {
      throw new IllegalStateException("mapping is not attached: object=" + this);
    }
    dieIfUnreferenced();
  }

  /**
   * Copies bytes out of the object, up to its end.
   *
   * @param offset byte to begin with, from 0
   * @return bytes copied: fewer than {@code length} at the end, 0 behind it
   * @throws IndexOutOfBoundsException if {@code offset} is negative or the range is not in {@code
   *     into}
   */
  public int read(long offset, byte[] into, int at, int length) {
    final int count = countWithin(offset, into, at, length);
    for (int done = 0; done < count; ) {
      final FrameRun run = runOf(offset + done, count - done);
      final int piece = pieceOf(run, offset + done, count - done);
      memory.read(physicalOf(run, offset + done), into, at + done, piece);
      done += piece;
    }
    return count;
  }

  /**
   * Copies bytes into the object, up to its end: it does not grow. Every mapping shows them.
   *
   * @param offset byte to begin with, from 0
   * @return bytes copied: fewer than {@code length} at the end, 0 behind it
   * @throws IndexOutOfBoundsException if {@code offset} is negative or the range is not in {@code
   *     from}
   */
  public int write(long offset, byte[] from, int at, int length) {
    final int count = countWithin(offset, from, at, length);
    for (int done = 0; done < count; ) {
      final FrameRun run = runOf(offset + done, count - done);
      final int piece = pieceOf(run, offset + done, count - done);
      memory.write(physicalOf(run, offset + done), from, at + done, piece);
      done += piece;
    }
    tellOfStore();
    return count;
  }

  private void tellOfStore() {
    for (final SharedMapping mapping : mappings) {
      mapping.stored();
    }
  }

  /** The object as it is now. */
  public ShmStat stat() {
    return new ShmStat(
        id,
        name,
        links > 0,
        owner,
        attributes.mode(),
        size,
        frames.size(),
        frames.runs(),
        handles.size(),
        mappings.size());
  }

  void add(ShmHandle handle) {
    handles.add(handle);
  }

  void remove(ShmHandle handle) {
    if (!handles.remove(handle)) {
      throw handle.closed();
    }
    dieIfUnreferenced();
  }

  boolean isHeldBy(ShmHandle handle) {
    return handles.contains(handle);
  }

  /** One name more leads to it. */
  void linked(ShmName newName) {
    if (links == 0) {
      name = Optional.of(newName);
    }
    links++;
  }

  /** A name leads to it no more; {@code left} is one that still does, if there is one. */
  void unlinked(@Nullable ShmName left) {
    links--;
    if (left != null) {
      name = Optional.of(left);
    }
    dieIfUnreferenced();
  }

  /** What {@link ShmHandle#truncate} promises, access apart. */
  void resize(long newSize) throws ShmException {
    if (newSize < 0) {
      throw ShmException.about(
          this, ShmError.INVALID_SIZE, "negative size: object=" + this + ", newSize=" + newSize);
    }
    if (newSize > sizeLimit) {
      throw ShmException.about(
          this,
          ShmError.TOO_LARGE,
          "object too large: object=" + this + ", newSize=" + newSize + ", limit=" + sizeLimit);
    }
    if (newSize > size) {
      grow(newSize);
    } else if (newSize < size) {
      shrink(newSize);
    }
  }

  private void grow(long newSize) throws ShmException {
    final long oldPages = frames.size();
    final long newPages = pagesOf(newSize);
    final List<GrowthReservation> reserved = new ArrayList<>();
    try {
      if (newPages > oldPages) {
        for (final SharedMapping mapping : mappings) {
          if (mapping.firstPage() < newPages && endOf(mapping) > oldPages) {
            reserved.add(mapping.prepareGrow(oldPages, newPages));
          }
        }
        frames.append(allocator.allocate(newPages - oldPages, FramePurpose.SHARED_OBJECT));
      }
      // Nothing fails from here on.
      zeroLastPageFrom(size, oldPages);
      size = newSize;
      for (final GrowthReservation reservation : reserved) {
        reservation.commit();
      }
    } catch (OutOfFramesException e) {
      throw ShmException.about(
          this,
          ShmError.OUT_OF_MEMORY,
          e.getMessage() + ", object=" + this + ", size=" + size + ", newSize=" + newSize);
    } finally {
      for (final GrowthReservation reservation : reserved) {
        reservation.close();
      }
    }
  }

  private void shrink(long newSize) {
    final long newPages = pagesOf(newSize);
    if (newPages < frames.size()) {
      for (final SharedMapping mapping : mappings) {
        if (endOf(mapping) > newPages && mapping.firstPage() < frames.size()) {
          mapping.shrink(newPages);
        }
      }
    }
    size = newSize;
    final FrameList cut = frames.truncate(newPages);
    zeroLastPageFrom(newSize, newPages);
    allocator.release(cut);
  }

  /**
   * Zeroes what lies behind byte {@code end} in the last of {@code pages} pages. When growing this
   * is not idle: a mapping can have stored there, and the bytes that the object gains are zero all
   * the same (POSIX.1-2017 ftruncate, DESCRIPTION; the tmpfs of Linux 6.18 leaves them).
   */
  private void zeroLastPageFrom(long end, long pages) {
    final int used = (int) (end % PAGE_BYTES);
    if (used != 0) {
      final long page = frames.get(pages - 1).start().value();
      memory.write(page + used, ZEROS, 0, PAGE_BYTES - used);
      tellOfStore();
    }
  }

  private void dieIfUnreferenced() {
    if (links > 0 || dead || !handles.isEmpty() || !mappings.isEmpty()) {
      return;
    }
    dead = true;
    size = 0;
    allocator.release(frames.truncate(0));
    registry.forget(this);
  }

  private void checkAlive() {
    if (dead) {
      throw new IllegalStateException("object is dead: object=" + this);
    }
  }

  private int countWithin(long offset, byte[] bytes, int at, int length) {
    Objects.checkFromIndexSize(at, length, bytes.length);
    if (offset < 0) {
      throw new IndexOutOfBoundsException("negative offset: object=" + this + ", offset=" + offset);
    }
    return (int) Math.max(0, Math.min(length, size - offset));
  }

  private FrameRun runOf(long offset, int bytes) {
    final long page = offset / PAGE_BYTES;
    return frames.runAt(page, pagesOf(offset + bytes) - page);
  }

  private static int pieceOf(FrameRun run, long offset, int bytes) {
    return (int) Math.min(bytes, run.count() * PAGE_BYTES - offset % PAGE_BYTES);
  }

  private static long physicalOf(FrameRun run, long offset) {
    return run.first().start().value() + offset % PAGE_BYTES;
  }

  private static long endOf(SharedMapping mapping) {
    return mapping.firstPage() + mapping.pages();
  }

  /** Pages that {@code bytes} bytes take; exact up to the largest long. */
  private static long pagesOf(long bytes) {
    return bytes / PAGE_BYTES + (bytes % PAGE_BYTES == 0 ? 0 : 1);
  }

  /** Id and name, the latter marked when it no longer leads here. */
  @Override
  public String toString() {
    return id + "(" + name.map(ShmName::toString).orElse("anonymous") + suffix() + ")";
  }

  private String suffix() {
    return links > 0 || name.isEmpty() ? "" : ", unlinked";
  }
}
