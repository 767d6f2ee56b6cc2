package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.machine.RefusedAccess;
import dev.framewalk.pagetable.table.Access;
import java.util.Optional;

/** Why a fault ended a process, in the words that tests expect it with. */
public enum FaultReason {
  /** No mapping is there. */
  NOT_MAPPED("not-mapped", "no mapping is there"),
  /** No mapping is there, and the address is within the first 64 KiB. */
  NULL_POINTER("null-pointer", "a null pointer was used"),
  /** The address is in the kernel's half. */
  KERNEL_ADDRESS("kernel-address", "the address is the kernel's"),
  /** A write to a mapping without PROT_WRITE. */
  READ_ONLY("read-only", "the mapping is read-only"),
  /** A fetch from a mapping without PROT_EXEC. */
  NO_EXECUTE("no-execute", "the mapping is not for code"),
  /** A read of a mapping that may not be read (PROT_NONE). */
  NO_ACCESS("no-access", "the mapping may not be used"),
  /** The page lies behind the end of the object that is mapped there (SIGBUS). */
  BEYOND_END("beyond-end", "the object ends before"),
  /** No frame is free for the page. */
  NO_MEMORY("no-memory", "no frame is free"),
  /** PKRU forbids it. */
  PROTECTION_KEY("protection-key", "the protection key forbids it"),
  /** No page fault: a division, an undefined instruction, a privileged one. */
  OTHER_EXCEPTION("exception", "an exception that is no page fault");

  /** The first 64 KiB, where nothing may be mapped (mmap_min_addr). */
  private static final long NULL_PAGES = 64 << 10;

  private final String word;
  private final String text;

  FaultReason(String word, String text) {
    this.word = word;
    this.text = text;
  }

  /** The reason as a test file writes it. */
  public String word() {
    return word;
  }

  /** The reason as a clause. */
  public String text() {
    return text;
  }

  /** The reason that a test file writes so. */
  public static Optional<FaultReason> ofWord(String word) {
    for (final FaultReason each : values()) {
      if (each.word.equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  static FaultReason of(RefusedAccess refused) {
    if (refused.errorCode().protectionKey()) {
      return PROTECTION_KEY;
    }
    return switch (refused.verdict()) {
      case NOT_MAPPED -> {
        if (refused.address() < 0) {
          yield KERNEL_ADDRESS;
        }
        yield refused.address() < NULL_PAGES ? NULL_POINTER : NOT_MAPPED;
      }
      case NOT_ALLOWED ->
          refused.access() == Access.READ
              ? NO_ACCESS
              : refused.access() == Access.WRITE ? READ_ONLY : NO_EXECUTE;
      case BEYOND_OBJECT -> BEYOND_END;
      case OUT_OF_FRAMES -> NO_MEMORY;
      case RESOLVED -> throw new IllegalStateException("a resolved fault ends nobody");
    };
  }
}
