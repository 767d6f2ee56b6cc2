package dev.framewalk.emulator.debug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.session.DebugSession;
import dev.framewalk.emulator.debug.session.Goal;
import dev.framewalk.emulator.debug.session.Goal.Event;
import dev.framewalk.emulator.debug.session.SessionGuests;
import dev.framewalk.emulator.debug.session.Stop;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TlbProbe;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.PageWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the CPU itself says of addresses, and that asking it changes nothing. */
@Timeout(60)
final class LiveTlbTest {
  private static final long ACCESSED = 1 << 5;
  private static final long DIRTY = 1 << 6;

  /** Two processes that each have a page of their own at the same address, touched by both. */
  private static DebugSession afterYield() throws LoadException {
    final String[] lines = {
      "map_anonymous 2*PAGE_SIZE",
      "assert_ok",
      "mov r12, rax",
      "mov byte ptr [r12], 1",
      "sys sched_yield",
      "mov bl, [r12]",
      "exit 0"
    };
    final DebugSession session = SessionGuests.start(lines, lines);
    session.resume(Goal.at(Event.AFTER_CALL).ofCall(24));
    return session;
  }

  private static SpaceView space(DebugSession session, int index) {
    return session.view().spaces().get(index);
  }

  private static long page(DebugSession session) {
    return session
        .machine()
        .registers(session.machine().kernel().task(session.stop().tid()).orElseThrow())
        .get(Register.R12);
  }

  private static PageWalk walk(DebugSession session, SpaceView space, long address) {
    final PageWalk walk = new PageWalk(session.machine().memory());
    assertThat(walk.find(space.mode(), address)).isTrue();
    return walk;
  }

  @Test
  void theCpuHoldsTheSpaceThatRanLastAndNotTheOther() throws LoadException {
    try (DebugSession session = afterYield()) {
      final int pid = session.stop().tid();
      for (final SpaceView space : session.view().spaces()) {
        assertThat(session.tlb().holds(space)).isEqualTo(space.pid() == pid);
      }
    }
  }

  @Test
  void itsAnswersAreThoseOfTheTablesWithTheErrorCode() throws LoadException {
    try (DebugSession session = afterYield()) {
      final long page = page(session);
      final TlbProbe tlb = session.tlb();
      final SpaceView running = session.view().space(session.stop().tid()).orElseThrow();
      assertThat(tlb.ask(running, page + 5, Access.WRITE))
          .isEqualTo(new TlbProbe.Goes(PhysAddr.of(walk(session, running, page + 5).physical())));
      // Present, user, fetch: the page is not executable (Intel SDM 3A 4.7).
      assertThat(tlb.ask(running, page, Access.FETCH))
          .isEqualTo(new TlbProbe.Faults(new PageFaultErrorCode(1 | 4 | 16)));
      assertThat(tlb.ask(running, 0, Access.WRITE))
          .isEqualTo(new TlbProbe.Faults(new PageFaultErrorCode(2 | 4)));
      assertThat(tlb.ask(running, 1L << 60, Access.READ)).isEqualTo(new TlbProbe.Refused());
    }
  }

  @Test
  void aStaleTranslationShowsAlsoAfterOtherQuestions() throws LoadException {
    try (DebugSession session = afterYield()) {
      final long page = page(session);
      final int pid = session.stop().tid();
      final SpaceView running = session.view().space(pid).orElseThrow();
      final SpaceView other =
          session.view().spaces().stream().filter(s -> s.pid() != pid).findAny().orElseThrow();
      final PageWalk walk = walk(session, running, page);
      final long physical = walk.physical();
      final long entryAt = walk.leafEntryAddress();
      final long entry = walk.leafEntry();
      final PhysicalMemory memory = session.machine().memory();

      // As a kernel does that forgets its flush.
      memory.writeWord(entryAt, 0);

      assertThat(session.tlb().ask(other, 0x400000, Access.READ)).isNotNull();
      assertThat(session.tlb().ask(running, page, Access.READ))
          .isEqualTo(new TlbProbe.Goes(PhysAddr.of(physical)));
      memory.writeWord(entryAt, entry);
      final Stop.Over over = (Stop.Over) session.resume(Goal.END);
      assertThat(((RunResult.Finished) over.result()).good()).isTrue();
    }
  }

  @Test
  void askingLeavesAccessedAndDirtyBitsAndTheRunAsTheyWere() throws LoadException {
    final long hash;
    try (DebugSession session = afterYield()) {
      hash = ((Stop.Over) session.resume(Goal.END)).result().summary().scheduleHash();
    }
    try (DebugSession session = afterYield()) {
      final PhysicalMemory memory = session.machine().memory();
      final int pid = session.stop().tid();
      for (final SpaceView space : session.view().spaces()) {
        final long page = page(session);
        if (!new PageWalk(memory).find(space.mode(), page)) {
          continue; // it has not come so far
        }
        final PageWalk walk = walk(session, space, page);
        final long at = walk.leafEntryAddress();
        final long clean = walk.leafEntry() & ~(ACCESSED | DIRTY);
        memory.writeWord(at, clean);
        session.machine().flushTlb();

        assertThat(session.tlb().ask(space, page, Access.WRITE)).isInstanceOf(TlbProbe.Goes.class);
        assertThat(memory.readWord(at)).isEqualTo(clean);

        if (space.pid() == pid) {
          // The guest's next access walks anew, and so sets A: asking has left nothing behind.
          session.stepInstruction(java.util.OptionalInt.of(pid));
          assertThat(memory.readWord(at)).isEqualTo(clean | ACCESSED);
        }
      }
      final Stop.Over over = (Stop.Over) session.resume(Goal.END);
      assertThat(over.result().summary().scheduleHash()).isEqualTo(hash);
    }
  }
}
