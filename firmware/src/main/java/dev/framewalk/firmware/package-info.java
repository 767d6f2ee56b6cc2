@NullMarked
@CheckReturnValue
package dev.framewalk.firmware;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
