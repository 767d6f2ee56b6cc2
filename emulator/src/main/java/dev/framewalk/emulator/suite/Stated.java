package dev.framewalk.emulator.suite;

/**
 * Something that a test file says.
 *
 * @param place where it says it
 */
public record Stated<T>(T value, Place place) {}
