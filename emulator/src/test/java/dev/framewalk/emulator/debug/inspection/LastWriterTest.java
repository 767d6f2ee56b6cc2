package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who stored to an entry last, asked while guests run. */
class LastWriterTest {
  private static final MachineListener NOBODY = new MachineListener() {};

  /** The writers of the entry at which the walk of each question's address ends. */
  private static List<EntryWriter> writers(String instructions) throws Exception {
    final List<EntryWriter> writers = new ArrayList<>();
    AskedGuest.run(
        instructions,
        NOBODY,
        (view, pid, address, mark) -> writers.add(writer(view, pid, address)));
    return writers;
  }

  private static EntryWriter writer(MemoryView view, int pid, long address) {
    final WalkLevel last =
        WalkTrace.of(view.memory(), view.space(pid).orElseThrow().mode(), address)
            .last()
            .orElseThrow();
    return view.lastWriter(last.step().entryAddress()).orElseThrow();
  }

  @Test
  void eachChangeOfAPageHasItsWriter() throws Exception {
    final List<EntryWriter> writers =
        writers(
            """
            shm_create object, PAGE_SIZE
            mov rbx, rax
            shm_unlink object
            map_shared rbx, PAGE_SIZE
            mov r12, rax
            ask r12, 0
            mov byte ptr [r12], 1
            ask r12, 0
            sys mprotect, r12, PAGE_SIZE, PROT_READ
            ask r12, 0
            sys munmap, r12, PAGE_SIZE
            exit
            """);
    assertThat(writers).extracting(EntryWriter::pid).containsOnly(100);
    assertThat(writers)
        .extracting(EntryWriter::cause)
        .containsExactly(
            "mmap (system call 9)", "mmap (system call 9)", "mprotect (system call 10)");
    assertThat(writers.get(0).place()).isEqualTo(writers.get(1).place());
    assertThat(writers.get(2).place()).isGreaterThan(writers.get(1).place());
  }

  @Test
  void aPageThatAFaultFilledNamesTheFaultAndItsPlace() throws Exception {
    final List<Long> addresses = new ArrayList<>();
    final List<EntryWriter> writers = new ArrayList<>();
    AskedGuest.run(
        """
        map_anonymous PAGE_SIZE
        lea r12, [rax + 24]
        mov byte ptr [r12], 1
        ask r12, 0
        exit
        """,
        NOBODY,
        (view, pid, address, mark) -> {
          addresses.add(address);
          writers.add(writer(view, pid, address));
          // The call before the fault, the fault, and the call that asks.
          assertThat(writers.get(0).place()).isEqualTo(RunPlace.atExit(view.place().exit() - 1));
        });
    assertThat(writers.get(0).cause())
        .isEqualTo("a page fault at 0x" + Long.toHexString(addresses.get(0)));
  }

  @Test
  void aForkWritesTheChildsEntriesAndTheParentsThatItProtects() throws Exception {
    final List<EntryWriter> writers =
        writers(
            """
            map_anonymous 2*PAGE_SIZE
            mov r12, rax
            mov byte ptr [r12], 1
            sys mprotect, r12, PAGE_SIZE, PROT_READ
            lea r13, [r12 + PAGE_SIZE]
            mov byte ptr [r13], 1
            sys fork
            test eax, eax
            jz 1f
            sys wait4, -1, 0, 0, 0
            ask r12, 0
            ask r13, 0
            exit
            1:
            ask r12, 0
            exit
            """);
    assertThat(writers)
        .extracting(EntryWriter::toString)
        .map(text -> text.substring(0, text.indexOf(" at place")))
        .containsExactly(
            "fork (system call 57) of pid 100", // the child's
            "mprotect (system call 10) of pid 100", // the parent's, which was read-only already
            "fork (system call 57) of pid 100"); // and the one that lost R/W
  }

  @Test
  void whatIsLoadedIsTheLoadersAndAMissingEntryItsTablesMakers() throws Exception {
    final List<EntryWriter> writers =
        writers(
            """
            lea r12, [rip + _start]
            ask r12, 0
            xor r12d, r12d
            ask r12, 0
            exit
            """);
    assertThat(writers.get(0)).isEqualTo(new EntryWriter(100, "loading asked", RunPlace.START));
    assertThat(writers.get(1))
        .isEqualTo(
            new EntryWriter(100, "the making of the table by loading asked", RunPlace.START));
  }

  @Test
  void anotherProcesssFtruncateIsNamed() throws Exception {
    final List<EntryWriter> writers =
        writers(
            """
            shm_create object, PAGE_SIZE
            mov rbx, rax
            map_shared rbx, PAGE_SIZE
            mov r12, rax
            mov byte ptr [r12], 1
            sys fork
            test eax, eax
            jz 1f
            sys wait4, -1, 0, 0, 0
            ask r12, 0
            shm_unlink object
            exit
            1:
            sys ftruncate, rbx, 0
            exit
            """);
    assertThat(writers.get(0).cause()).contains("ftruncate (system call 77)");
    assertThat(writers.get(0).pid()).isEqualTo(101);
  }
}
