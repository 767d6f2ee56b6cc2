package dev.framewalk.emulator.debug.session;

import java.util.ArrayList;
import java.util.List;

/** The breakpoints and watches of a session, which outlive its machines. */
final class Traps {
  private final List<Breakpoint> breakpoints = new ArrayList<>();
  private final List<Watch> watches = new ArrayList<>();
  private int lastId;

  int nextId() {
    return ++lastId;
  }

  void add(Breakpoint breakpoint) {
    breakpoints.add(breakpoint);
  }

  void add(Watch watch) {
    watches.add(watch);
  }

  boolean remove(int id) {
    return breakpoints.removeIf(each -> each.id() == id)
        | watches.removeIf(each -> each.id() == id);
  }

  List<Breakpoint> breakpoints() {
    return breakpoints;
  }

  List<Watch> watches() {
    return watches;
  }
}
