package com.example;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;

import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.shm.ShmRegistry;
import dev.framewalk.guest.junit.Guest;
import dev.framewalk.guest.junit.GuestProcess;
import dev.framewalk.guest.junit.GuestProgram;
import dev.framewalk.guest.junit.GuestRun;
import dev.framewalk.guest.junit.GuestTest;

@GuestProgram("writer.S")
@GuestProgram("reader.S")
class MailboxTest {
  @GuestTest
  void theReaderSeesWhatTheWriterStored(Machine machine, @Guest("reader") GuestProcess reader) {
    assertThat(reader).exitedWith(0).printed("received 42\n");
    assertThat(machine).hasNoLeaks();
  }

  @GuestTest
  void bothMapTheSamePage(GuestRun run, ShmRegistry registry, @Guest("reader") GuestProcess reader) {
    run.to(reader, "take");
    assertThat(registry).hasObject("/mailbox").ofSize(4096);
    assertThat(reader.tables()).maps(reader.word("mailbox")).to("/mailbox", 0).readOnly();
  }
}
