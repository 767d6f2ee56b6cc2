package dev.framewalk.pagetable.inspect;

import static dev.framewalk.pagetable.inspect.HandMade.A;
import static dev.framewalk.pagetable.inspect.HandMade.D;
import static dev.framewalk.pagetable.inspect.HandMade.NX;
import static dev.framewalk.pagetable.inspect.HandMade.U;
import static dev.framewalk.pagetable.inspect.HandMade.W;
import static dev.framewalk.pagetable.inspect.HandMade.area;
import static dev.framewalk.pagetable.inspect.HandMade.shared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import java.util.List;

/**
 * Tables in which everything fits, for tests that break one thing in them by one word of memory.
 */
abstract class AuditGround {
  static final long CODE = 0x40_0000;
  static final long DATA = 0x60_0000;
  static final long RING = 0x7f00_0000_0000L;
  static final long NONE = 0x7f00_0010_0000L;
  static final long HUGE = 0x7f00_4000_0000L;
  static final int PID = 100;

  final HandMade machine = new HandMade();
  final ObjectFrames ring = machine.object(1, 4);
  final ObjectFrames huge = machine.object(2, 512);
  final PhysFrame root = machine.process(PID, areas());
  final long codeFrame = machine.frame(FramePurpose.PRIVATE);
  final long dataFrame = machine.frame(FramePurpose.PRIVATE);
  final long hiddenFrame = machine.frame(FramePurpose.PRIVATE);
  final long code = machine.map(root, CODE, codeFrame, U | A);
  final long data = machine.map(root, DATA, dataFrame, U | W | NX | A | D);
  final long ringPage = machine.map(root, RING, ring.frames().numberAt(1), U | W | NX);
  final long hidden = machine.map(root, NONE, hiddenFrame, NX);

  static Area[] areas() {
    return new Area[] {
      area(CODE, 2, "r-x"),
      area(DATA, 16, "rw-"),
      shared(RING, 3, "rw-", 1, 1),
      area(NONE, 1, "---"),
      shared(HUGE, 512, "rw-", 2, 0)
    };
  }

  final List<Finding> findings() {
    return Audit.of(machine).findings();
  }

  final Finding only() {
    final List<Finding> found = findings();
    assertThat(found).hasSize(1);
    return found.get(0);
  }

  /** What breaks a rule, at an entry of the process's. */
  final void assertOnly(AuditRule rule, long address, long entry, String text) {
    final Finding found = only();
    assertThat(found.rule()).isEqualTo(rule);
    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.pid()).contains(PID);
    assertThat(found.address().orElseThrow().value()).isEqualTo(address);
    assertThat(found.entry().orElseThrow().value()).isEqualTo(entry);
    assertThat(found.text()).contains(text);
  }

  final void assertOnlyFrame(AuditRule rule, long frame, String text) {
    final Finding found = only();
    assertThat(found.rule()).isEqualTo(rule);
    assertThat(found.severity()).isEqualTo(Severity.ERROR);
    assertThat(found.frame()).contains(frame);
    assertThat(found.text()).contains(text);
  }

  final void set(long address, long bits) {
    machine.memory.writeWord(address, machine.memory.readWord(address) | bits);
  }

  final void clear(long address, long bits) {
    machine.memory.writeWord(address, machine.memory.readWord(address) & ~bits);
  }
}
