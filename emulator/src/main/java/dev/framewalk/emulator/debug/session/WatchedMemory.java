package dev.framewalk.emulator.debug.session;

import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.unicorn.CpuAccess;
import dev.framewalk.emulator.unicorn.CpuTraps;
import dev.framewalk.emulator.unicorn.CpuTraps.Bytes;
import dev.framewalk.emulator.unicorn.CpuTraps.Crossing;
import dev.framewalk.pagetable.frame.FrameList;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageWalk;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where the watched bytes of one machine lie at the moment, and what was done to them.
 *
 * <p>Accesses of guests are told of by the CPU. What the kernel stores is found by comparing the
 * bytes before and after; what it reads is not found.
 */
final class WatchedMemory {
  private static final long PAGE_BYTES = 4096;

  /** Bytes of an access that may lie in the page behind the one that it begins in. */
  private static final int LONGEST_OVERHANG = 15;

  /** Bytes of a watch that are compared; beyond, only guests' accesses are found. */
  private static final int MOST_COMPARED = 256 << 10;

  /**
   * An access.
   *
   * @param address of the first watched byte that was accessed
   * @param valueAt the physical address of what is shown, and of how many bytes
   * @param begun which instruction of the run of the CPU it was; 0 for the kernel
   */
  record Hit(
      Watch watch, Access access, long address, long valueAt, int width, long before, long begun) {}

  /** One watch and its bytes: pieces in order. */
  private static final class Place {
    private final Watch watch;
    private List<Bytes> pieces = List.of();
    private @Nullable FrameList frames;
    private long size;
    private byte @Nullable [] compared;

    Place(Watch watch) {
      this.watch = watch;
    }
  }

  private final Machine machine;
  private final PhysicalMemory memory;
  private final PageWalk walk;
  private final CpuTraps cpu;
  private List<Place> places = List.of();
  private @Nullable Hit hit;
  private boolean counts = true;

  WatchedMemory(Machine machine, CpuTraps cpu) {
    this.machine = machine;
    this.memory = machine.memory();
    this.walk = new PageWalk(memory);
    this.cpu = cpu;
  }

  /** Sets what is watched. */
  void set(List<Watch> watches) {
    final List<Place> wanted = new ArrayList<>();
    for (final Watch watch : watches) {
      Place place = new Place(watch);
      for (final Place old : places) {
        place = old.watch.equals(watch) ? old : place;
      }
      wanted.add(place);
    }
    places = wanted;
    resolve();
  }

  /** Whether accesses are noted. */
  void setCounts(boolean yes) {
    counts = yes;
  }

  boolean isEmpty() {
    return places.isEmpty();
  }

  /** Looks anew where the bytes lie, after mappings may have changed. */
  void resolve() {
    final List<Bytes> all = new ArrayList<>();
    for (final Place place : places) {
      if (place.watch instanceof Watch.OfAddress of) {
        place.pieces = pieces(of);
      } else if (place.watch instanceof Watch.OfObject of) {
        resolve(place, of.object());
      }
      all.addAll(place.pieces);
    }
    cpu.watch(all, crossings(), this::accessed);
  }

  /** What comes before the pages of watches that begin where they do, for their own processes. */
  private List<Crossing> crossings() {
    final List<Crossing> crossings = new ArrayList<>();
    for (final Place place : places) {
      if (place.watch instanceof Watch.OfAddress of
          && !place.pieces.isEmpty()
          && (of.address() & PAGE_BYTES - 1) < LONGEST_OVERHANG) {
        final Process process = machine.kernel().process(of.pid()).orElse(null);
        final long before = (of.address() & -PAGE_BYTES) - PAGE_BYTES;
        if (process != null && walk.find(process.space().mode(), before)) {
          crossings.add(new Crossing(walk.physical(), place.pieces.get(0).begin() & -PAGE_BYTES));
        }
      }
    }
    return crossings;
  }

  private List<Bytes> pieces(Watch.OfAddress of) {
    final Process process = machine.kernel().process(of.pid()).orElse(null);
    if (process == null || !process.alive() || !walk.find(process.space().mode(), of.address())) {
      return List.of();
    }
    return List.of(new Bytes(walk.physical(), walk.physical() + of.length()));
  }

  private void resolve(Place place, long id) {
    ShmObject object = null;
    for (final ShmObject each : machine.registry().objects()) {
      object = each.id() == id ? each : object;
    }
    if (object == null) {
      place.frames = null;
      place.pieces = List.of();
      return;
    }
    final FrameList frames = object.frames();
    if (frames == place.frames && frames.size() == place.size) {
      return;
    }
    place.frames = frames;
    place.size = frames.size();
    final List<Bytes> pieces = new ArrayList<>();
    for (long at = 0; at < frames.size(); at += frames.runLengthAt(at)) {
      final long begin = frames.get(at).start().value();
      pieces.add(new Bytes(begin, begin + frames.runLengthAt(at) * PAGE_BYTES));
    }
    place.pieces = pieces;
  }

  private boolean accessed(long physical, int size, CpuAccess access, long begun) {
    if (!counts) {
      return false;
    }
    final boolean write = access == CpuAccess.WRITE;
    final long end = Math.min(physical + size, (physical & -PAGE_BYTES) + PAGE_BYTES);
    boolean noted = false;
    for (final Place place : places) {
      if (place.watch.kind() == (write ? Watch.Kind.READ : Watch.Kind.WRITE)) {
        continue;
      }
      for (final Bytes piece : place.pieces) {
        if (physical < piece.end() && end > piece.begin()) {
          note(place.watch, piece, Math.max(physical, piece.begin()), write, begun);
          noted = true;
          break;
        }
      }
    }
    return noted;
  }

  /**
   * Of one instruction's accesses the first counts, or, of one that reads and writes, the write.
   */
  private void note(Watch watch, Bytes piece, long address, boolean write, long begun) {
    final Hit old = hit;
    if (old != null && !(write && old.access() == Access.READ && old.watch().equals(watch))) {
      return;
    }
    final boolean whole = piece.end() - piece.begin() <= Long.BYTES;
    final long valueAt = whole ? piece.begin() : address;
    final int width = (int) Math.min(Long.BYTES, piece.end() - valueAt);
    hit =
        new Hit(
            watch,
            write ? Access.WRITE : Access.READ,
            address,
            valueAt,
            width,
            value(valueAt, width),
            begun);
  }

  /** The access that was noted since this was asked last; null if there was none. */
  @Nullable Hit take() {
    final Hit taken = hit;
    hit = null;
    return taken;
  }

  /** The value of the bytes that a hit is about, as they are now. */
  long value(Hit of) {
    return value(of.valueAt(), of.width());
  }

  private long value(long address, int width) {
    long value = 0;
    final byte[] bytes = new byte[width];
    memory.read(address, bytes, 0, width);
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /** Keeps the bytes, to see what the kernel stores into them from now on. */
  void remember() {
    for (final Place place : places) {
      place.compared = place.watch.kind() == Watch.Kind.READ ? null : bytes(place);
    }
  }

  /** Looks what has changed since {@link #remember}, wherever the bytes lie now. */
  @Nullable Hit findChange() {
    Hit found = null;
    for (final Place place : places) {
      final byte[] before = place.compared;
      final byte[] now = before == null ? null : bytes(place);
      if (found == null && before != null && now != null && before.length == now.length) {
        final int at = Arrays.mismatch(before, now);
        if (at >= 0) {
          found = change(place, before, at);
        }
      }
    }
    return found;
  }

  private static Hit change(Place place, byte[] before, int at) {
    final int from = before.length <= Long.BYTES ? 0 : at;
    final int width = Math.min(Long.BYTES, before.length - from);
    long value = 0;
    for (int i = width - 1; i >= 0; i--) {
      value = value << 8 | before[from + i] & 0xff;
    }
    return new Hit(
        place.watch, Access.WRITE, physical(place, at), physical(place, from), width, value, 0);
  }

  private static long physical(Place place, int offset) {
    long left = offset;
    for (final Bytes piece : place.pieces) {
      if (left < piece.end() - piece.begin()) {
        return piece.begin() + left;
      }
      left -= piece.end() - piece.begin();
    }
    throw new IllegalStateException("behind the watched bytes: offset=" + offset);
  }

  private byte @Nullable [] bytes(Place place) {
    long length = 0;
    for (final Bytes piece : place.pieces) {
      length += piece.end() - piece.begin();
    }
    if (length == 0 || length > MOST_COMPARED) {
      return null;
    }
    final byte[] bytes = new byte[(int) length];
    int at = 0;
    for (final Bytes piece : place.pieces) {
      final int part = (int) (piece.end() - piece.begin());
      memory.read(piece.begin(), bytes, at, part);
      at += part;
    }
    return bytes;
  }

  /** What a stop says of a hit. */
  Stop.Watched stop(
      Hit of, dev.framewalk.pagetable.inspect.RunPlace place, int tid, OptionalLong call) {
    return new Stop.Watched(
        place, tid, of.watch(), of.access(), of.address(), of.before(), value(of), call);
  }
}
