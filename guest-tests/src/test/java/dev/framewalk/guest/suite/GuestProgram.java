package dev.framewalk.guest.suite;

import java.util.List;

/**
 * One process of a case.
 *
 * @param source the program, as its {@link Programs} names it: {@code subject/case} below {@code
 *     asm} without {@code .S}; {@code subject/case@build} below {@code c}
 * @param arguments what follows argv[0]
 * @param exitStatus the exit status it must end with; 128 + n for signal n
 */
public record GuestProgram(String source, List<String> arguments, int exitStatus) {
  public GuestProgram {
    arguments = List.copyOf(arguments);
  }

  /** Returns the directory below {@code asm} that the source is in. */
  public String subject() {
    return source.substring(0, source.indexOf('/'));
  }

  /** Returns the source's name without its directory. */
  public String name() {
    return source.substring(source.indexOf('/') + 1);
  }
}
