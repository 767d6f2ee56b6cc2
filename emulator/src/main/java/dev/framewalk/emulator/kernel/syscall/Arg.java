package dev.framewalk.emulator.kernel.syscall;

/** What an argument of a system call is, for whoever prints it. */
public enum Arg {
  INT,
  SIZE,
  OFFSET,
  ADDRESS,
  DESCRIPTOR,
  DIRECTORY_DESCRIPTOR,
  PATH,
  OPEN_FLAGS,
  MODE,
  PROTECTION,
  MAP_FLAGS,
  SYNC_FLAGS,
  BUFFER
}
