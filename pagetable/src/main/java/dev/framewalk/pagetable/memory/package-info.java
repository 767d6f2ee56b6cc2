@NullMarked
@CheckReturnValue
package dev.framewalk.pagetable.memory;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
