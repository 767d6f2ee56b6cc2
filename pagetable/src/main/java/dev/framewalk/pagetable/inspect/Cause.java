package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.inspect.KernelAnswer.Kind;
import dev.framewalk.pagetable.inspect.Meant.Position;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Optional;

/** What a program most likely did wrong, where an access of its own ends with a signal. */
final class Cause {
  private final Explanation why;

  private Cause(Explanation why) {
    this.why = why;
  }

  /** The mistake in one sentence; empty where the access does not end with a signal. */
  static Optional<String> of(Explanation why) {
    return why.kernel().kind() == Kind.SIGNALS ? new Cause(why).words() : Optional.empty();
  }

  private Optional<String> words() {
    if (why.attempt().fault().isEmpty()) {
      return Optional.of(
          "no pointer to a program's memory looks so: it was overwritten, never set, or was no"
              + " pointer");
    }
    if (why.attempt().errorCode().orElseThrow().protectionKey()) {
      return Optional.of("the program's own PKRU forbids what the mapping allows");
    }
    final Area area = why.meant().area().orElse(null);
    if (area == null) {
      return unmapped();
    }
    if (!area.allows(access())) {
      return Optional.of(forbidden(area));
    }
    return why.meant().position().filter(Position::behindEnd).map(this::behindEnd);
  }

  private Access access() {
    return why.attempt().access();
  }

  private Optional<String> unmapped() {
    final long address = why.address();
    if (address < 0) {
      return Optional.of("the address is the kernel's, and no program's");
    }
    if (why.meant().ofNullPointer(address)) {
      return Optional.of(
          access() == Access.FETCH
              ? "a null pointer, or one never set, was called or returned to"
              : "a null pointer, or one never set, was used"
                  + (address < 8 ? "" : " with an offset of " + address + " bytes"));
    }
    if (why.meant().outgrownStack(address).isPresent()) {
      return Optional.of(
          "the stack is used up ("
              + (why.meant().outgrownStack(address).get().range().count() << 2)
              + " KiB): a recursion without an end, or a local variable that is too large");
    }
    // Of a table that went as a whole it is not known whether the page was ever entered.
    final boolean page =
        why.failing().filter(level -> level.level() == PageTableLevel.PT).isPresent();
    return why.writer()
        .filter(writer -> page && writer.unmaps())
        .map(writer -> "memory was mapped here until " + writer + " took it away");
  }

  private String forbidden(Area area) {
    if (area.rights().equals(Area.Rights.NONE)) {
      return "the mapping is one that nobody may use (PROT_NONE)";
    }
    return switch (access()) {
      case READ -> "the mapping is one that may not be read";
      case WRITE ->
          area.rights().execute()
              ? "the program stores into code"
              : "the program stores into memory that was mapped, or made, read-only (no PROT_WRITE)";
      case FETCH ->
          "the program jumped, called or returned into memory that is not for code (no PROT_EXEC)";
    };
  }

  private String behindEnd(Position position) {
    final ObjectFrames object = position.object();
    final Optional<String> cut =
        why.writer()
            .filter(EntryWriter::truncates)
            .map(writer -> ", cut by " + writer + " while it was mapped");
    if (object.size() == 0) {
      return object.name() + " has no bytes" + cut.orElse(": it was not given a size (ftruncate)");
    }
    return object.name()
        + " ends at byte 0x"
        + Long.toHexString(object.size())
        + cut.orElse(", and the mapping is longer")
        + "; this is byte 0x"
        + Long.toHexString(position.offset());
  }
}
