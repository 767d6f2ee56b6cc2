package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.Permissions;
import dev.framewalk.pagetable.table.Translation;
import java.util.List;
import org.assertj.core.api.AbstractAssert;

/** Assertions about a page that is mapped: where to, and what ring 3 may do with it. */
public final class MappedPageAssert extends AbstractAssert<MappedPageAssert, Translation.Mapped> {
  private static final long PAGE_MASK = 4095;

  private final PageTables tables;

  MappedPageAssert(PageTables tables, Translation.Mapped mapped) {
    super(mapped, MappedPageAssert.class);
    this.tables = tables;
  }

  /**
   * It is the frame of this byte of an object.
   *
   * @param object its name, {@code /ring}: the object that has it now; if none has, one that had it
   *     until it was unlinked
   * @param offset of the byte that the address is to reach
   */
  @CanIgnoreReturnValue
  public MappedPageAssert to(String object, long offset) {
    final List<ObjectFrames> found = tables.objects(object);
    if (found.isEmpty()) {
      throw failure("%s", "the machine has no object " + Printable.of(object) + there());
    }
    final long pages = found.stream().mapToLong(each -> each.frames().size()).max().orElseThrow();
    if (offset < 0 || offset >>> 12 >= pages) {
      throw failure(
          "%s",
          Printable.of(object)
              + " has no byte 0x"
              + Long.toHexString(offset)
              + ": it has "
              + pages * Page.BYTES
              + " bytes in frames");
    }
    return check(
        found.stream().anyMatch(each -> isAt(each, offset)),
        "to " + found.get(0).name() + "+0x" + Long.toHexString(offset),
        "to " + tables.holder(actual.address().value(), actual.physical().value()));
  }

  private boolean isAt(ObjectFrames object, long offset) {
    return offset >>> 12 < object.frames().size()
        && actual.physical().value()
            == (object.frames().numberAt(offset >>> 12) << 12) + (offset & PAGE_MASK);
  }

  private String there() {
    final var names = tables.process().run().machine().registry().names();
    return names.isEmpty()
        ? "; it has none"
        : "; it has "
            + Printable.of(
                String.join(", ", names.stream().map(Object::toString).sorted().toList()));
  }

  /** It is a frame of the process's own: of no object. */
  @CanIgnoreReturnValue
  public MappedPageAssert toPrivateMemory() {
    return check(
        tables.objectAt(actual.physical().value()).isEmpty(),
        "to memory of its own",
        "to " + tables.holder(actual.address().value(), actual.physical().value()));
  }

  /** It is this frame. */
  @CanIgnoreReturnValue
  public MappedPageAssert toFrame(PhysFrame frame) {
    return check(
        actual.physical().value() >>> 12 == frame.number(),
        "to " + frame,
        "to frame 0x" + Long.toHexString(actual.physical().value() >>> 12));
  }

  /** Ring 3 may read it, and nothing else. */
  @CanIgnoreReturnValue
  public MappedPageAssert readOnly() {
    return withRights("r--");
  }

  /** Ring 3 may read and write it, and not execute it. */
  @CanIgnoreReturnValue
  public MappedPageAssert readWrite() {
    return withRights("rw-");
  }

  /** Ring 3 may read and execute it, and not write it. */
  @CanIgnoreReturnValue
  public MappedPageAssert readExecute() {
    return withRights("r-x");
  }

  /** Ring 3 may do nothing with it, as PROT_NONE has it. */
  @CanIgnoreReturnValue
  public MappedPageAssert inaccessible() {
    return withRights("---");
  }

  /**
   * What ring 3 may do with it, all levels together.
   *
   * @param rights as {@code rw-}
   */
  @CanIgnoreReturnValue
  public MappedPageAssert withRights(String rights) {
    final Permissions allowed = actual.permissions();
    final String found =
        allowed.user()
            ? "r" + (allowed.writable() ? "w" : "-") + (allowed.executable() ? "x" : "-")
            : "---";
    return check(found.equals(rights), rights, found);
  }

  /** A leaf of this size maps it. */
  @CanIgnoreReturnValue
  public MappedPageAssert ofSize(PageSize size) {
    return check(actual.size() == size, "of " + size, "of " + actual.size());
  }

  /** Its leaf has been used: A is set. */
  @CanIgnoreReturnValue
  public MappedPageAssert accessed() {
    return check(has(EntryFlags.ACCESSED), "accessed (A=1)", "A=0");
  }

  /** Its leaf has been written through: D is set. */
  @CanIgnoreReturnValue
  public MappedPageAssert dirty() {
    return check(has(EntryFlags.DIRTY), "dirty (D=1)", "D=0");
  }

  /** Its leaf has not been written through: D is clear. */
  @CanIgnoreReturnValue
  public MappedPageAssert clean() {
    return check(!has(EntryFlags.DIRTY), "clean (D=0)", "D=1");
  }

  private boolean has(EntryFlags flag) {
    return (actual.leaf().entry().bits() & flag.bits()) != 0;
  }

  @CanIgnoreReturnValue
  private MappedPageAssert check(boolean holds, String expected, String found) {
    if (!holds) {
      throw failure(
          "%s",
          "expected the "
              + Printable.of(tables.toString())
              + " to map "
              + actual.address()
              + " "
              + Printable.of(expected)
              + ", but it is "
              + Printable.of(found)
              + "\n"
              + tables.text(actual.address().value()));
    }
    return this;
  }
}
