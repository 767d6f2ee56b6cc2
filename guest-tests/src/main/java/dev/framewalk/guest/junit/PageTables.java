package dev.framewalk.guest.junit;

import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.table.Translation;
import java.util.List;
import java.util.Optional;

/**
 * The page tables of a process: its entries as they are in the machine's memory whenever they are
 * asked. They are gone when the process has ended.
 */
public final class PageTables {
  private static final long PAGE_MASK = 4095;

  private final GuestProcess process;

  PageTables(GuestProcess process) {
    this.process = process;
  }

  /** Whose they are. */
  public GuestProcess process() {
    return process;
  }

  /**
   * The address space that they make.
   *
   * @throws AssertionError if the process has ended
   */
  public SpaceView space() {
    if (process.tested().end().isPresent()) {
      throw new AssertionError(
          process
              + " has ended, and its page tables with it; look before: run.to(\""
              + process.name()
              + "\", \"SYMBOL\")");
    }
    return process.tested().space();
  }

  /**
   * The walk of an address, level by level.
   *
   * @throws AssertionError if the process has ended
   */
  public WalkTrace walk(long address) {
    final SpaceView space = space();
    return WalkTrace.of(view().memory(), space.mode(), address);
  }

  /** The page that holds an address, if one is mapped there. */
  Optional<Translation.Mapped> mapped(long address) {
    return walk(address).mapped();
  }

  long word(long address) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      final long at = address + i;
      final long physical =
          mapped(at)
              .orElseThrow(
                  () ->
                      new AssertionError(
                          process + " has no page at 0x" + Long.toHexString(at) + "\n" + text(at)))
              .physical()
              .value();
      final long whole = view().memory().readWord(physical & -Long.BYTES);
      value |= (whole >>> (8 * (physical & 7)) & 0xff) << (8 * i);
    }
    return value;
  }

  private MemoryView view() {
    return process.run().view();
  }

  /** The object that the machine has under this name; if none, those it had until unlinked. */
  List<ObjectFrames> objects(String name) {
    final MemoryView view = view();
    try {
      final Optional<ShmObject> linked = process.run().machine().registry().find(ShmName.of(name));
      if (linked.isPresent()) {
        return view.object(linked.get().id()).stream().toList();
      }
    } catch (ShmException e) {
      return List.of(); // a name that no object can have
    }
    final String path = name.startsWith("/") ? name : "/" + name;
    return view.objects().stream().filter(each -> each.name().equals(path)).toList();
  }

  /** What a byte of physical memory belongs to, in words: {@code /ring+0x1000}. */
  String holder(long address, long physical) {
    return objectAt(physical)
        .or(
            () ->
                space()
                    .areaAt(address)
                    .map(
                        area ->
                            area.object().isPresent()
                                ? "a private copy of a page of " + area.label()
                                : "memory of its own (" + area.label() + ")"))
        .orElse("memory of no mapping");
  }

  /** The byte of an object that is at this byte of physical memory: {@code /ring+0x1000}. */
  Optional<String> objectAt(long physical) {
    final long frame = physical >>> 12;
    for (final ObjectFrames object : view().objects()) {
      for (long page = 0; page < object.frames().size(); ) {
        final long run = object.frames().runLengthAt(page);
        final long behind = frame - object.frames().numberAt(page);
        if (behind >= 0 && behind < run) {
          return Optional.of(
              object.name()
                  + "+0x"
                  + Long.toHexString(((page + behind) << 12) + (physical & PAGE_MASK))
                  + (object.linked() ? "" : " (unlinked)"));
        }
        page += run;
      }
    }
    return Optional.empty();
  }

  /** The walk of an address for people, without the table of what each ring may do. */
  String text(long address) {
    final String walk =
        process.run().inspector().ask("walk " + process.pid() + " 0x" + Long.toHexString(address));
    final int table = walk.indexOf("\n  access ");
    return (table < 0 ? walk : walk.substring(0, table)).stripTrailing();
  }

  /** As {@code page tables of consumer (pid 101)}. */
  @Override
  public String toString() {
    return "page tables of " + process;
  }
}
