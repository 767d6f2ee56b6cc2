package dev.framewalk.guest.debug;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.framewalk.emulator.debug.LiveTlb;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.inspection.AuditInspection;
import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.debug.inspection.Shown;
import dev.framewalk.emulator.debug.inspection.Style;
import dev.framewalk.emulator.debug.inspection.Subject;
import dev.framewalk.emulator.debug.inspection.TlbInspection;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Budget;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.emulator.machine.RunResult;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A page-table entry is changed behind the CPU's back, without a flush, after the guest has used
 * the page: what the CPU goes on believing is what {@code tlb} and {@code audit} tell.
 */
class StaleTranslationTest {
  /** Maps two pages, stores to both, and calls getpid with the first one's address in RDI. */
  private static final String GUEST =
      """
        sys mmap, 0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0
        assert_ok
        mov rbx, rax
        mov qword ptr [rbx], 42
        mov qword ptr [rbx + 4096], 43
        sys getpid, rbx
        exit
      """;

  private static final long GETPID = 39;
  private static final long WRITABLE = 2;

  private Optional<Look> look = Optional.empty();

  /** What is done while the guest's getpid has been served. */
  private interface Check {
    void run(Look look) throws InspectionFailure;
  }

  /** The machine at that moment. */
  private record Look(Machine machine, Subject subject, PagingMode mode, int pid, long page) {
    Shown tlb() throws InspectionFailure {
      return new TlbInspection().inspect(subject, List.of(Integer.toString(pid)));
    }

    Shown audit() throws InspectionFailure {
      return new AuditInspection().inspect(subject, List.of());
    }

    long entryAddress(long virtual) {
      PageWalk walk = new PageWalk(machine.memory());
      assertThat(walk.find(mode, virtual)).isTrue();
      return walk.leafEntryAddress();
    }
  }

  private void whenTheGuestHasUsedItsPages(Check check) throws Exception {
    try (Machine machine = Machine.open(MachineConfig.defaults())) {
      machine.load(GuestsInText.program("two-pages", GUEST));
      machine.listen(
          new MachineListener() {
            @Override
            public void served(Task task, SyscallRequest request, SyscallResult result) {
              if (request.number() == GETPID) {
                Subject subject =
                    new Subject(
                        new LiveView(machine),
                        Optional.of(new AskedMachine(machine, task.pid())),
                        Subject.Instants.NONE);
                look =
                    Optional.of(
                        new Look(
                            machine,
                            subject,
                            task.space().mode(),
                            task.pid(),
                            request.argument(0)));
                try {
                  check.run(look.get());
                } catch (InspectionFailure e) {
                  throw new AssertionError(e);
                } finally {
                  machine.flushTlb();
                }
              }
            }
          });
      assertThat(machine.run(Budget.instructions(1_000_000)))
          .isInstanceOf(RunResult.Finished.class);
      assertThat(look).as("the guest came to its getpid").isPresent();
    }
  }

  @Test
  void aMachineThatIsWellHoldsNoStaleTranslation() throws Exception {
    whenTheGuestHasUsedItsPages(
        look -> {
          Shown tlb = look.tlb();
          assertThat(tlb.text(Style.PLAIN))
              .contains("two-pages (pid 100): the CPU was asked about ")
              .endsWith("pages, to read, write and fetch, and none differ from the tables\n");
          assertThat(tlb.good()).isTrue();
          assertThat(tlb.json().get("asked").asLong()).isGreaterThan(6);
          assertThat(look.audit().text(Style.PLAIN)).startsWith("no errors in 1 address space, ");
        });
  }

  @Test
  void aRightThatWasTakenAwayWithoutAFlushIsTold() throws Exception {
    whenTheGuestHasUsedItsPages(
        look -> {
          long entryAddress = look.entryAddress(look.page());
          long entry = look.machine().memory().readWord(entryAddress);
          look.machine().memory().writeWord(entryAddress, entry & ~WRITABLE);
          Shown tlb = look.tlb();
          String range = "[0x%x, 0x%x)".formatted(look.page(), look.page() + 4096);
          assertThat(tlb.text(Style.PLAIN))
              .contains("stale " + range + " 1 page, entry at 0x%x".formatted(entryAddress))
              .contains("on the CPU a write goes to 0x%x".formatted(entry & 0xffff_ffff_f000L))
              .contains("by the tables it faults, 0x7 (protection, write, user)")
              .contains("a flush of " + range + " is missing")
              .endsWith("and 1 differ from the tables\n");
          assertThat(tlb.good()).isFalse();
          JsonNode access = tlb.json().get("differences").get(0).get("accesses").get(0);
          assertThat(access.get("access").asText()).isEqualTo("write");
          assertThat(access.get("tables").get("errorCode").asText()).isEqualTo("0x7");
          Subject asLive =
              new Subject(
                  look.subject().view(),
                  Optional.of(new LiveTlb(look.machine())),
                  Subject.Instants.NONE);
          assertThat(new TlbInspection().inspect(asLive, List.of("100")).text(Style.PLAIN))
              .as("asked by the debugger's own probe")
              .isEqualTo(tlb.text(Style.PLAIN));
          Shown audit = look.audit();
          assertThat(audit.good()).isFalse();
          assertThat(audit.text(Style.PLAIN))
              .contains("error stale-tlb pid 100 0x%x".formatted(look.page()));
          look.machine().memory().writeWord(entryAddress, entry);
          assertThat(look.audit().good()).isTrue();
        });
  }

  @Test
  void aFlushMendsIt() throws Exception {
    whenTheGuestHasUsedItsPages(
        look -> {
          long entryAddress = look.entryAddress(look.page());
          long entry = look.machine().memory().readWord(entryAddress);
          look.machine().memory().writeWord(entryAddress, entry & ~WRITABLE);
          look.machine().flushTlb();
          assertThat(look.tlb().good()).isTrue();
          look.machine().memory().writeWord(entryAddress, entry);
        });
  }

  @Test
  void twoPagesThatTheTablesHaveNoMoreAreOneRange() throws Exception {
    whenTheGuestHasUsedItsPages(
        look -> {
          long first = look.entryAddress(look.page());
          long second = look.entryAddress(look.page() + 4096);
          long[] entries = {
            look.machine().memory().readWord(first), look.machine().memory().readWord(second)
          };
          look.machine().memory().writeWord(first, 0);
          look.machine().memory().writeWord(second, 0);
          assertThat(look.tlb().text(Style.PLAIN))
              .contains("stale [0x%x, 0x%x) 2 pages".formatted(look.page(), look.page() + 8192));
          look.machine().memory().writeWord(first, entries[0]);
          look.machine().memory().writeWord(second, entries[1]);
        });
  }

  @Test
  void aFrameThatWasChangedUnderTheCpuIsNamedWithTheOtherOne() throws Exception {
    whenTheGuestHasUsedItsPages(
        look -> {
          long first = look.entryAddress(look.page());
          long second = look.entryAddress(look.page() + 4096);
          long here = look.machine().memory().readWord(first);
          long there = look.machine().memory().readWord(second);
          look.machine().memory().writeWord(first, there);
          look.machine().memory().writeWord(second, here);
          assertThat(look.tlb().text(Style.PLAIN))
              .contains(
                  "a read goes to 0x%x; by the tables it goes to 0x%x"
                      .formatted(here & 0xffff_ffff_f000L, there & 0xffff_ffff_f000L));
          look.machine().memory().writeWord(first, here);
          look.machine().memory().writeWord(second, there);
        });
  }
}
