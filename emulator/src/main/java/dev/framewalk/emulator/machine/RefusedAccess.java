package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Optional;

/**
 * A page fault that ended a process, as facts.
 *
 * @param address CR2
 * @param verdict what the kernel said to it
 * @param errorCode the CPU's
 * @param level the level whose entry forbids the access; empty if the tables allow it by now
 * @param rule the rule that the access broke there; empty with {@code level}
 */
public record RefusedAccess(
    long address,
    Access access,
    FaultVerdict verdict,
    PageFaultErrorCode errorCode,
    Optional<PageTableLevel> level,
    Optional<FaultRule> rule) {}
