package dev.framewalk.pagetable.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.memory.HeapMemory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What filters choose, and where they say that they are wrong. */
class PageFilterTest {
  private final HeapMemory memory = new HeapMemory(1 << 20);
  private final HandMadeView view =
      new HandMadeView(
          memory, new FrameAllocator(memory, PhysFrame.of(16), 16, Poison.NEVER), PhysFrame.of(9));

  /** A 2 MiB page of /ring at 0x400000: rw-, user, dirty, not accessed, global, key 3. */
  private PageFacts page() {
    view.object(7, "/ring", 0x200);
    final SpaceView space =
        view.space(
            1, 0x2000, HandMadeView.area(0x40_0000, 512, true, "/ring", new Area.Part(7, 0)));
    final PageFacts facts = new PageFacts(view, space);
    final long entry = 0x20_0000 | 1L << 63 | 3L << 59 | 0x1c7;
    facts.find(0x40_0000, entry, entry, PageSize.SIZE_2M);
    return facts;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "w; true",
        "x; false",
        "!x; true",
        "!!x; false",
        "w && x; false",
        "w || x; true",
        "x || w && dirty; true",
        "(x || w) && accessed; false",
        "!(x || accessed); true",
        "user && shared && huge && global; true",
        "kernel || private || cow; false",
        "size=2m; true",
        "size = 4k; false",
        "size>4k; true",
        "pkey=3; true",
        "pkey!=3; false",
        "pkey<=2; false",
        "object; true",
        "object=/ring; true",
        "object=\"/ring\"; true",
        "object=7; true",
        "object!=/ring; false",
        "object=/rin; false",
        "virt=0x400000..0x401000; true",
        "virt=0x5ff000..0x600000; true",
        "virt=0x600000..0x601000; false",
        "virt=0x412345; true",
        "virt>=4m; true",
        "virt<4m; false",
        "virt<=4m; true",
        "virt>=0x5fffff; true",
        "virt>0x5fffff; false",
        "virt>=0x600000; false",
        "!(virt>=0x401000); false",
        "phys>=0x3ff000 && phys<0x201000; true",
        "phys=0x200000..0x400000; true",
        "phys!=0x200000..0x400000; false",
        "phys=0x400000; false",
        "refs=0; true",
        "W&&DIRTY; true"
      })
  void aFilterMeansWhatItSays(String filter, boolean passes) throws FilterException {
    assertThat(PageFilter.parse(filter).matches(page())).isEqualTo(passes);
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("w && ", "expected a term at the end", 5),
        arguments("w & x", "expected && or || or the end", 2),
        arguments("w && shred", "unknown term: expected accessed", 5),
        arguments("(w || x", "expected && or || or )", 7),
        arguments("w)", "expected && or || or the end", 1),
        arguments("size=8k", "expected a page size: 4k, 2m or 1g", 5),
        arguments("size", "expected = != < <= > or >= behind size", 4),
        arguments("pkey=16", "expected a protection key: 0 to 15", 5),
        arguments("virt=zebra", "expected a number: 0x1000, 4096 or 4k", 5),
        arguments("virt=8k..4k", "expected an end above the start", 9),
        arguments("dirty=1", "dirty is compared with nothing", 5),
        arguments("object=", "expected the name or number of an object", 7),
        arguments("object<3", "an object is compared by = or != only", 6),
        arguments("object=\"a", "expected another \" behind the name", 7),
        arguments("virt=99999999999g", "number too large", 5),
        arguments("", "expected a term at the end", 0));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void anErrorHasACaretUnderTheWrongPlace(String filter, String why, int column) {
    assertThatThrownBy(() -> PageFilter.parse(filter))
        .isInstanceOf(FilterException.class)
        .satisfies(
            e -> {
              final String[] lines = String.valueOf(e.getMessage()).split("\n");
              assertThat(lines[0]).startsWith("bad filter: " + why);
              assertThat(lines[1]).isEqualTo("  " + filter);
              assertThat(lines[2]).isEqualTo("  " + " ".repeat(column) + "^");
            });
  }

  @Test
  void deepNestingAndLongTextAreRefusedInsteadOfOverflowing() throws FilterException {
    final String deep = "(".repeat(64) + "w" + ")".repeat(64);
    assertThat(PageFilter.parse(deep).matches(page())).isTrue();
    assertThatThrownBy(() -> PageFilter.parse("(" + deep + ")"))
        .isInstanceOf(FilterException.class)
        .hasMessageContaining("nested too deep: at most 64");
    assertThatThrownBy(() -> PageFilter.parse("!".repeat(5_000_000)))
        .isInstanceOf(FilterException.class)
        .hasMessage("filter too long: 5000000 characters, at most 4096");
    assertThat(PageFilter.parse("!".repeat(4094) + "w").matches(page())).isTrue();
  }

  @Test
  void whatWouldLeaveItsLineIsShownAsAQuestionMark() {
    assertThatThrownBy(() -> PageFilter.parse("w && \u001b[31m"))
        .hasMessageEndingWith("\n  w && ?[31m\n       ^");
  }
}
