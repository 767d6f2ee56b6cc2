package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.table.PagingMode;

/** The half of the address space that all processes share: the kernel's own pages alone. */
final class KernelHalfAudit extends EntryAudit {
  KernelHalfAudit(MemoryView view, PagingMode mode, FrameLedger ledger, Findings findings) {
    super(view, null, mode, ledger, findings);
  }

  @Override
  void page(
      long virtual, long entryAddress, long entry, long effective, PageSize size, long first) {
    final boolean user = (effective & USER) != 0;
    if ((effective & (WRITABLE | NO_EXECUTE)) == WRITABLE) {
      add(
          AuditRule.WRITABLE_AND_EXECUTABLE,
          virtual,
          size,
          entryAddress,
          0,
          () -> "a page of the kernel's that can be written and executed");
    }
    if (isOutside(virtual, entryAddress, first, size)) {
      return;
    }
    for (long i = 0; i < size.bytes() >>> 12; i++) {
      final long frame = first + i;
      final int state = ledger.state(frame);
      final boolean kernels = FrameLedger.isFor(state, FramePurpose.KERNEL);
      if (user || !kernels) {
        add(
            user
                ? AuditRule.VISIBLE_TO_USER
                : state == FrameLedger.UNUSED ? AuditRule.FREE_FRAME : AuditRule.WRONG_FRAME,
            virtual + (i << 12),
            PageSize.SIZE_4K,
            entryAddress,
            state >>> 28,
            () -> (user ? "ring 3 reaches " : "the kernel half maps ") + named(frame));
      }
    }
  }
}
