package dev.framewalk.emulator.harness;

import dev.framewalk.emulator.kernel.Signal;
import dev.framewalk.firmware.SourceLine;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageTableLevel;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of the fault that ended a process.
 *
 * @param signal what it was sent
 * @param access what it did; empty if it was no page fault
 * @param address where; empty if it was no page fault
 * @param instruction RIP
 * @param symbol the symbol that RIP is in, {@code store+0x3}; empty if the program names none
 * @param level the level whose entry forbade the access; empty if no entry does
 * @param rule the rule that the access broke there
 * @param errorCode the CPU's error code, for a page fault
 * @param line where in the source the instruction is, if the program says
 */
public record FaultFacts(
    Signal signal,
    Optional<Access> access,
    OptionalLong address,
    long instruction,
    String symbol,
    FaultReason reason,
    Optional<PageTableLevel> level,
    Optional<FaultRule> rule,
    OptionalLong errorCode,
    Optional<SourceLine> line) {}
