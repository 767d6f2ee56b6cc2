package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PageRange;
import java.util.Optional;

/**
 * A part of an address space for which the kernel's promise changed between two instants, whether
 * pages are entered there or not.
 *
 * @param range the part
 * @param before the area that it was in
 * @param after the area that it is in
 */
public record AreaChange(PageRange range, Optional<Area> before, Optional<Area> after) {}
