package dev.framewalk.emulator.kernel;

import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.Privilege;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One process's memory as the kernel sees it through the process's own tables, with the rights of
 * ring 3. What a pointer of the guest's may not do is EFAULT and never touches anything else.
 *
 * <p>Accesses set the A and D bits as the CPU's would, and pages that are filled when touched are
 * filled.
 */
public final class UserMemory {
  /** Longest path, with its NUL: Linux's PATH_MAX. */
  public static final int PATH_MAX = 4096;

  private final AddressSpace space;
  private final PhysicalMemory memory;
  private final FaultResolver faults;
  private final PageWalk walk;
  private final byte[] scratch = new byte[8];

  public UserMemory(AddressSpace space, FaultResolver faults) {
    this.space = space;
    this.memory = space.memory();
    this.faults = faults;
    this.walk = new PageWalk(memory);
  }

  /** Copies in all {@code length} bytes at {@code address}, or refuses with EFAULT. */
  public void copyIn(long address, byte[] into, int offset, int length) throws ErrnoException {
    if (copyInSome(address, into, offset, length) < length) {
      throw badAddress(address, length);
    }
  }

  /** Copies out all {@code length} bytes to {@code address}, or refuses with EFAULT. */
  public void copyOut(long address, byte[] from, int offset, int length) throws ErrnoException {
    if (copyOutSome(address, from, offset, length) < length) {
      throw badAddress(address, length);
    }
  }

  /**
   * Copies in as many of {@code length} bytes as come before the first that may not be read.
   *
   * @return how many
   */
  public int copyInSome(long address, byte[] into, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int part = Math.min(length - done, bytesLeftInPage(address + done));
      if (!reach(address + done, Access.READ)) {
        break;
      }
      memory.read(walk.physical(), into, offset + done, part);
      done += part;
    }
    return done;
  }

  /**
   * Copies out as many of {@code length} bytes as come before the first that may not be written.
   *
   * @return how many
   */
  public int copyOutSome(long address, byte[] from, int offset, int length) {
    int done = 0;
    while (done < length) {
      final int part = Math.min(length - done, bytesLeftInPage(address + done));
      if (!reach(address + done, Access.WRITE)) {
        break;
      }
      memory.write(walk.physical(), from, offset + done, part);
      noteStore(address + done);
      done += part;
    }
    return done;
  }

  private void noteStore(long address) {
    if (walk.executable()) {
      space.noteCodeChange();
    } else {
      space.noteStore(address);
    }
  }

  /**
   * Notes that the kernel has stored into an object for this process, by write(2) or by cutting it:
   * its pages may be executed through some mapping.
   */
  public void noteObjectStore(ShmObject object) {
    space.noteObjectStore(object);
  }

  /** The 64-bit word at {@code address}, aligned or not. */
  public long readLong(long address) throws ErrnoException {
    copyIn(address, scratch, 0, 8);
    long word = 0;
    for (int i = 7; i >= 0; i--) {
      word = word << 8 | scratch[i] & 0xff;
    }
    return word;
  }

  /** Stores the 32-bit word {@code value} at {@code address}, aligned or not. */
  public void writeInt(long address, int value) throws ErrnoException {
    for (int i = 0; i < 4; i++) {
      scratch[i] = (byte) (value >> 8 * i);
    }
    copyOut(address, scratch, 0, 4);
  }

  /** Stores the 64-bit word {@code value} at {@code address}, aligned or not. */
  public void writeLong(long address, long value) throws ErrnoException {
    for (int i = 0; i < 8; i++) {
      scratch[i] = (byte) (value >> 8 * i);
    }
    copyOut(address, scratch, 0, 8);
  }

  /** The 32-bit word at {@code address}, aligned or not. */
  public int readInt(long address) throws ErrnoException {
    copyIn(address, scratch, 0, 4);
    return scratch[0] & 0xff
        | (scratch[1] & 0xff) << 8
        | (scratch[2] & 0xff) << 16
        | scratch[3] << 24;
  }

  /**
   * The path at {@code address}, as bytes are in it (ISO 8859-1, so that every byte is one char).
   *
   * @throws ErrnoException EFAULT if it is not readable up to its NUL; ENAMETOOLONG if there is no
   *     NUL within {@link #PATH_MAX} bytes
   */
  public String readPath(long address) throws ErrnoException {
    return readString(address, PATH_MAX, Errno.ENAMETOOLONG);
  }

  /**
   * The string at {@code address}, as bytes are in it (ISO 8859-1, so that every byte is one char).
   *
   * @param limit bytes that it may have, its NUL among them
   * @param tooLong what a longer one is refused with
   * @throws ErrnoException EFAULT if it is not readable up to its NUL; {@code tooLong}
   */
  public String readString(long address, int limit, Errno tooLong) throws ErrnoException {
    byte[] bytes = new byte[Math.min(limit, 256)];
    int length = 0;
    while (length < limit) {
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(limit, 2 * length));
      }
      final int wanted = Math.min(bytes.length - length, bytesLeftInPage(address + length));
      final int got = copyInSome(address + length, bytes, length, wanted);
      for (int i = length; i < length + got; i++) {
        if (bytes[i] == 0) {
          return new String(bytes, 0, i, StandardCharsets.ISO_8859_1);
        }
      }
      if (got < wanted) {
        throw badAddress(address, length + got + 1);
      }
      length += got;
    }
    throw new ErrnoException(tooLong, "string without end: bytes=" + limit);
  }

  /** Whether the program may access {@code address}; the page is filled or copied if it has to. */
  boolean permits(long address, Access access) {
    return reach(address, access);
  }

  /** Whether the page at {@code address}, which the program may access, is nobody else's. */
  boolean isPrivatePage(long address) {
    return walk.find(space.mode(), address)
        && space.isPrivate(PhysFrame.containing(PhysAddr.of(walk.physical())));
  }

  /** Walks to {@code address} with the rights of ring 3; {@link #walk} then stands there. */
  private boolean reach(long address, Access access) {
    if (address < 0 || address >= AddressSpace.END) {
      return false;
    }
    // Once to find a page missing, once to see it filled; what is refused then is refused.
    for (int attempt = 0; attempt < 2; attempt++) {
      if (walk.find(space.mode(), address) && AccessCheck.permits(walk, access, Privilege.USER)) {
        walk.mark(access);
        return true;
      }
      if (attempt > 0 || faults.resolve(address, access) != FaultVerdict.RESOLVED) {
        return false;
      }
    }
    return false;
  }

  private static int bytesLeftInPage(long address) {
    return 4096 - ((int) address & 0xfff);
  }

  private static ErrnoException badAddress(long address, long length) {
    return new ErrnoException(
        Errno.EFAULT,
        "not accessible: address=0x" + Long.toHexString(address) + ", bytes=" + length);
  }
}
