package dev.framewalk.emulator.suite;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.harness.LiveTrial;
import dev.framewalk.emulator.harness.TestedProcess;
import dev.framewalk.emulator.suite.ExpectedMapping.Rights;
import dev.framewalk.emulator.suite.ExpectedMapping.Target;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.Translation;
import java.util.Optional;

/** Holds a process's page tables, as they are now, against what a test says of a page. */
final class MappingCheck {
  private static final int PAGE_SHIFT = 12;
  private static final long PAGE_MASK = (1L << PAGE_SHIFT) - 1;

  private final TestedProcess process;
  private final MemoryView view;
  private final SpaceView space;
  private final PageTableWalker walker;

  /**
   * @param process lives
   */
  MappingCheck(LiveTrial live, TestedProcess process) {
    this.process = process;
    this.view = live.session().view();
    this.space = process.space();
    this.walker = new PageTableWalker(view.memory());
  }

  /** A byte of an object. */
  private record Found(ObjectFrames object, long offset) {
    /** Whether it is one that programs name; shared memory without a name is an object too. */
    boolean named() {
      return object.name().startsWith("/");
    }

    @Override
    public String toString() {
      return Printable.of(object.name())
          + "+0x"
          + Long.toHexString(offset)
          + (object.linked() ? "" : " (unlinked)");
    }
  }

  /**
   * What is different from {@code expected}; empty if nothing is.
   *
   * @throws Symbols.Missing if the program has no such symbol
   */
  Optional<String> difference(ExpectedMapping expected) throws Symbols.Missing {
    final long address;
    if (expected.address() instanceof MappedAddress.HeldAt held) {
      final Optional<Long> value = word(Symbols.address(process, held.symbol()));
      if (value.isEmpty()) {
        return Optional.of(
            process.name()
                + ": the 8 bytes at "
                + held.symbol()
                + " are on no page that is present");
      }
      address = value.get() + held.offset();
    } else if (expected.address() instanceof MappedAddress.OfSymbol of) {
      address = Symbols.address(process, of.symbol()) + of.offset();
    } else if (expected.address() instanceof MappedAddress.Fixed fixed) {
      address = fixed.address();
    } else {
      throw new IllegalStateException("no such address: " + expected.address());
    }
    final Optional<String> found = found(expected.target(), address);
    return found.map(
        what ->
            process.name()
                + (expected.address() instanceof MappedAddress.Fixed
                    ? ": 0x" + Long.toHexString(address)
                    : ": " + expected.address() + ", which is 0x" + Long.toHexString(address) + ",")
                + " is to reach "
                + Printable.of(expected.target().toString())
                + ", but "
                + what);
  }

  /** What is there, if it is not what is wanted. */
  private Optional<String> found(Target wanted, long address) {
    final Translation translation = walker.walk(space.mode(), address);
    if (!(translation instanceof Translation.Mapped mapped) || !mapped.permissions().user()) {
      return wanted instanceof Target.Nothing && space.areaAt(address).isEmpty()
          ? Optional.empty()
          : Optional.of(absent(address));
    }
    final Rights rights =
        new Rights(true, mapped.permissions().writable(), mapped.permissions().executable());
    final long physical = mapped.physical().value();
    final Optional<Found> object = objectAt(physical);
    final boolean same;
    if (wanted instanceof Target.OfObject of) {
      same = isAt(of.object(), of.offset(), physical) && rights.equals(of.rights());
    } else if (wanted instanceof Target.Anonymous anonymous) {
      same = object.filter(Found::named).isEmpty() && rights.equals(anonymous.rights());
    } else {
      same = false;
    }
    if (same) {
      return Optional.empty();
    }
    final String what =
        object
            .map(Found::toString)
            .orElseGet(
                () ->
                    "memory of its own"
                        + space
                            .areaAt(address)
                            .map(area -> " (" + Printable.of(area.label()) + ")")
                            .orElse(""));
    return Optional.of("it reaches " + what + " " + rights);
  }

  private String absent(long address) {
    final Optional<Area> area = space.areaAt(address);
    if (area.isEmpty()) {
      return "nothing is mapped there";
    }
    final Area.Rights rights = area.get().rights();
    final String what = Printable.of(area.get().label()) + " " + rights;
    if (rights.equals(Area.Rights.NONE)) {
      return "the mapping there (" + what + ") may not be used";
    }
    return "no page is present: "
        + what
        + " is mapped there, but the process has not touched this page yet (or the object ends"
        + " before it)";
  }

  /** Whether the byte {@code offset} of an object of that name lies at {@code physical}. */
  private boolean isAt(String name, long offset, long physical) {
    final long page = offset >>> PAGE_SHIFT;
    for (final ObjectFrames object : view.objects()) {
      if (object.name().equals(name)
          && page < object.frames().size()
          && (object.frames().numberAt(page) << PAGE_SHIFT | (offset & PAGE_MASK)) == physical) {
        return true;
      }
    }
    return false;
  }

  private Optional<Found> objectAt(long physical) {
    final long frame = physical >>> PAGE_SHIFT;
    for (final ObjectFrames object : view.objects()) {
      long page = 0;
      while (page < object.frames().size()) {
        final long run = object.frames().runLengthAt(page);
        final long first = object.frames().numberAt(page);
        if (frame >= first && frame < first + run) {
          return Optional.of(
              new Found(object, (page + frame - first << PAGE_SHIFT) | (physical & PAGE_MASK)));
        }
        page += run;
      }
    }
    return Optional.empty();
  }

  /** The 8 bytes at {@code address}, which may cross into another page. */
  private Optional<Long> word(long address) {
    long word = 0;
    final byte[] one = new byte[1];
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      final Translation translation = walker.walk(space.mode(), address + i);
      if (!(translation instanceof Translation.Mapped mapped)) {
        return Optional.empty();
      }
      view.memory().read(mapped.physical().value(), one, 0, 1);
      word = word << Byte.SIZE | Byte.toUnsignedLong(one[0]);
    }
    return Optional.of(word);
  }
}
