package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.Privilege;
import java.util.Optional;

/** What one kind of access to an address would come to. */
public record Attempt(Access access, Privilege privilege, AccessVerdict verdict) {
  /** Whether it goes through. */
  public boolean allowed() {
    return verdict instanceof AccessVerdict.Allowed;
  }

  /** The page fault that it raises; empty if it goes through or raises #GP. */
  public Optional<PageFault> fault() {
    return verdict instanceof PageFault fault ? Optional.of(fault) : Optional.empty();
  }

  /** The rule that it breaks; empty if it raises no page fault. */
  public Optional<FaultRule> rule() {
    return fault().map(PageFault::rule);
  }

  /** The error code of its page fault. */
  public Optional<PageFaultErrorCode> errorCode() {
    return fault().map(PageFault::errorCode);
  }

  /** As {@code read}, {@code write} or {@code fetch}. */
  public String accessWord() {
    return switch (access) {
      case READ -> "read";
      case WRITE -> "write";
      case FETCH -> "fetch";
    };
  }

  /** As {@code ring 3} or {@code ring 0 with AC}. */
  public String ringWords() {
    return switch (privilege) {
      case USER -> "ring 3";
      case SUPERVISOR -> "ring 0";
      case SUPERVISOR_AC -> "ring 0 with AC";
    };
  }
}
