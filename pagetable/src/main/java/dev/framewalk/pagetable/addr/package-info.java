@NullMarked
@CheckReturnValue
package dev.framewalk.pagetable.addr;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
