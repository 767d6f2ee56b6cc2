@NullMarked
@CheckReturnValue
package dev.framewalk.pagetable.frame;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
