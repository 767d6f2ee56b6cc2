package com.example;

import static dev.framewalk.guest.junit.GuestAssertions.assertThat;

import dev.framewalk.guest.junit.Guest;
import dev.framewalk.guest.junit.GuestProcess;
import dev.framewalk.guest.junit.GuestProgram;
import dev.framewalk.guest.junit.GuestTest;

@GuestProgram("writer.S")
@GuestProgram("marking-reader.S")
class BrokenTest {
  @GuestTest
  void theReaderEmptiesTheMailbox(@Guest("marking-reader") GuestProcess reader) {
    assertThat(reader).exitedWith(0).printed("received 42\n");
  }
}
