package dev.framewalk.emulator.debug.prompt;

import dev.framewalk.emulator.debug.inspection.InspectionFailure;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.SpaceView;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What may stand behind a command's name: what its form has room for, and there is. */
final class Completion {
  private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)");
  private static final Pattern ADDRESS = Pattern.compile("(?<!-)\\bADDRESS\\b");
  private static final Pattern OBJECT = Pattern.compile("\\bOBJECT\\b|^find ");
  private static final Pattern MARK = Pattern.compile("\\bMARK\\b|^diff ");

  private final Debugger debugger;
  private final Set<String> found = new TreeSet<>();

  private Completion(Debugger debugger) {
    this.debugger = debugger;
  }

  /**
   * Every word that may come next.
   *
   * @param synopsis the form of the command
   * @param words its name, and what has been typed behind it
   */
  static Set<String> of(Debugger debugger, String synopsis, List<String> words) {
    final Completion all = new Completion(debugger);
    all.collect(synopsis, words);
    return all.found;
  }

  private void collect(String synopsis, List<String> words) {
    final Matcher options = OPTION.matcher(synopsis);
    while (options.find()) {
      found.add(options.group(1));
    }
    if (synopsis.contains("PID")) {
      for (final SpaceView space : debugger.session().view().spaces()) {
        found.add(Integer.toString(space.pid()));
      }
    }
    if (OBJECT.matcher(synopsis).find()) {
      found.addAll(objects());
    }
    if (MARK.matcher(synopsis).find()) {
      found.addAll(debugger.marks().names());
    }
    if (ADDRESS.matcher(synopsis).find()) {
      found.addAll(symbols());
    }
    if (synopsis.startsWith("until ")) {
      where(words.get(words.size() - 1));
    }
    if (synopsis.startsWith("catch ")) {
      found.addAll(words.size() == 2 ? List.of("call", "after", "fault", "end", "start") : calls());
    }
    if (synopsis.startsWith("goto ")) {
      found.add("start");
    }
  }

  private void where(String begun) {
    found.addAll(List.of("start", "fault", "end", "call:", "after:", "break:"));
    found.addAll(List.of("read:", "write:", "access:"));
    if (begun.startsWith("call:") || begun.startsWith("after:")) {
      final String kind = begun.substring(0, begun.indexOf(':') + 1);
      calls().forEach(call -> found.add(kind + call));
    } else if (begun.startsWith("break:")) {
      symbols().forEach(symbol -> found.add("break:" + symbol));
    } else if (begun.matches("(read|write|access):.*")) {
      final String kind = begun.substring(0, begun.indexOf(':') + 1);
      objects().forEach(object -> found.add(kind + object));
      symbols().forEach(symbol -> found.add(kind + symbol));
    }
  }

  private List<String> objects() {
    return debugger.session().view().objects().stream().map(ObjectFrames::name).toList();
  }

  private List<String> calls() {
    return debugger.session().machine().syscalls().rows().stream().map(SyscallRow::name).toList();
  }

  private Collection<String> symbols() {
    try {
      final Addresses addresses = debugger.addresses();
      return addresses.symbols(addresses.process()).keySet();
    } catch (InspectionFailure e) {
      // No process lives: there are no symbols.
      return List.of();
    }
  }
}
