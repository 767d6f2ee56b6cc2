/** Page tables as values to look at: what is mapped, in words and numbers. */
@NullMarked
@CheckReturnValue
package dev.framewalk.pagetable.inspect;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
