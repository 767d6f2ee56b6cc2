package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.CallSignature.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Every system call of Linux x86-64, as {@code calls.txt} has them. */
public final class CallSignatures {
  private static final ArgumentKind PLAIN_RESULT = ArgumentKind.parse("int");

  /** Bits of a selector that count unless its row says otherwise: it is an int. */
  private static final long INT_BITS = 0xffff_ffffL;

  private static final CallSignatures ALL = new CallSignatures();

  private final Map<Integer, CallSignature> byNumber = new TreeMap<>();
  private final Map<String, CallSignature> byName = new HashMap<>();
  private final Map<String, Set<String>> classes = new TreeMap<>();

  private CallSignatures() {
    CallSignature last = null;
    for (final String line : Tables.lines("calls.txt")) {
      final String[] words = Tables.words(line);
      if (line.charAt(0) == '%') {
        final Set<String> members = classes.computeIfAbsent(words[0], key -> new HashSet<>());
        members.addAll(List.of(words).subList(1, words.length));
      } else if (line.charAt(0) == '|') {
        if (last == null) {
          throw new IllegalStateException("a variant of no call: " + line);
        }
        final Form form = form(words, 1);
        for (final String value : words[0].substring(1).split(",", -1)) {
          last.variants().put(Long.decode(value), form);
        }
      } else {
        last = call(words);
        byNumber.put(last.number(), last);
        byName.put(last.name(), last);
      }
    }
    classes.put("%file", having("path"));
    classes.put("%desc", having("fd"));
  }

  private static CallSignature call(String[] words) {
    int next = 2;
    String selector = "";
    long mask = INT_BITS;
    // The result, where there is one, stands before the selector.
    if (words.length > next + 1 && words[next + 1].startsWith("?")) {
      throw new IllegalArgumentException("the selector stands first: " + words[1]);
    }
    if (words.length > next && words[next].startsWith("?")) {
      final String[] parts = words[next].substring(1).split("&", -1);
      selector = parts[0];
      mask = parts.length > 1 ? Long.decode(parts[1]) : mask;
      next++;
    }
    return new CallSignature(
        Integer.parseInt(words[0]), words[1], form(words, next), selector, mask, new HashMap<>());
  }

  private static Form form(String[] words, int from) {
    int next = from;
    ArgumentKind result = PLAIN_RESULT;
    if (next < words.length && words[next].startsWith("=")) {
      result = ArgumentKind.parse(words[next].substring(1));
      next++;
    }
    final List<Parameter> parameters = new ArrayList<>();
    for (int place = 0; next < words.length; next++, place++) {
      parameters.add(Parameter.parse(words[next], place));
    }
    return new Form(List.copyOf(parameters), result);
  }

  private Set<String> having(String kind) {
    final Set<String> names = new HashSet<>();
    for (final CallSignature call : byNumber.values()) {
      if (call.form().result().name().equals(kind)) {
        names.add(call.name());
      }
      for (final Parameter parameter : call.form().parameters()) {
        final String name = parameter.kind().name();
        if (name.equals(kind) || (kind.equals("fd") && name.equals("dirfd"))) {
          names.add(call.name());
        }
      }
    }
    return names;
  }

  /** Every call, by number. */
  public static Collection<CallSignature> all() {
    return Collections.unmodifiableCollection(ALL.byNumber.values());
  }

  /** The call of this number; empty if Linux has none. */
  public static Optional<CallSignature> of(long number) {
    return number == (int) number
        ? Optional.ofNullable(ALL.byNumber.get((int) number))
        : Optional.empty();
  }

  /** The call of this name; empty if Linux has none. */
  public static Optional<CallSignature> named(String name) {
    return Optional.ofNullable(ALL.byName.get(name));
  }

  /** The name of the call of this number; {@code syscall_0x1f4} if Linux has none. */
  public static String name(long number) {
    return of(number).map(CallSignature::name).orElse("syscall_0x" + Long.toHexString(number));
  }

  /** The names of classes of calls: {@code %file}. */
  public static Set<String> classes() {
    return Collections.unmodifiableSet(ALL.classes.keySet());
  }

  /** The calls of a class; empty if there is no such class. */
  public static Set<String> members(String className) {
    return Collections.unmodifiableSet(ALL.classes.getOrDefault(className, Set.of()));
  }
}
