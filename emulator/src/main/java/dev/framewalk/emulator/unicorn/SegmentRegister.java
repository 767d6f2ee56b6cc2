package dev.framewalk.emulator.unicorn;

/**
 * A segment register with its hidden part (Intel SDM 3A 3.4.3).
 *
 * @param selector the visible 16 bits
 * @param base the linear address of byte 0
 * @param limit the last valid offset, in bytes
 * @param attributes the second doubleword of the descriptor, as it stands in the table; the CPU
 *     looks at its bits 8 to 15 and 20 to 23
 */
public record SegmentRegister(int selector, long base, int limit, int attributes) {}
