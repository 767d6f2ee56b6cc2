package dev.framewalk.pagetable.table;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether an access goes through and, if not, which page fault it raises: Intel SDM 3A 4.6
 * "Access Rights" (4.6.1 rights by mode, 4.6.2 protection keys) and 4.7 "Page-Fault Exceptions".
 *
 * <p>Not modelled, because the processor that Framewalk runs does not have them: shadow stacks and
 * protection keys of supervisor pages (CR4.PKS).
 */
public final class AccessCheck {
  private AccessCheck() {}

  /**
   * Whether the access goes through to the page that {@code walk} last found. Allocates nothing.
   *
   * @return false as well when the walk found no page
   */
  public static boolean permits(PageWalk walk, Access access, Privilege privilege) {
    return walk.end() == WalkEnd.MAPPED
        && brokenRule(
                walk.mode(),
                walk.writable(),
                walk.user(),
                walk.executable(),
                walk.protectionKey(),
                access,
                privilege)
            == null;
  }

  /** The verdict on an access to the address that {@code walk} last walked. */
  public static AccessVerdict verdict(PageWalk walk, Access access, Privilege privilege) {
    return verdict(walk.mode(), PageTableWalker.describe(walk), access, privilege);
  }

  /** The verdict on an access to an address that was translated under {@code mode}. */
  public static AccessVerdict verdict(
      PagingMode mode, Translation translation, Access access, Privilege privilege) {
    if (translation instanceof Translation.NotCanonical none) {
      return new AccessVerdict.NotCanonical(none.address());
    }
    final int code = requestBits(mode, access, privilege);
    if (translation instanceof Translation.NotMapped stopped) {
      final boolean reserved = stopped.reason() == WalkEnd.RESERVED_BIT;
      return new PageFault(
          stopped.address(),
          stopped.level(),
          reserved ? FaultRule.RESERVED_BIT : FaultRule.NOT_PRESENT,
          new PageFaultErrorCode(
              reserved ? code | PageFaultErrorCode.P | PageFaultErrorCode.RSVD : code));
    }
    return verdict(mode, (Translation.Mapped) translation, access, privilege, code);
  }

  private static AccessVerdict verdict(
      PagingMode mode,
      Translation.Mapped mapped,
      Access access,
      Privilege privilege,
      int requestBits) {
    final Permissions permissions = mapped.permissions();
    final int key = mapped.leaf().entry().protectionKey();
    final FaultRule rule =
        brokenRule(
            mode,
            permissions.writable(),
            permissions.user(),
            permissions.executable(),
            key,
            access,
            privilege);
    if (rule == null) {
      return new AccessVerdict.Allowed(mapped.physical());
    }
    // 4.7: PK is set whenever the keys forbid the access, also if another rule is reported first.
    final boolean keyForbids =
        breaksProtectionKey(mode, permissions.user(), key, access, privilege);
    return new PageFault(
        mapped.address(),
        levelOf(rule, mapped.steps()),
        rule,
        new PageFaultErrorCode(
            requestBits | PageFaultErrorCode.P | (keyForbids ? PageFaultErrorCode.PK : 0)));
  }

  /** The first rule that an access to a mapped page breaks, or null if it breaks none. */
  private static @Nullable FaultRule brokenRule(
      PagingMode mode,
      boolean writable,
      boolean userPage,
      boolean executable,
      int key,
      Access access,
      Privilege privilege) {
    final boolean userAccess = privilege == Privilege.USER;
    if (userAccess && !userPage) {
      return FaultRule.SUPERVISOR_ONLY;
    }
    if (access == Access.FETCH) {
      if (!userAccess && userPage && mode.smep()) {
        return FaultRule.SMEP;
      }
      return executable ? null : FaultRule.NO_EXECUTE;
    }
    if (privilege == Privilege.SUPERVISOR && userPage && mode.smap()) {
      return FaultRule.SMAP;
    }
    if (access == Access.WRITE && !writable) {
      if (userAccess) {
        return FaultRule.WRITE_PROTECTED;
      }
      if (mode.writeProtect()) {
        return FaultRule.SUPERVISOR_WRITE_PROTECTED;
      }
    }
    return breaksProtectionKey(mode, userPage, key, access, privilege)
        ? FaultRule.PROTECTION_KEY
        : null;
  }

  /**
   * Intel SDM 3A 4.6.2: the keys of user pages bind data accesses of both modes; WD binds the
   * supervisor only while CR0.WP is set.
   */
  private static boolean breaksProtectionKey(
      PagingMode mode, boolean userPage, int key, Access access, Privilege privilege) {
    if (!mode.protectionKeys() || access == Access.FETCH || !userPage) {
      return false;
    }
    return mode.accessDisabled(key)
        || (access == Access.WRITE
            && mode.writeDisabled(key)
            && (privilege == Privilege.USER || mode.writeProtect()));
  }

  /** The level of the first entry from the top that the rule is about; the leaf's if all are. */
  private static PageTableLevel levelOf(FaultRule rule, List<WalkStep> steps) {
    for (final WalkStep step : steps) {
      if (forbids(step.entry(), rule)) {
        return step.level();
      }
    }
    return steps.get(steps.size() - 1).level();
  }

  private static boolean forbids(PageTableEntry entry, FaultRule rule) {
    return switch (rule) {
      case SUPERVISOR_ONLY -> !entry.isUser();
      case NO_EXECUTE -> entry.isNoExecute();
      case WRITE_PROTECTED, SUPERVISOR_WRITE_PROTECTED -> !entry.isWritable();
      case NOT_PRESENT, RESERVED_BIT, SMEP, SMAP, PROTECTION_KEY -> false;
    };
  }

  /** The bits of the error code that tell what was tried. */
  private static int requestBits(PagingMode mode, Access access, Privilege privilege) {
    int bits = access == Access.WRITE ? PageFaultErrorCode.W : 0;
    if (privilege == Privilege.USER) {
      bits |= PageFaultErrorCode.U;
    }
    // 4.7: I/D tells fetches only where something can forbid them.
    if (access == Access.FETCH && (mode.noExecuteEnabled() || mode.smep())) {
      bits |= PageFaultErrorCode.ID;
    }
    return bits;
  }
}
