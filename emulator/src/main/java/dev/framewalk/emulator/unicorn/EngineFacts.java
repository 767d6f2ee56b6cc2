package dev.framewalk.emulator.unicorn;

import java.util.OptionalLong;

/**
 * What {@link ContextCalibration} found out about the library and one CPU model.
 *
 * @param flagOperations bit n: {@link LazyFlags} gives for operation n what the engine does
 * @param leaf1 what CPUID leaf 1 gives, EAX EBX ECX EDX
 * @param leaf7 what CPUID leaf 7, subleaf 0 gives
 * @param counter where an engine counts its instructions, see {@link CounterWord}; empty if that
 *     was not found
 */
record EngineFacts(
    ContextLayout layout,
    long flagOperations,
    CpuidLeaf leaf1,
    CpuidLeaf leaf7,
    OptionalLong counter) {
  /** What the CPU puts into four registers (Intel SDM 2A "CPUID"). */
  record CpuidLeaf(int eax, int ebx, int ecx, int edx) {}
}
