package dev.framewalk.guest.junit;

/** The models of CPU that a machine can have. */
public enum GuestCpu {
  /** An Intel server of 2017: 4-level paging, SMEP, SMAP, protection keys, NX, pages of 1 GiB. */
  SKYLAKE_SERVER
}
