package dev.framewalk.emulator.unicorn;

/** The registers that hold a descriptor (Intel SDM 3A 3.4.3 "Segment Registers" and 2.4). */
public enum Segment {
  ES,
  CS,
  SS,
  DS,
  FS,
  GS,
  LDTR,
  TR,
  /** Base and limit only. */
  GDTR,
  /** Base and limit only. */
  IDTR
}
