package dev.framewalk.guest.suite;

/**
 * How one process ended.
 *
 * @param exitStatus what a shell would show: the low byte of the status, or 128 + n for signal n
 * @param output all bytes of its standard output, one character a byte (ISO 8859-1)
 * @param messages all bytes of its standard error, likewise
 */
public record ProcessOutcome(int exitStatus, String output, String messages) {}
