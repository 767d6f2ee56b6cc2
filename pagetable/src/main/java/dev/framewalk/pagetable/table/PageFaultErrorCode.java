package dev.framewalk.pagetable.table;

/**
 * The error code that the processor pushes for a page fault.
 *
 * <pre>
 *  15 SGX | 6 SS | 5 PK | 4 I/D | 3 RSVD | 2 U/S | 1 W/R | 0 P
 * </pre>
 *
 * Source: Intel SDM 3A 4.7 "Page-Fault Exceptions", figure 4-12.
 */
public record PageFaultErrorCode(int bits) {
  static final int P = 1;
  static final int W = 1 << 1;
  static final int U = 1 << 2;
  static final int RSVD = 1 << 3;
  static final int ID = 1 << 4;
  static final int PK = 1 << 5;
  static final int SS = 1 << 6;
  static final int SGX = 1 << 15;

  /** A present entry forbade the access; otherwise an entry was not present (P). */
  public boolean present() {
    return (bits & P) != 0;
  }

  /** The access was a write (W/R). */
  public boolean write() {
    return (bits & W) != 0;
  }

  /** The access was made in user mode (U/S). */
  public boolean user() {
    return (bits & U) != 0;
  }

  /** A present entry had a reserved bit set (RSVD). */
  public boolean reserved() {
    return (bits & RSVD) != 0;
  }

  /** The access was an instruction fetch, where the processor tells (I/D). */
  public boolean fetch() {
    return (bits & ID) != 0;
  }

  /** Protection keys forbade the access (PK). */
  public boolean protectionKey() {
    return (bits & PK) != 0;
  }

  /** The access was to a shadow stack (SS). */
  public boolean shadowStack() {
    return (bits & SS) != 0;
  }

  /** The access broke a rule of SGX, which paging has nothing to do with. */
  public boolean sgx() {
    return (bits & SGX) != 0;
  }

  /** As {@code 0x7 (protection, write, user)}. */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder("0x").append(Integer.toHexString(bits));
    text.append(present() ? " (protection" : " (not present");
    text.append(write() ? ", write" : fetch() ? ", fetch" : ", read");
    text.append(user() ? ", user" : ", supervisor");
    text.append(reserved() ? ", reserved bit" : "");
    text.append(protectionKey() ? ", protection key" : "");
    text.append(shadowStack() ? ", shadow stack" : "");
    text.append(sgx() ? ", SGX" : "");
    return text.append(')').toString();
  }
}
