package dev.framewalk.emulator.shm;

/**
 * Who created an object: process, user and group. A record of the fact; nothing here decides by it.
 */
public record Owner(int pid, int uid, int gid) {}
