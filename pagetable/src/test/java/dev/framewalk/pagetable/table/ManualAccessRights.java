package dev.framewalk.pagetable.table;

/**
 * Intel SDM 3A 4.6 and 4.7 written down once more, sentence by sentence, as one predicate over
 * plain numbers: what {@link AccessCheck} is compared with. It shares no code and no constant with
 * it.
 */
final class ManualAccessRights {
  static final int NO_FAULT = -1;

  boolean wp;
  boolean smep;
  boolean smap;
  boolean nxe;
  boolean pke;
  int pkru;

  /** The entries used, from the top level down to the leaf. */
  long[] entries = {};

  /** Which bits are reserved in each of them, bit 63 aside. */
  long[] reserved = {};

  private boolean everyEntryHas(int bit) {
    for (final long entry : entries) {
      if ((entry >>> bit & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  private boolean someEntryHas(int bit) {
    for (final long entry : entries) {
      if ((entry >>> bit & 1) == 1) {
        return true;
      }
    }
    return false;
  }

  /** The error code of the page fault, or {@link #NO_FAULT}. */
  int errorCode(boolean userMode, boolean ac, char access) {
    final boolean fetch = access == 'x';
    final boolean write = access == 'w';
    int code = 0;
    // 4.7: W/R is 1 for a write, U/S is 1 for a user-mode access. I/D is 1 if the access was an
    // instruction fetch and either CR4.SMEP = 1 or both CR4.PAE = 1 and IA32_EFER.NXE = 1.
    code |= write ? 2 : 0;
    code |= userMode ? 4 : 0;
    code |= fetch && (smep || nxe) ? 16 : 0;

    // 4.7: P is 0 if there is no translation because the P flag was 0 in an entry used; RSVD is 1
    // if there is none because a reserved bit was set in an entry whose P flag was 1. The walk
    // stops at the first such entry.
    for (int i = 0; i < entries.length; i++) {
      if ((entries[i] & 1) == 0) {
        return code;
      }
      if ((entries[i] & reserved[i]) != 0 || (!nxe && entries[i] < 0)) {
        return code | 1 | 8;
      }
    }

    // 4.6: an address is a user-mode address if U/S is 1 in every entry, else supervisor-mode.
    final boolean userAddress = everyEntryHas(2);
    final int key = (int) (entries[entries.length - 1] >>> 59 & 15);
    final boolean ad = (pkru >>> 2 * key & 1) == 1;
    final boolean wd = (pkru >>> (2 * key + 1) & 1) == 1;

    // 4.6.2: with CR4.PKE = 1, AD forbids any data access to a user-mode address with that key; WD
    // forbids user-mode writes, and supervisor-mode writes if CR0.WP = 1.
    boolean keyAllowsRead = true;
    boolean keyAllowsWrite = true;
    if (pke && userAddress) {
      keyAllowsRead = !ad;
      keyAllowsWrite = !ad && !(wd && (userMode || wp));
    }

    final boolean allowed;
    if (!userMode && !fetch && !write) {
      // 4.6.1 supervisor data reads: from any supervisor-mode address; from user-mode addresses if
      // SMAP is 0, or SMAP is 1 and EFLAGS.AC is 1, to keys that allow it.
      allowed = !userAddress || ((!smap || ac) && keyAllowsRead);
    } else if (!userMode && write) {
      // Supervisor data writes: CR0.WP = 0 makes R/W irrelevant; else R/W must be 1 everywhere.
      final boolean writable = !wp || everyEntryHas(1);
      allowed = writable && (!userAddress || ((!smap || ac) && keyAllowsWrite));
    } else if (!userMode) {
      // Supervisor fetches: with NXE, XD must be 0 everywhere; with SMEP never from user addresses.
      final boolean executable = !nxe || !someEntryHas(63);
      allowed = executable && !(userAddress && smep);
    } else if (write) {
      // User accesses: only to user-mode addresses. Writes: R/W is 1 everywhere.
      allowed = userAddress && everyEntryHas(1) && keyAllowsWrite;
    } else if (fetch) {
      allowed = userAddress && (!nxe || !someEntryHas(63));
    } else {
      allowed = userAddress && keyAllowsRead;
    }
    if (allowed) {
      return NO_FAULT;
    }
    // 4.7: PK is 1 if the access was a data access to a user-mode address that the key forbids.
    final boolean keyForbids = !fetch && !(write ? keyAllowsWrite : keyAllowsRead);
    return code | 1 | (keyForbids ? 32 : 0);
  }
}
