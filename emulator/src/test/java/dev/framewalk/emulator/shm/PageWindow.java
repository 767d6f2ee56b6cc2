package dev.framewalk.emulator.shm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameReservation;
import dev.framewalk.pagetable.frame.OutOfFramesException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A mapping with the simplest page table there is: the frame shown for each page. Each growth takes
 * one real frame for "tables", so that a mapping can run out of memory by itself.
 */
final class PageWindow implements SharedMapping, AutoCloseable {
  private final ShmObject object;
  private final FrameAllocator frames;
  private final long firstPage;
  private final long pages;
  private final SortedMap<Long, PhysFrame> entries = new TreeMap<>();
  private final List<PhysFrame> tables = new ArrayList<>();

  PageWindow(ShmObject object, FrameAllocator frames, long firstPage, long pages) {
    this.object = object;
    this.frames = frames;
    this.firstPage = firstPage;
    this.pages = pages;
    object.attach(this);
    fillEntries();
  }

  @Override
  public long firstPage() {
    return firstPage;
  }

  @Override
  public long pages() {
    return pages;
  }

  @Override
  public void shrink(long newPages) {
    final SortedMap<Long, PhysFrame> gone = entries.tailMap(newPages);
    assertThat(gone).as("asked only when entries go").isNotEmpty();
    for (final PhysFrame frame : gone.values()) {
      assertThat(frames.references(frame)).as("still the object's: %s", frame).isEqualTo(1);
    }
    gone.clear();
  }

  @Override
  public GrowthReservation prepareGrow(long oldPages, long newPages) throws OutOfFramesException {
    assertThat(oldPages).isEqualTo(object.frames().size()).isLessThan(newPages);
    assertThat(firstPage).as("asked only when it shows a new page").isLessThan(newPages);
    assertThat(firstPage + pages).as("asked only when it shows a new page").isGreaterThan(oldPages);
    final FrameReservation reservation = frames.reserve(1);
    return new GrowthReservation() {
      @Override
      public void commit() {
        assertThat(object.frames().size()).isEqualTo(newPages);
        tables.add(reservation.take(FramePurpose.PAGE_TABLE));
        fillEntries();
      }

      @Override
      public void close() {
        reservation.close();
      }
    };
  }

  /** Every entry shows the frame that the object has there now, and no page is missing. */
  void assertShowsTheObject() {
    final SortedMap<Long, PhysFrame> expected = new TreeMap<>();
    for (long page = firstPage; page < shownEnd(); page++) {
      expected.put(page, object.frames().get(page));
    }
    assertThat(entries).isEqualTo(expected);
    for (final PhysFrame frame : entries.values()) {
      assertThat(frames.references(frame)).as("entry to a freed frame: %s", frame).isEqualTo(1);
    }
  }

  /** The frame behind a page of the object, as the CPU would find it. */
  PhysFrame entry(long page) {
    final PhysFrame frame = entries.get(page);
    if (frame == null) {
      throw new AssertionError("no entry: page=" + page + ", entries=" + entries);
    }
    return frame;
  }

  /** Pages that can be touched without SIGBUS. */
  int present() {
    return entries.size();
  }

  /** What munmap does. */
  @Override
  public void close() {
    entries.clear();
    for (final PhysFrame table : tables) {
      assertThat(frames.release(table)).isTrue();
    }
    tables.clear();
    object.detach(this);
  }

  private void fillEntries() {
    for (long page = firstPage; page < shownEnd(); page++) {
      entries.put(page, object.frames().get(page));
    }
  }

  private long shownEnd() {
    return Math.min(firstPage + pages, object.frames().size());
  }
}
