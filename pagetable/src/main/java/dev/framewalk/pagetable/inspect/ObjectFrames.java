package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.frame.FrameList;

/**
 * A shared object and the frames that hold its bytes.
 *
 * @param id unique among the objects of its machine
 * @param name what people call it: {@code /ring}, or a description if it has no name
 * @param linked whether a name still leads to it
 * @param size bytes
 * @param frames its pages in order; to be read only
 */
public record ObjectFrames(long id, String name, boolean linked, long size, FrameList frames) {}
