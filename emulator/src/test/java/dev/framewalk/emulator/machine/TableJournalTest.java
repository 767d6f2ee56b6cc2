package dev.framewalk.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.inspect.EntryWriter;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TableJournalTest {
  private final TableJournal journal = new TableJournal();

  @Test
  void aFrameThatIsNoTableHasNoWriter() {
    journal.stored(0x5000);

    assertThat(writer(0x5000)).isEmpty();
  }

  @Test
  void anEntryNobodyWroteHasTheTablesMaker() {
    journal.systemCall(7, 9);
    journal.taken(5);
    journal.pageFault(8, 0x401000);
    journal.stored(0x5008);

    assertThat(cause(0x5000))
        .isEqualTo("the making of the table by call9 (system call 9) of pid 7");
    assertThat(cause(0x5008)).isEqualTo("a page fault at 0x401000 of pid 8");
  }

  @Test
  void aFrameThatIsUsedAgainDoesNotShowItsOldWriters() {
    journal.systemCall(1, 9);
    journal.taken(5);
    journal.stored(0x5000, 512);
    journal.freed(5);
    assertThat(writer(0x5000)).isEmpty();

    journal.systemCall(2, 9);
    journal.taken(5);

    assertThat(cause(0x5ff8))
        .isEqualTo("the making of the table by call9 (system call 9) of pid 2");
  }

  @Test
  void aRunOfEntriesIsNotedAsFarAsItReaches() {
    journal.systemCall(1, 9);
    journal.taken(5);
    journal.systemCall(1, 10);
    journal.stored(0x5010, 3);

    assertThat(cause(0x5008)).contains("call9");
    assertThat(cause(0x5010)).contains("call10");
    assertThat(cause(0x5020)).contains("call10");
    assertThat(cause(0x5028)).contains("call9");
  }

  /** Against a plain map, over many more causes than are kept, with tables that come and go. */
  @Test
  void causesThatAreStillNamedOutliveAllTheOthers() {
    final Random random = new Random(4);
    final int[] wrote = new int[64 * 512];
    final int[] maker = new int[64];
    for (int i = 0; i < 64; i++) {
      journal.systemCall(i, 1);
      journal.taken(1000 + i);
      maker[i] = i;
      java.util.Arrays.fill(wrote, i * 512, i * 512 + 512, -1);
    }
    for (int i = 64; i < 60_000; i++) {
      journal.systemCall(i, 1);
      final int table = random.nextInt(64);
      if (random.nextInt(20) == 0) {
        journal.freed(1000 + table);
        journal.taken(1000 + table);
        maker[table] = i;
        java.util.Arrays.fill(wrote, table * 512, table * 512 + 512, -1);
      } else {
        final int entry = random.nextInt(512);
        journal.stored(1000 + table << 12 | entry << 3);
        wrote[table * 512 + entry] = i;
      }
    }
    for (int i = 0; i < wrote.length; i++) {
      final long at = 1000L + i / 512 << 12 | i % 512 << 3;
      final int expected = wrote[i] < 0 ? maker[i / 512] : wrote[i];
      assertThat(writer(at).orElseThrow().pid()).isEqualTo(expected);
    }
  }

  @Test
  void itsMemoryIsBoundedByTheTablesNotByTheRun() {
    for (int i = 0; i < 1_000_000; i++) {
      journal.systemCall(i, 9);
      journal.taken(7);
      journal.stored(0x7000 + 8 * (i & 511));
      journal.freed(7);
    }

    assertThat(journal.size()).isLessThan(4096);
  }

  private Optional<EntryWriter> writer(long physical) {
    return journal.writer(physical, number -> "call" + number);
  }

  private String cause(long physical) {
    final EntryWriter writer = writer(physical).orElseThrow();
    return writer.cause() + " of pid " + writer.pid();
  }
}
