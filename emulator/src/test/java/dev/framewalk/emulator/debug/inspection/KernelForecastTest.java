package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.pagetable.inspect.Explainer;
import dev.framewalk.pagetable.inspect.Explanation;
import dev.framewalk.pagetable.inspect.KernelAnswer.Kind;
import dev.framewalk.pagetable.inspect.Remedy;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.Privilege;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@code why} says that the kernel will do, asked just before a guest does it, against what
 * the kernel then did.
 */
class KernelForecastTest {
  /** Marks are letters: r, w, x. */
  private static final String MARKS = ".set R, 'r'\n.set W, 'w'\n.set X, 'x'\n";

  /** What was said at each question, and how many faults the kernel had mended or not by then. */
  private static final class Story implements MachineListener, AskedGuest.Questions {
    final List<Explanation> said = new ArrayList<>();
    final List<FaultVerdict> did = new ArrayList<>();
    final List<Long> places = new ArrayList<>();

    @Override
    public void faulted(Task task, long address, Access access, FaultVerdict verdict) {
      if (!said.isEmpty()) {
        final Explanation last = said.get(said.size() - 1);
        if (last.address() == address && last.attempt().access() == access) {
          did.add(verdict);
          places.add(address);
        }
      }
    }

    @Override
    public void asked(
        dev.framewalk.pagetable.inspect.MemoryView view, int pid, long address, int mark) {
      final Access access = mark == 'r' ? Access.READ : mark == 'w' ? Access.WRITE : Access.FETCH;
      said.add(
          new Explainer(view)
              .explain(view.space(pid).orElseThrow(), address, access, Privilege.USER));
    }

    List<Kind> kinds() {
      return said.stream().map(why -> why.kernel().kind()).toList();
    }
  }

  private static Story of(String instructions) throws Exception {
    final Story story = new Story();
    AskedGuest.run(MARKS + instructions, story, story);
    return story;
  }

  @Test
  void aPageOfItsOwnIsFilledWhenItIsFirstTouchedAndThenThere() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE
            mov r12, rax
            ask r12, W
            mov byte ptr [r12], 1
            ask r12, W
            mov byte ptr [r12], 2
            exit
            """);
    assertThat(story.kinds()).containsExactly(Kind.FILLS, Kind.NOT_ASKED);
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED);
    assertThat(story.said.get(0).kernel().words()).startsWith("enters a zeroed page");
    assertThat(story.said.get(0).attempt().allowed()).as("the CPU refuses").isFalse();
  }

  @Test
  void aPrivatePageOfAnObjectIsTheObjectsUntilItIsWritten() throws Exception {
    final Story story =
        of(
            """
            shm_create object, PAGE_SIZE
            mov rbx, rax
            map_private rbx, PAGE_SIZE
            mov r12, rax
            ask r12, R
            mov al, [r12]
            ask r12, W
            mov byte ptr [r12], 1
            ask r12, W
            shm_unlink object
            exit
            """);
    assertThat(story.kinds()).containsExactly(Kind.FILLS, Kind.COPIES, Kind.NOT_ASKED);
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED, FaultVerdict.RESOLVED);
    assertThat(story.said.get(1).kernel().words()).contains("it is the object's");
  }

  @Test
  void afterAForkAWriteCopies() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE
            mov r12, rax
            mov byte ptr [r12], 1
            sys fork
            test eax, eax
            jz 1f
            ask r12, W
            mov byte ptr [r12], 2
            sys wait4, -1, 0, 0, 0
            exit
            1:
            sys sched_yield
            exit
            """);
    assertThat(story.kinds()).containsExactly(Kind.COPIES);
    assertThat(story.said.get(0).kernel().words()).contains("2 processes share it");
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED);
  }

  @Test
  void theLastOwnerGetsThePageBack() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE
            mov r12, rax
            mov byte ptr [r12], 1
            sys fork
            test eax, eax
            jz 1f
            sys wait4, -1, 0, 0, 0
            ask r12, W
            mov byte ptr [r12], 2
            1:
            exit
            """);
    assertThat(story.kinds()).containsExactly(Kind.GRANTS);
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED);
  }

  @Test
  void theFirstFetchFromAWritablePageIsGranted() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE, PROT_READ|PROT_WRITE|PROT_EXEC
            mov r12, rax
            mov byte ptr [r12], 0xc3
            ask r12, X
            call r12
            ask r12, X
            exit
            """);
    assertThat(story.kinds()).containsExactly(Kind.GRANTS, Kind.NOT_ASKED);
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED);
  }

  @Test
  void behindTheEndOfAnObjectIsSigbus() throws Exception {
    final Story story =
        of(
            """
            shm_create object, PAGE_SIZE
            mov rbx, rax
            shm_unlink object
            map_shared rbx, 2*PAGE_SIZE
            lea r12, [rax + PAGE_SIZE + 16]
            ask r12, R
            mov al, [r12]
            """);
    assertThat(story.kinds()).containsExactly(Kind.SIGNALS);
    assertThat(story.said.get(0).kernel().words()).startsWith("sends SIGBUS (BUS_ADRERR)");
    assertThat(story.did).containsExactly(FaultVerdict.BEYOND_OBJECT);
    assertThat(story.said.get(0).remedies())
        .extracting(Remedy::action)
        .contains("ftruncate /asked to at least 4097 bytes (it has 4096)");
  }

  @Test
  void aWriteThatIsNotPromisedIsSigsegv() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE, PROT_READ
            mov r12, rax
            ask r12, W
            mov byte ptr [r12], 1
            """);
    assertThat(story.kinds()).containsExactly(Kind.SIGNALS);
    assertThat(story.said.get(0).kernel().words()).contains("SEGV_ACCERR");
    assertThat(story.did).containsExactly(FaultVerdict.NOT_ALLOWED);
  }

  @Test
  void whatIsProposedToTheProgramHelps() throws Exception {
    final Story story =
        of(
            """
            map_anonymous PAGE_SIZE, PROT_READ
            mov r12, rax
            mov al, [r12]
            ask r12, W
            sys mprotect, r12, PAGE_SIZE, PROT_READ|PROT_WRITE
            mov byte ptr [r12], 1
            ask r12, W
            exit
            """);
    final long page = story.said.get(0).address();
    assertThat(story.said.get(0).remedies().get(0).action())
        .isEqualTo("mprotect(0x" + Long.toHexString(page) + ", 4096, PROT_READ|PROT_WRITE)");
    assertThat(story.kinds()).containsExactly(Kind.SIGNALS, Kind.NOT_ASKED);
  }

  @Test
  void aStackGrowsOnlyAsFarAsItMay() throws Exception {
    final Story story =
        of(
            """
            lea r12, [rsp - 0x100000]
            ask r12, W
            mov byte ptr [r12], 1
            lea r12, [rsp - 0x900000]
            ask r12, W
            mov byte ptr [r12], 1
            """);
    assertThat(story.kinds()).containsExactly(Kind.FILLS, Kind.SIGNALS);
    assertThat(story.said.get(0).kernel().words()).startsWith("makes the stack longer");
    assertThat(story.did).containsExactly(FaultVerdict.RESOLVED, FaultVerdict.NOT_MAPPED);
  }
}
