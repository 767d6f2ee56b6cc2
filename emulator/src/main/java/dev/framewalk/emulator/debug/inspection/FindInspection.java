package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.emulator.debug.Printable;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.inspect.KeptReverseMap;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.ReverseMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Who reaches a frame, or the frames of an object. */
public final class FindInspection implements Inspection {
  private static final int NAMES_SHOWN = 8;

  private final KeptReverseMap maps;

  public FindInspection() {
    this(new KeptReverseMap());
  }

  /**
   * @param maps the reverse maps that it answers from, and others may
   */
  public FindInspection(KeptReverseMap maps) {
    this.maps = maps;
  }

  @Override
  public String name() {
    return "find";
  }

  @Override
  public String synopsis() {
    return "find PHYSICAL-ADDRESS | find NAME | find object ID";
  }

  @Override
  public String summary() {
    return "every process, address and entry that reaches a frame or an object";
  }

  @Override
  public List<String> details() {
    return List.of(
        "PHYSICAL-ADDRESS  any address of memory: 0x204000; who owns the frame, and what maps it",
        "NAME              an object's name, or its beginning if no other object has it: /ring",
        "object ID         an object by its number, also one that has no name any more");
  }

  @Override
  public void forget() {
    maps.forget();
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments unused = parse(words);
  }

  private Arguments parse(List<String> words) throws InspectionFailure {
    final Arguments arguments = Arguments.parse(synopsis(), words, Set.of(), Set.of(), 1, 2);
    if (arguments.size() == 2 && !arguments.word(0).equals("object")) {
      throw arguments.refused("a word too many: " + arguments.word(1));
    }
    return arguments;
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words);
    final MemoryView view = subject.view();
    final String word = arguments.word(0);
    if (arguments.size() == 2) {
      return ofObjects(view, List.of(byId(view, arguments, arguments.number(1))));
    }
    final List<ObjectFrames> objects = view.objects();
    final List<ObjectFrames> named =
        objects.stream().filter(object -> object.name().equals(word)).toList();
    if (!named.isEmpty()) {
      return ofObjects(view, named);
    }
    if (!word.isEmpty() && Character.isDigit(word.charAt(0))) {
      return ofFrame(view, arguments.number(0));
    }
    return ofObjects(view, List.of(byBeginning(objects, word)));
  }

  private Shown ofFrame(MemoryView view, long address) throws InspectionFailure {
    if (Long.compareUnsigned(address, view.memory().size()) >= 0) {
      throw new InspectionFailure(
          "no memory at 0x"
              + Long.toHexString(address)
              + ": physical memory ends at 0x"
              + Long.toHexString(view.memory().size()));
    }
    return FrameFoundShown.of(view, maps.of(view), PhysAddr.of(address));
  }

  private Shown ofObjects(MemoryView view, List<ObjectFrames> objects) {
    final ReverseMap map = maps.of(view);
    return new ObjectFoundShown(
        objects.stream().map(object -> ObjectFoundShown.Found.of(view, map, object)).toList());
  }

  private static ObjectFrames byId(MemoryView view, Arguments arguments, long id)
      throws InspectionFailure {
    final Optional<ObjectFrames> object = view.object(id);
    if (object.isEmpty()) {
      throw new InspectionFailure("no object " + arguments.word(1) + there(view.objects()));
    }
    return object.get();
  }

  private static ObjectFrames byBeginning(List<ObjectFrames> objects, String word)
      throws InspectionFailure {
    final List<ObjectFrames> begun =
        objects.stream()
            .filter(
                object ->
                    !word.isEmpty()
                        && (object.name().startsWith(word) || object.name().startsWith("/" + word)))
            .toList();
    if (begun.size() == 1) {
      return begun.get(0);
    }
    if (begun.size() > 1) {
      throw new InspectionFailure(
          Printable.of(word) + " is the beginning of several objects: " + names(begun));
    }
    final List<ObjectFrames> near =
        objects.stream()
            .filter(object -> distance(object.name(), word) <= Math.max(2, word.length() / 3))
            .sorted(Comparator.comparingInt(object -> distance(object.name(), word)))
            .toList();
    throw new InspectionFailure(
        "no object "
            + Printable.of(word)
            + (near.isEmpty() ? there(objects) : "; did you mean " + names(near) + "?"));
  }

  private static String there(List<ObjectFrames> objects) {
    return objects.isEmpty() ? ": there are none" : "; there are: " + names(objects);
  }

  private static String names(List<ObjectFrames> objects) {
    return objects.stream()
            .limit(NAMES_SHOWN)
            .map(object -> Printable.of(object.name()) + " (object " + object.id() + ")")
            .collect(Collectors.joining(", "))
        + (objects.size() > NAMES_SHOWN ? ", and " + (objects.size() - NAMES_SHOWN) + " more" : "");
  }

  /** Letters to change, add or take away between two names (Levenshtein). */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 64) {
      return Integer.MAX_VALUE;
    }
    List<Integer> above = new ArrayList<>();
    for (int j = 0; j <= b.length(); j++) {
      above.add(j);
    }
    for (int i = 1; i <= a.length(); i++) {
      final List<Integer> row = new ArrayList<>(List.of(i));
      for (int j = 1; j <= b.length(); j++) {
        final int change = above.get(j - 1) + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row.add(Math.min(change, 1 + Math.min(above.get(j), row.get(j - 1))));
      }
      above = row;
    }
    return above.get(b.length());
  }
}
