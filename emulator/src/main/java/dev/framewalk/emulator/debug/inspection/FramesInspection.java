package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.pagetable.inspect.FrameMap;
import dev.framewalk.pagetable.inspect.KeptReverseMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What physical memory is used for. */
public final class FramesInspection implements Inspection {
  private static final int DEFAULT_WIDTH = 64;
  private static final int MAX_WIDTH = 1000;

  private final KeptReverseMap maps;

  public FramesInspection() {
    this(new KeptReverseMap());
  }

  /**
   * @param maps the reverse maps that it answers from, and others may
   */
  public FramesInspection(KeptReverseMap maps) {
    this.maps = maps;
  }

  @Override
  public String name() {
    return "frames";
  }

  @Override
  public String synopsis() {
    return "frames [--list] [--width COLUMNS]";
  }

  @Override
  public String summary() {
    return "physical memory as a strip: who owns each frame, and how broken up it is";
  }

  @Override
  public List<String> details() {
    return List.of(
        "--list           every run of frames with its owner and its references",
        "--width COLUMNS  how wide the strip is: 8 to " + MAX_WIDTH + ", 64 if not given");
  }

  @Override
  public void forget() {
    maps.forget();
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final int unused = width(parse(words));
  }

  private Arguments parse(List<String> words) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of("--list"), Set.of("--width"), 0, 0);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words);
    return new FramesShown(
        FrameMap.of(subject.view(), maps.of(subject.view())),
        width(arguments),
        arguments.has("--list"));
  }

  private static int width(Arguments arguments) throws InspectionFailure {
    final Optional<String> word = arguments.value("--width");
    return word.isPresent() ? width(arguments, word.get()) : DEFAULT_WIDTH;
  }

  private static int width(Arguments arguments, String word) throws InspectionFailure {
    final long width = arguments.number(word);
    if (width < 8 || width > MAX_WIDTH) {
      throw arguments.refused("not a width: " + word + "; give 8 to " + MAX_WIDTH);
    }
    return (int) width;
  }
}
