package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.emulator.shm.ShmException;
import dev.framewalk.emulator.shm.ShmName;
import dev.framewalk.emulator.shm.ShmObject;
import dev.framewalk.emulator.shm.ShmRegistry;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the shared-memory objects that there are now. */
public final class RegistryAssert extends AbstractAssert<RegistryAssert, ShmRegistry> {
  RegistryAssert(ShmRegistry registry) {
    super(registry, RegistryAssert.class);
  }

  /** The name leads to an object. */
  @CanIgnoreReturnValue
  public ObjectAssert hasObject(String name) {
    isNotNull();
    final ShmObject object =
        find(name)
            .orElseThrow(
                () ->
                    failure(
                        "%s", "no object " + Printable.of(name) + "; " + Near.hint(name, names())));
    return new ObjectAssert(object);
  }

  /** The name leads to no object; one that was unlinked has none. */
  @CanIgnoreReturnValue
  public RegistryAssert hasNoObject(String name) {
    isNotNull();
    if (find(name).isPresent()) {
      throw failure(
          "%s",
          "expected no object " + Printable.of(name) + ", but there is " + find(name).get().stat());
    }
    return this;
  }

  /** No name leads to an object. */
  @CanIgnoreReturnValue
  public RegistryAssert hasNoObjects() {
    isNotNull();
    if (!names().isEmpty()) {
      throw failure(
          "%s", "expected no objects, but there are " + Printable.of(String.join(", ", names())));
    }
    return this;
  }

  private Optional<ShmObject> find(String name) {
    try {
      return actual.find(ShmName.of(name));
    } catch (ShmException e) {
      throw failure("%s", "not a name that an object can have: " + e.getMessage());
    }
  }

  private List<String> names() {
    return actual.names().stream().map(ShmName::toString).sorted().toList();
  }
}
