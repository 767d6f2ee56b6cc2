package dev.framewalk.emulator.debug.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.PageRange;
import dev.framewalk.pagetable.addr.PhysAddr;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.frame.FrameUse;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.EntryWriter;
import dev.framewalk.pagetable.inspect.MemoryView;
import dev.framewalk.pagetable.inspect.ObjectFrames;
import dev.framewalk.pagetable.inspect.RunPlace;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.EntryFlags;
import dev.framewalk.pagetable.table.LargePages;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that would write over a terminal, if it were let see them. */
class HostileNamesTest {
  /** Clears a screen, sets a title, begins a line, turns the direction of writing. */
  private static final String HOSTILE =
      "/x\u001b[2J\u001b]0;t\u0007\r\n\u009b1m\u202etxt\u2066\u200b";

  /** What must reach no terminal but line feeds: Unicode's Cc, Cf, Zl and Zp. */
  private static final Pattern HARMFUL = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}&&[^\n]]");

  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final long BASE = 0x40_0000;

  private final HeapMemory memory = new HeapMemory(4 << 20);
  private final FrameAllocator frames =
      new FrameAllocator(memory, PhysFrame.of(1), 1000, Poison.NEVER);
  private MemoryView view = new Named(PhysFrame.of(0), List.of(), List.of());

  /** A memory in which everything that can have a name has a hostile one. */
  private final class Named implements MemoryView {
    private final PhysFrame kernelRoot;
    private final List<SpaceView> spaces;
    private final List<ObjectFrames> objects;

    Named(PhysFrame kernelRoot, List<SpaceView> spaces, List<ObjectFrames> objects) {
      this.kernelRoot = kernelRoot;
      this.spaces = spaces;
      this.objects = objects;
    }

    @Override
    public PhysicalMemory memory() {
      return memory;
    }

    @Override
    public List<SpaceView> spaces() {
      return spaces;
    }

    @Override
    public List<ObjectFrames> objects() {
      return objects;
    }

    @Override
    public FrameUse frames() {
      return frames;
    }

    @Override
    public PhysFrame kernelRoot() {
      return kernelRoot;
    }

    @Override
    public RunPlace place() {
      return RunPlace.START;
    }

    @Override
    public Optional<EntryWriter> lastWriter(PhysAddr entry) {
      return Optional.of(new EntryWriter(100, HOSTILE, RunPlace.START));
    }
  }

  @BeforeEach
  void makeTheMemory() throws Exception {
    PagingMode mode = PagingMode.longMode(Mapper.newRoot(frames));
    ObjectFrames object =
        new ObjectFrames(
            7, HOSTILE, false, 3 << 12, frames.allocate(3, FramePurpose.SHARED_OBJECT));
    PageRange range = PageRange.of(Page.of(VirtAddr.of(BASE)), 3);
    Area area =
        new Area(
            range,
            new Area.Rights(true, false, false),
            true,
            Optional.of(new Area.Part(7, 0)),
            HOSTILE);
    assertThat(
            new Mapper(memory, frames, mode)
                .map(range, object.frames(), 0, EntryFlags.USER_READ_WRITE, LargePages.NEVER))
        .isEqualTo(TlbFlush.NONE);
    SpaceView space = new SpaceView(100, HOSTILE, mode, List.of(area));
    view =
        new Named(
            Mapper.newRoot(frames),
            List.of(space, new SpaceView(101, HOSTILE, mode, List.of(area))),
            List.of(object));
  }

  private Subject subject() {
    // Before: nothing. So everything has come.
    MemoryView before = new Named(view.kernelRoot(), List.of(), List.of());
    return new Subject(view, Optional.empty(), name -> before);
  }

  private static Shown ask(Subject subject, String line) throws InspectionFailure {
    List<String> words = List.of(line.split(" "));
    Inspection asked =
        Inspections.all().stream()
            .filter(each -> each.name().equals(words.get(0)))
            .findFirst()
            .orElseThrow();
    return asked.inspect(subject, words.subList(1, words.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "walk 100 0x400000 --bits",
        "why 100 0x400000 w",
        "why 100 0x500000 r",
        "dump 100",
        "dump 101 --frames --absent",
        "dump 100 --tree",
        "find 0x400",
        "find /x",
        "find object 7",
        "frames",
        "frames --list",
        "diff before",
        "audit",
        "audit 101"
      })
  void noNameReachesTheTerminalAsItIs(String line) throws Exception {
    Shown shown = ask(subject(), line);

    String plain = shown.text(Style.PLAIN);
    assertThat(plain).endsWith("\n").doesNotContainPattern(HARMFUL);
    String coloured = shown.text(Style.COLOURED);
    assertThat(COLOUR.matcher(coloured).replaceAll("")).isEqualTo(plain);
    // A program gets the names as they are.
    JsonNode json = new ObjectMapper().readTree(shown.json().toString());
    assertThat(json.fieldNames().next()).isEqualTo("schema");
    assertThat(json.toString().contains("txt")).as("%s", json).isEqualTo(plain.contains("txt"));
  }

  @Test
  void theNameIsThereToBeSeen() throws Exception {
    assertThat(ask(subject(), "dump 100").text(Style.PLAIN))
        .contains("/x\\u001b[2J\\u001b]0;t\\u0007\\u000d\\u000a\\u009b1m\\u202etxt\\u2066\\u200b");
  }

  @Test
  void refusalsNameWhatWasWrongOnTheirLine() {
    String wrong = "9" + HOSTILE;
    Subject subject = subject();
    for (List<String> words :
        List.of(
            List.of("walk", wrong, "0"),
            List.of("walk", "100", wrong),
            List.of("walk", "100", "0", wrong),
            List.of("why", "100", "0", wrong),
            List.of("why", "100", "0", "r", "--ring", wrong),
            List.of("dump", wrong),
            List.of("dump", "100", "--" + wrong),
            List.of("find", wrong),
            List.of("find", "zzz" + wrong),
            List.of("find", "object", "8"),
            List.of("frames", "--width", wrong),
            List.of("tlb", "100"),
            List.of("audit", wrong))) {
      assertThatThrownBy(
              () ->
                  Inspections.all().stream()
                      .filter(each -> each.name().equals(words.get(0)))
                      .findFirst()
                      .orElseThrow()
                      .inspect(subject, words.subList(1, words.size())))
          .isInstanceOf(InspectionFailure.class)
          .satisfies(
              refusal ->
                  assertThat(refusal.getMessage())
                      .as("%s", words)
                      .doesNotContain("\n")
                      .doesNotContainPattern(HARMFUL));
    }
    assertThatThrownBy(() -> Subject.Instants.NONE.find(wrong))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("[\\p{Cc}\\p{Cf}]"));
  }
}
