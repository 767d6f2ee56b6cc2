package dev.framewalk.emulator.debug.session;

/**
 * A file that guests find.
 *
 * @param path where, from {@code /} on
 * @param mode permission bits
 */
public record GuestFileBytes(String path, byte[] bytes, int mode) {}
