package dev.framewalk.emulator.lab;

import java.util.OptionalLong;

/**
 * What a check depends on beside the submission.
 *
 * @param schedules which schedules the tests run under: 0 for those that they name, N for N times
 *     1000 further
 * @param questions the seed of a lab whose questions differ
 * @param budget guest instructions of each run, in place of the test's own
 */
record Settings(long schedules, long questions, OptionalLong budget) {}
