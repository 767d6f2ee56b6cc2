package dev.framewalk.emulator.debug.inspection;

import dev.framewalk.pagetable.inspect.FilterException;
import dev.framewalk.pagetable.inspect.PageFilter;
import dev.framewalk.pagetable.inspect.SpaceDump;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.inspect.TableTree;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What an address space maps: ranges, or the tables themselves. */
public final class DumpInspection implements Inspection {
  @Override
  public String name() {
    return "dump";
  }

  @Override
  public String synopsis() {
    return "dump PID [--where FILTER] [--frames] [--absent] [--tree]";
  }

  @Override
  public String summary() {
    return "what an address space maps: rights, page sizes, A and D, cache, object and offset";
  }

  @Override
  public List<String> details() {
    return List.of(
        "--where FILTER  only pages that pass, as 'w && shared && !dirty': ! && || ( ) and",
        "                r w x user kernel shared private dirty accessed global huge",
        "                cow copy object astray; and with = != < <= > >=",
        "                object=NAME size=4k|2m|1g pkey=N refs>1 virt=LO..HI phys=LO..HI",
        "--frames        split ranges where physical memory is not contiguous",
        "--absent        show what was promised and is not entered as well",
        "--tree          the tables themselves, entry by entry, runs of equal entries as one");
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final PageFilter unused = filter(parse(words, 0));
  }

  private Arguments parse(List<String> words, int least) throws InspectionFailure {
    final Arguments arguments =
        Arguments.parse(
            synopsis(),
            words,
            Set.of("--frames", "--absent", "--tree"),
            Set.of("--where"),
            least,
            1);
    final boolean where = arguments.has("--where");
    if (arguments.has("--tree")
        && (where || arguments.has("--frames") || arguments.has("--absent"))) {
      throw arguments.refused("--tree shows every entry: it takes no other option");
    }
    if (where && arguments.has("--absent")) {
      throw arguments.refused("--absent shows pages that no filter looks at: leave --where out");
    }
    return arguments;
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words, 1);
    final SpaceView space = arguments.space(0, subject);
    if (arguments.has("--tree")) {
      return new TreeShown(space, TableTree.of(subject.view().memory(), space.mode()));
    }
    final PageFilter filter = filter(arguments);
    final SpaceDump dump =
        SpaceDump.of(
            subject.view(),
            space,
            filter,
            arguments.has("--frames")
                ? SpaceDump.Frames.SPLIT_WHERE_SCATTERED
                : SpaceDump.Frames.SCATTERED_TOGETHER);
    return new DumpShown(space, dump, filter, arguments.has("--absent"));
  }

  private static PageFilter filter(Arguments arguments) throws InspectionFailure {
    final Optional<String> where = arguments.value("--where");
    return where.isPresent() ? filter(where.get()) : PageFilter.ALL;
  }

  private static PageFilter filter(String text) throws InspectionFailure {
    try {
      return PageFilter.parse(text);
    } catch (FilterException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }
}
