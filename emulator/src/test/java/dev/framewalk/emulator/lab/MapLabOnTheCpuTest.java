package dev.framewalk.emulator.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.lab.MapTask.Need;
import dev.framewalk.emulator.unicorn.CraftedCpu.Fault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Reached;
import dev.framewalk.emulator.unicorn.LaidTables;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The model's tables of lab "map it", under the CPU's own MMU. */
class MapLabOnTheCpuTest {
  private static final MapLab LAB = new MapLab();

  private static LaidTables laid(MapTask task, Map<String, String> submission, long seed) {
    TableLines lines = TableLines.of(TextFile.of(submission, "tables.txt"), task.free(), seed);
    assertThat(lines.refusal()).isEmpty();
    HeapMemory memory = new HeapMemory(MapTask.memoryBytes());
    lines.entries().forEach(memory::writeWord);
    return new LaidTables(PagingMode.longMode(PhysFrame.of(lines.root() >>> 12)), memory);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, 0x1234_5678_9abc_def0L})
  void theModelsTablesGrantWhatTheTaskAsksFor(long seed) {
    MapTask task = new MapTask(seed);
    try (LaidTables cpu = laid(task, LAB.solve(seed), seed)) {
      for (Need need : task.needs()) {
        assertThat(cpu.translated(need.address())).isEqualTo(need.physical());
        long last = need.size().bytes() - 1;
        assertThat(cpu.translated(need.address() + last)).isEqualTo(need.physical() + last);
        assertRights(cpu, need, need.ring3(), Privilege.USER);
        assertRights(cpu, need, need.ring0(), Privilege.SUPERVISOR);
      }
      for (long hole : task.holes()) {
        for (Access access : Access.values()) {
          assertThat(cpu.access(hole, 0, access, Privilege.SUPERVISOR))
              .isInstanceOfSatisfying(
                  Fault.class, fault -> assertThat(fault.errorCode() & 1).isZero());
        }
      }
    }
  }

  private static void assertRights(LaidTables cpu, Need need, String rights, Privilege privilege) {
    for (Access access : Access.values()) {
      if (rights.charAt(access.ordinal()) == '-') {
        assertThat(cpu.access(need.address(), need.physical(), access, privilege))
            .as("%s by %s of %s", access, privilege, need.name())
            .isInstanceOfSatisfying(
                Fault.class, fault -> assertThat(fault.errorCode() & 1).isOne());
      } else if (cpu.inMemory(need.physical())) {
        assertThat(cpu.access(need.address(), need.physical(), access, privilege))
            .as("%s by %s of %s", access, privilege, need.name())
            .isEqualTo(new Reached(need.physical()));
      }
    }
  }

  /** Both addresses reach one frame: what is stored through one is read through the other. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whatIsStoredAtSharedIsSeenAtView(long seed) {
    MapTask task = new MapTask(seed);
    try (LaidTables cpu = laid(task, LAB.solve(seed), seed)) {
      long shared = task.need("shared").address();
      long view = task.need("view").address();
      long frame = cpu.translated(shared);
      assertThat(cpu.access(shared, frame, Access.WRITE, Privilege.USER))
          .isEqualTo(new Reached(frame));
      assertThat(cpu.translated(view)).isEqualTo(frame);
    }
  }

  /** The check and the CPU agree on what is wrong with tables that students write. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whatIsRefusedDoesNotWorkOnTheCpuEither(long seed) {
    MapTask task = new MapTask(seed);
    try (LaidTables cpu =
        laid(task, LabOnDisk.get(LAB.wrong(seed), "user-in-the-leaf-only"), seed)) {
      assertThat(cpu.access(task.need("data").address(), 0, Access.READ, Privilege.USER))
          .isInstanceOf(Fault.class);
    }
    try (LaidTables cpu = laid(task, LabOnDisk.get(LAB.wrong(seed), "xd-above"), seed)) {
      assertThat(cpu.access(task.need("code").address(), 0, Access.FETCH, Privilege.USER))
          .isInstanceOf(Fault.class);
    }
    try (LaidTables cpu =
        laid(task, LabOnDisk.get(LAB.wrong(seed), "kernel-page-for-users"), seed)) {
      Need kernel = task.need("kernel");
      assertThat(cpu.access(kernel.address(), kernel.physical(), Access.WRITE, Privilege.USER))
          .isEqualTo(new Reached(kernel.physical()));
    }
    try (LaidTables cpu = laid(task, LabOnDisk.get(LAB.wrong(seed), "large-not-aligned"), seed)) {
      assertThat(cpu.access(task.need("large").address(), 0, Access.READ, Privilege.USER))
          .isEqualTo(new Fault(0xd, task.need("large").address()));
    }
  }
}
