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
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments =
        Arguments.parse(
            synopsis(), words, Set.of("--frames", "--absent", "--tree"), Set.of("--where"), 1, 1);
    final SpaceView space = arguments.space(0, subject);
    final Optional<String> where = arguments.value("--where");
    if (arguments.has("--tree")) {
      if (where.isPresent() || arguments.has("--frames") || arguments.has("--absent")) {
        throw arguments.refused("--tree shows every entry: it takes no other option");
      }
      return new TreeShown(space, TableTree.of(subject.view().memory(), space.mode()));
    }
    if (where.isPresent() && arguments.has("--absent")) {
      throw arguments.refused("--absent shows pages that no filter looks at: leave --where out");
    }
    final PageFilter filter = where.isPresent() ? filter(where.get()) : PageFilter.ALL;
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

  private static PageFilter filter(String text) throws InspectionFailure {
    try {
      return PageFilter.parse(text);
    } catch (FilterException e) {
      throw new InspectionFailure(String.valueOf(e.getMessage()));
    }
  }
}
