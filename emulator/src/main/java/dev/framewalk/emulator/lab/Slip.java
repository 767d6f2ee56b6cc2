package dev.framewalk.emulator.lab;

/**
 * A mistake that people make, and what it makes of one answer.
 *
 * @param name the mistake's, the same wherever it is made
 * @param value the answer that it leads to, in its normal form
 * @param hint what to say to somebody who gave that answer
 */
record Slip(String name, String value, String hint) {}
