package dev.framewalk.emulator.kernel;

/** What a process may use no more of than its limit; in the order of Linux's numbers, from 0. */
public enum Resource {
  CPU,
  FSIZE,
  DATA,
  STACK,
  CORE,
  RSS,
  NPROC,
  NOFILE,
  MEMLOCK,
  AS,
  LOCKS,
  SIGPENDING,
  MSGQUEUE,
  NICE,
  RTPRIO,
  RTTIME
}
