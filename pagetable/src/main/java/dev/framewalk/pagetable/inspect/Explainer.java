package dev.framewalk.pagetable.inspect;

import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.Meant.PageOwner;
import dev.framewalk.pagetable.inspect.Meant.Position;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.Privilege;
import java.util.List;
import java.util.Optional;

/** Says why accesses go through or do not. */
public final class Explainer {
  private final MemoryView view;

  /** Of the machine behind {@code view}. */
  public Explainer(MemoryView view) {
    this.view = view;
  }

  /** Why {@code access} to {@code address}, any 64-bit number, comes to what it does. */
  public Explanation explain(SpaceView space, long address, Access access, Privilege privilege) {
    final WalkTrace trace = WalkTrace.of(view.memory(), space.mode(), address);
    final Attempt attempt = trace.attempt(access, privilege);
    final Optional<WalkLevel> failing = attempt.fault().map(PageFault::level).flatMap(trace::at);
    final Meant meant = meant(space, trace);
    final KernelAnswer kernel = KernelForecast.of(trace, attempt, failing, meant);
    final Optional<PhysAddr> decisive =
        failing.or(trace::last).map(level -> level.step().entryAddress());
    final Optional<EntryWriter> writer = decisive.flatMap(view::lastWriter);
    return new Explanation(
        space,
        trace,
        attempt,
        failing,
        attempt.errorCode().map(ErrorBit::of).orElse(List.of()),
        meant,
        kernel,
        decisive,
        writer,
        Remedies.of(trace, attempt, failing, meant, kernel, writer));
  }

  private Meant meant(SpaceView space, WalkTrace trace) {
    final long address = trace.address();
    final Optional<Area> area =
        VirtAddr.isCanonical(address, space.mode().virtualAddressBits())
            ? space.areaAt(address)
            : Optional.empty();
    Optional<Area> below = Optional.empty();
    Optional<Area> above = Optional.empty();
    if (area.isEmpty() && address >= 0) {
      for (final Area each : space.areas()) {
        if (each.range().endExclusive() <= address) {
          below = Optional.of(each);
        } else if (each.range().start().value() > address) {
          above = Optional.of(each);
          break;
        }
      }
    }
    return new Meant(
        area,
        below,
        above,
        area.flatMap(each -> position(each, address)),
        trace.mapped().map(page -> owner(page.physical())));
  }

  private Optional<Position> position(Area area, long address) {
    return area.object()
        .flatMap(part -> view.object(part.id()))
        .map(
            object -> {
              final long page = area.objectPage(address).orElseThrow();
              return new Position(object, page, (page << 12) + (address & 0xfff));
            });
  }

  private PageOwner owner(PhysAddr physical) {
    final PhysFrame frame = PhysFrame.containing(physical);
    return new PageOwner(view.frames().purpose(frame), view.frames().references(frame));
  }
}
