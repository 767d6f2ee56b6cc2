package dev.framewalk.emulator.kernel.file;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.UserMemory;
import dev.framewalk.emulator.kernel.WaitQueue;
import java.util.ArrayDeque;

/**
 * The bytes between the two ends of a pipe, in pages as Linux keeps them (pipe(7); fs/pipe.c): what
 * is written begins in the last page if all that goes there fits, and takes new pages otherwise, so
 * that writes of up to PIPE_BUF bytes are never torn.
 */
final class Pipe {
  private static final int PAGE = 4096;

  /** Most room that a process without privileges may ask for (pipe(7), pipe-max-size). */
  private static final long MAX_BYTES = 1 << 20;

  private static final class Slot {
    final byte[] bytes = new byte[PAGE];
    int from;
    int to;
  }

  private final Pipes pipes;
  private final WaitQueue waiters = new WaitQueue();
  private final ArrayDeque<Slot> slots = new ArrayDeque<>();
  private int capacity;
  private int readers;
  private int writers;

  Pipe(Pipes pipes, int pages) {
    this.pipes = pipes;
    this.capacity = pages;
  }

  /** Those who wait for it to have bytes or room, or to lose an end. */
  WaitQueue waiters() {
    return waiters;
  }

  int readers() {
    return readers;
  }

  int writers() {
    return writers;
  }

  void openReader() {
    readers++;
    waiters.wakeAll();
  }

  void openWriter() {
    writers++;
    waiters.wakeAll();
  }

  void closeReader() {
    readers--;
    closed();
  }

  void closeWriter() {
    writers--;
    closed();
  }

  private void closed() {
    waiters.wakeAll();
    if (readers == 0 && writers == 0) {
      slots.clear();
      pipes.closed(capacity);
      capacity = 0;
    }
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  /** Whether a write of one page would find no room. */
  boolean isFull() {
    return slots.size() >= capacity;
  }

  /** Bytes in it. */
  long available() {
    long bytes = 0;
    for (final Slot slot : slots) {
      bytes += slot.to - slot.from;
    }
    return bytes;
  }

  /** Room in bytes (fcntl(2), F_GETPIPE_SZ). */
  int capacity() {
    return capacity * PAGE;
  }

  /**
   * Changes the room (fcntl(2), F_SETPIPE_SZ).
   *
   * @throws ErrnoException EINVAL if that is no size; EPERM if it is too much; EBUSY if more is in
   *     it
   */
  int resize(long bytes, boolean privileged) throws ErrnoException {
    if (bytes < 0 || bytes > 1L << 31) {
      throw new ErrnoException(Errno.EINVAL, "not a size: bytes=" + bytes);
    }
    final long wanted = Math.max(PAGE, bytes);
    final long rounded =
        Long.highestOneBit(wanted) == wanted ? wanted : Long.highestOneBit(wanted) << 1;
    final int pages = (int) (rounded / PAGE);
    if (pages > capacity && rounded > MAX_BYTES && !privileged) {
      throw new ErrnoException(Errno.EPERM, "too much: bytes=" + bytes);
    }
    if (pages < slots.size()) {
      throw new ErrnoException(Errno.EBUSY, "more is in it: pages=" + slots.size());
    }
    pipes.resize(capacity, pages);
    capacity = pages;
    waiters.wakeAll();
    return capacity();
  }

  /**
   * Takes bytes out, as many as there are.
   *
   * @throws ErrnoException EAGAIN if there are none and somebody may write some; EFAULT
   */
  long read(UserMemory memory, long address, long length) throws ErrnoException {
    if (length == 0) {
      return 0;
    }
    long done = 0;
    while (done < length && !slots.isEmpty()) {
      final Slot slot = slots.getFirst();
      final int part = (int) Math.min(slot.to - slot.from, length - done);
      final int copied = memory.copyOutSome(address + done, slot.bytes, slot.from, part);
      slot.from += copied;
      done += copied;
      if (slot.from == slot.to) {
        slots.removeFirst();
      }
      if (copied < part) {
        if (done == 0) {
          throw new ErrnoException(
              Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
        }
        break;
      }
    }
    if (done > 0) {
      waiters.wakeAll();
      return done;
    }
    if (writers > 0) {
      throw new ErrnoException(Errno.EAGAIN, "pipe empty");
    }
    return 0;
  }

  /**
   * Puts bytes in, as many as there is room for.
   *
   * @throws ErrnoException EPIPE if nobody will read them; EAGAIN if there is no room; EFAULT
   */
  long write(UserMemory memory, long address, long length) throws ErrnoException {
    checkReaders();
    long done = 0;
    final int head = (int) (length % PAGE);
    final Slot last = slots.peekLast();
    if (last != null && head > 0 && last.to + head <= PAGE) {
      final int copied = memory.copyInSome(address, last.bytes, last.to, head);
      if (copied < head) {
        throw fault(address);
      }
      last.to += copied;
      done = copied;
    }
    while (done < length && slots.size() < capacity) {
      final Slot slot = new Slot();
      final int part = (int) Math.min(PAGE, length - done);
      final int copied = memory.copyInSome(address + done, slot.bytes, 0, part);
      if (copied < part) {
        // A page that cannot be read whole is not sent in part.
        if (done == 0) {
          throw fault(address);
        }
        break;
      }
      slot.to = part;
      slots.addLast(slot);
      done += part;
    }
    if (done == 0 && length > 0) {
      throw new ErrnoException(Errno.EAGAIN, "pipe full");
    }
    waiters.wakeAll();
    return done;
  }

  /**
   * Refuses what nobody will read, before anything is looked at (Linux fs/pipe.c, pipe_write).
   *
   * @throws ErrnoException EPIPE
   */
  void checkReaders() throws ErrnoException {
    if (readers == 0) {
      throw new ErrnoException(Errno.EPIPE, "nobody reads");
    }
  }

  /**
   * Puts in all of {@code length} bytes, at most a page, or none.
   *
   * @throws ErrnoException EPIPE if nobody will read them; EAGAIN if there is no room
   */
  void writeWhole(byte[] bytes, int length) throws ErrnoException {
    checkReaders();
    Slot slot = slots.peekLast();
    if (slot == null || slot.to + length > PAGE) {
      if (isFull()) {
        throw new ErrnoException(Errno.EAGAIN, "pipe full");
      }
      slot = new Slot();
      slots.addLast(slot);
    }
    System.arraycopy(bytes, 0, slot.bytes, slot.to, length);
    slot.to += length;
    waiters.wakeAll();
  }

  private static ErrnoException fault(long address) {
    return new ErrnoException(
        Errno.EFAULT, "not accessible: address=0x" + Long.toHexString(address));
  }
}
