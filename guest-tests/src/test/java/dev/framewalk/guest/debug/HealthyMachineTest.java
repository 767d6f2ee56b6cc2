package dev.framewalk.guest.debug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.emulator.debug.AuditCheck;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.Audit;
import dev.framewalk.pagetable.inspect.AuditRule;
import dev.framewalk.pagetable.inspect.Finding;
import dev.framewalk.pagetable.inspect.Finding.Severity;
import dev.framewalk.pagetable.inspect.FrozenView;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.TableScan;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Machines that do what a kernel does, audited behind every system call: fork and copies on write,
 * threads, vfork, objects that grow and shrink, large pages. And one whose books are wrong.
 */
class HealthyMachineTest {
  /** Audits behind every call; keeps what was seen. */
  private static final class Auditor implements MachineListener {
    private final Machine machine;
    private final LiveView view;
    private final Set<AuditRule> notes = EnumSet.noneOf(AuditRule.class);
    private final Set<PageSize> sizes = EnumSet.noneOf(PageSize.class);
    private int audits;
    private long spaces;
    private int references;

    Auditor(Machine machine) {
      this.machine = machine;
      this.view = new LiveView(machine);
    }

    @Override
    public void served(Task task, SyscallRequest request, SyscallResult result) {
      Audit audit = Audit.of(view);
      audits++;
      spaces = Math.max(spaces, audit.spaces());
      for (Finding finding : audit.findings()) {
        assertThat(finding.severity()).as("%s", finding).isEqualTo(Severity.NOTE);
        notes.add(finding.rule());
      }
      // A copy of the instant is as good, and lets nothing through that the machine does not;
      // writers alone are known for the present only.
      assertThat(Audit.of(FrozenView.of(view)).findings())
          .usingRecursiveFieldByFieldElementComparatorIgnoringFields("writer")
          .isEqualTo(audit.findings());
      for (SpaceView space : view.spaces()) {
        new TableScan(machine.memory(), space.mode())
            .all((virtual, address, entry, effective, size) -> sizes.add(size));
      }
      machine
          .frames()
          .forEachUsed(
              (run, purpose, count) -> {
                if (purpose == FramePurpose.PRIVATE) {
                  references = Math.max(references, count);
                }
              });
    }
  }

  private static Auditor run(String program, MachineConfig config) throws Exception {
    try (Machine machine = Machine.open(config)) {
      machine.load(GuestsInText.file(program));
      Auditor auditor = new Auditor(machine);
      machine.listen(auditor);
      RunResult result = machine.run(Budget.instructions(50_000_000));
      assertThat(result).isInstanceOf(RunResult.Finished.class);
      assertThat(result.summary().processes().get(0).end().orElseThrow().exitStatus())
          .as("assertions of the guest")
          .isNotEqualTo(99);
      assertThat(auditor.audits).isPositive();
      return auditor;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "map/alias",
        "map/no-access",
        "map/private",
        "map/protect-splits",
        "map/sparse",
        "processes/threads-share-memory",
        "processes/vfork-waits",
        "truncate/many-sizes",
        "truncate/private-mapping-beyond-the-end",
        "truncate/shrink-then-grow"
      })
  void nothingIsFoundBehindAnyCall(String program) throws Exception {
    assertThat(run(program, MachineConfig.defaults()).notes).isEmpty();
  }

  @Test
  void pagesThatAForkLeftToTwoProcessesAreCountedRight() throws Exception {
    Auditor auditor = run("processes/fork-copies-on-write", MachineConfig.defaults());
    assertThat(auditor.spaces).isEqualTo(2);
    assertThat(auditor.references).isEqualTo(2);
    assertThat(auditor.notes).isEmpty();
  }

  @Test
  void largePagesAreLookedThrough() throws Exception {
    Auditor auditor =
        run(
            "map/large-object",
            MachineConfig.defaults().withMemory(512 << 20).withLargePages(LargePages.WHEN_ALIGNED));
    assertThat(auditor.sizes).contains(PageSize.SIZE_4K, PageSize.SIZE_2M);
  }

  @Test
  void whatAProcessWantedToWriteAndExecuteIsANote() throws Exception {
    assertThat(run("map/writable-and-executable", MachineConfig.defaults()).notes)
        .containsExactly(AuditRule.WRITABLE_AND_EXECUTABLE);
  }

  @Test
  void theCheckBeforeAnExitFailsARunWhoseBooksAreWrong() throws Exception {
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      machine.load(GuestsInText.file("map/private"));
      AuditCheck check = new AuditCheck(machine);
      machine.listen(
          new MachineListener() {
            @Override
            public void calling(Task task, SyscallRequest request) {
              if (request.number() == 60 || request.number() == 231) {
                retainAPrivateFrame(machine);
              }
            }
          });
      machine.listen(check);
      assertThatExceptionOfType(AuditCheck.Failure.class)
          .isThrownBy(() -> machine.run(Budget.instructions(10_000_000)))
          .withMessageStartingWith("the audit before the exit of ")
          .withMessageContaining("REFERENCE_COUNT: frame 0x")
          .withMessageContaining(" has 2 references, but 1 entry leads there");
      assertThat(check.audits()).isEqualTo(1);
    }
  }

  private static void retainAPrivateFrame(Machine machine) {
    PhysFrame[] found = new PhysFrame[1];
    machine
        .frames()
        .forEachUsed(
            (run, purpose, count) -> {
              if (purpose == FramePurpose.PRIVATE) {
                found[0] = run.first();
              }
            });
    machine.frames().retain(found[0]);
  }

  @Test
  void theCheckBeforeASignalEndsAProcessSeesItsTablesStand() throws Exception {
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      machine.load(GuestsInText.file("faults/null-read"));
      AuditCheck check = new AuditCheck(machine);
      machine.listen(check);
      assertThat(machine.run(Budget.instructions(10_000_000)))
          .isInstanceOf(RunResult.Finished.class);
      assertThat(check.audits()).isEqualTo(1);
      assertThat(check.passedOver()).isZero();
    }
  }
}
