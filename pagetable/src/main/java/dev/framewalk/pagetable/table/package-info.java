@NullMarked
@CheckReturnValue
package dev.framewalk.pagetable.table;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
