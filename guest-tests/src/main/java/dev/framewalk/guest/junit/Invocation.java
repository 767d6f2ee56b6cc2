package dev.framewalk.guest.junit;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

/**
 * One run of a test method of ours that runs several times.
 *
 * @param program the file that is loaded, for {@link GuestSource}
 * @param test the file that says itself what it is to do, for {@link GuestSource}
 * @param seed the seed, for {@link GuestSeeds}
 */
record Invocation(Optional<Path> program, Optional<Path> test, OptionalLong seed)
    implements TestTemplateInvocationContext {
  /** A test that runs once. */
  static final Invocation ONLY =
      new Invocation(Optional.empty(), Optional.empty(), OptionalLong.empty());

  /** The same under a seed. */
  Invocation under(OptionalLong other) {
    return new Invocation(program, test, other);
  }

  @Override
  public String getDisplayName(int index) {
    final String name =
        program.or(() -> test).map(each -> String.valueOf(each.getFileName())).orElse("");
    final String under = seed.isPresent() ? "seed " + seed.getAsLong() : "";
    return name.isEmpty() || under.isEmpty() ? name + under : name + ", " + under;
  }

  @Override
  public void prepareInvocation(ExtensionContext context) {
    context.getStore(GuestExtension.NAMESPACE).put(Invocation.class, this);
  }

  /** The one that {@code context} is of. */
  static Invocation of(ExtensionContext context) {
    final Invocation found =
        context.getStore(GuestExtension.NAMESPACE).get(Invocation.class, Invocation.class);
    return found == null ? ONLY : found;
  }
}
