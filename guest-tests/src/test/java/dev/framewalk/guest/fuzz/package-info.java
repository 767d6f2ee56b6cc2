/** Random sequences of system calls, carried out natively and in the machine, and compared. */
@NullMarked
package dev.framewalk.guest.fuzz;

import org.jspecify.annotations.NullMarked;
