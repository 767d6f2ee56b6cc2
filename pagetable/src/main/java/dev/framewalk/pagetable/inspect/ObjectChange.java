package dev.framewalk.pagetable.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of a shared object between two instants.
 *
 * @param id the object
 * @param kind in which way it changed; one that changed in several is listed for each
 * @param before the object as it was; empty if it was not there
 * @param after the object as it is; empty if it is gone
 */
public record ObjectChange(
    long id, Kind kind, Optional<ObjectFrames> before, Optional<ObjectFrames> after) {
  /** One way in which an object can change. */
  public enum Kind {
    MADE,
    RESIZED,
    RENAMED,
    /** No name leads to it any more. */
    UNLINKED,
    /** A name leads to it again, or for the first time. */
    LINKED,
    FREED
  }

  /** The object as it is or, if it is gone, as it was. */
  public ObjectFrames object() {
    return after.or(() -> before).orElseThrow();
  }

  static List<ObjectChange> between(List<ObjectFrames> before, List<ObjectFrames> after) {
    final Map<Long, ObjectFrames> was = byId(before);
    final Map<Long, ObjectFrames> is = byId(after);
    final List<ObjectChange> changes = new ArrayList<>();
    for (final ObjectFrames object : was.values()) {
      final ObjectFrames now = is.get(object.id());
      if (now == null) {
        changes.add(of(Kind.FREED, object, null));
        continue;
      }
      if (now.size() != object.size()) {
        changes.add(of(Kind.RESIZED, object, now));
      }
      if (now.linked() != object.linked()) {
        changes.add(of(now.linked() ? Kind.LINKED : Kind.UNLINKED, object, now));
      } else if (!now.name().equals(object.name())) {
        changes.add(of(Kind.RENAMED, object, now));
      }
    }
    for (final ObjectFrames object : is.values()) {
      if (!was.containsKey(object.id())) {
        changes.add(of(Kind.MADE, null, object));
      }
    }
    return List.copyOf(changes);
  }

  private static ObjectChange of(
      Kind kind, @Nullable ObjectFrames before, @Nullable ObjectFrames after) {
    final Optional<ObjectFrames> was = Optional.ofNullable(before);
    final Optional<ObjectFrames> is = Optional.ofNullable(after);
    return new ObjectChange(was.or(() -> is).orElseThrow().id(), kind, was, is);
  }

  private static Map<Long, ObjectFrames> byId(List<ObjectFrames> objects) {
    final Map<Long, ObjectFrames> byId = new TreeMap<>();
    for (final ObjectFrames object : objects) {
      byId.put(object.id(), object);
    }
    return byId;
  }
}
