package dev.framewalk.emulator.debug.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.framewalk.emulator.debug.LiveView;
import dev.framewalk.emulator.debug.report.RecordedRun.Recorded;
import dev.framewalk.emulator.kernel.SyscallRequest;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.machine.Machine;
import dev.framewalk.emulator.machine.MachineListener;
import dev.framewalk.pagetable.frame.FramePurpose;
import dev.framewalk.pagetable.inspect.MappedRange;
import dev.framewalk.pagetable.inspect.PageTableDump;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a real run, in a real Chromium. */
final class ReportInChromiumTest {
  /** Stores to a page of an object, makes another read-only, waits for its sister, and faults. */
  private static final String[] WRITER = {
    "  shm_join object, 0x3000",
    "  mov rbx, rax",
    "  map_shared rbx, 0x3000",
    "  mov r12, rax",
    "  mov qword ptr [r12], 42",
    "  lea rdi, [r12 + PAGE_SIZE]",
    "  sys mprotect, rdi, PAGE_SIZE, 1",
    "1:",
    "  sys sched_yield",
    "  cmp qword ptr [r12], 43",
    "  jne 1b",
    "  mov qword ptr [r12 + PAGE_SIZE], 1",
  };

  /** Maps the same object, and stores to it what the writer waits for. */
  private static final String[] READER = {
    "  shm_join object, 0x3000",
    "  mov rbx, rax",
    "  map_shared rbx, 0x3000",
    "  mov r12, rax",
    "1:",
    "  sys sched_yield",
    "  cmp qword ptr [r12], 42",
    "  jne 1b",
    "  mov qword ptr [r12], 43",
    "  sys getpid",
    "  exit",
  };

  /** Frames by what they are used for. */
  private record Counts(int tables, int objects, int privates, int kernel) {}

  /** What the machine itself said at an event. */
  private record Truth(Map<Integer, List<MappedRange>> ranges, Counts frames, long used) {}

  private static Browser browser;
  private static Recorded recorded;
  private static Path file;
  private static final List<Truth> TRUTHS = new ArrayList<>();
  private static final Map<String, AccessVerdict> VERDICTS = new LinkedHashMap<>();

  @TempDir static Path directory;

  @BeforeAll
  static void recordARun() throws Exception {
    browser = new Browser();
    recorded =
        new RecordedRun(directory).add("writer", WRITER).add("reader", READER).run(Beholder::new);
    file = directory.resolve("report.html");
    recorded.report().write(file);
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @BeforeEach
  void forget() {
    browser.complaints().clear();
    browser.requests().clear();
  }

  /** Writes down what the machine says when a call was served. */
  private static final class Beholder implements MachineListener {
    private final Machine machine;

    Beholder(Machine machine) {
      this.machine = machine;
    }

    @Override
    public void served(Task task, SyscallRequest request, SyscallResult result) {
      final LiveView view = new LiveView(machine);
      final Map<Integer, List<MappedRange>> ranges = new LinkedHashMap<>();
      for (final SpaceView space : view.spaces()) {
        ranges.put(space.pid(), PageTableDump.of(machine.memory(), space.mode()).ranges());
      }
      final Counts frames =
          new Counts(
              count(FramePurpose.PAGE_TABLE),
              count(FramePurpose.SHARED_OBJECT),
              count(FramePurpose.PRIVATE),
              count(FramePurpose.KERNEL));
      TRUTHS.add(new Truth(ranges, frames, machine.frames().used()));
      if (request.number() == 10) {
        judge(task.space().mode());
      }
    }

    private int count(FramePurpose purpose) {
      return Math.toIntExact(machine.frames().used(purpose));
    }

    /** Our own walker's verdicts, at the time of the mprotect(2). */
    private void judge(PagingMode mode) {
      final PageTableWalker walker = new PageTableWalker(machine.memory());
      for (final String address :
          List.of(
              "0x401000",
              "0x402000",
              "0x403000",
              "0x7ffff6f00000",
              "0x7ffff6f01000",
              "0x7ffff6f02fff",
              "0x0",
              "0x7ffff7fff000",
              "0xffffffff81000000",
              "0xffffffff81001000",
              "0xffff800000000000",
              "0x800000000000",
              "0x123456789abc")) {
        for (final Access access : Access.values()) {
          for (final Privilege privilege : Privilege.values()) {
            VERDICTS.put(
                address
                    + " "
                    + "rwx".charAt(access.ordinal())
                    + " "
                    + (privilege == Privilege.USER ? 3 : 0),
                AccessCheck.verdict(
                    mode,
                    walker.walk(mode, Long.parseUnsignedLong(address.substring(2), 16)),
                    access,
                    privilege));
          }
        }
      }
    }
  }

  private static Page open(int width, int height, ColorScheme colours) {
    final Page page = browser.page(width, height, colours);
    page.navigate(file.toUri().toString());
    return page;
  }

  private static Page open() {
    return open(1280, 900, ColorScheme.LIGHT);
  }

  private void nothingWentWrong() {
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsOnly(file.toUri().toString());
  }

  /** The index of the first event whose text begins so. */
  private static int event(Page page, String text) {
    for (int i = 0; i < number(page, "framewalk.events()"); i++) {
      page.evaluate("i => framewalk.show(i)", i);
      if (page.locator("#event-text").textContent().startsWith(text)) {
        return i;
      }
    }
    throw new AssertionError("no event " + text);
  }

  private static int number(Page page, String script) {
    return ((Number) page.evaluate(script)).intValue();
  }

  @Test
  void atEveryCallThePageSaysOfRangesAndFramesWhatTheMachineSaid() {
    final Page page = open();
    int call = 0;
    final int events = number(page, "framewalk.events()");
    for (int i = 0; i < events; i++) {
      page.evaluate("i => framewalk.show(i)", i);
      final String text = page.locator("#event-text").textContent();
      if (!page.locator("#event-kind").textContent().equals("call")
          || text.startsWith("exit_group")) {
        continue;
      }
      final Truth truth = TRUTHS.get(call++);
      truth
          .ranges()
          .forEach(
              (pid, ranges) ->
                  assertThat(
                          page.evaluate(
                              "pid => framewalk.ranges(pid).map(r => [r.start, r.pages,"
                                  + " r.frame, r.rights, r.accessed, r.dirty].join(' '))",
                              pid))
                      .as("pid %s at %s", pid, text)
                      .isEqualTo(
                          ranges.stream().map(ReportInChromiumTest::asThePageHasIt).toList()));
      assertThat(page.evaluate("framewalk.counts()"))
          .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
          .containsEntry("table", truth.frames().tables())
          .containsEntry("object", truth.frames().objects())
          .containsEntry("private", truth.frames().privates())
          .containsEntry("kernel", truth.frames().kernel())
          .containsEntry("used", Math.toIntExact(truth.used()));
      assertThat(page.locator("#counts").innerText())
          .contains(truth.frames().tables() + " page tables")
          .contains(truth.frames().privates() + " private")
          .contains(truth.frames().kernel() + " kernel");
      assertThat(page.locator("#scale").getAttribute("aria-label"))
          .contains(truth.used() + " of 4096 frames in use");
    }
    assertThat(call).isEqualTo(TRUTHS.size()).isGreaterThan(8);
    nothingWentWrong();
  }

  private static String asThePageHasIt(MappedRange range) {
    return "0x"
        + Long.toHexString(range.start().value())
        + " "
        + (range.bytes() >> 12)
        + " "
        + (range.physical().value() >> 12)
        + " "
        + (range.permissions().user() ? "" : "supervisor ")
        + "r"
        + (range.permissions().writable() ? "w" : "-")
        + (range.permissions().executable() ? "x" : "-")
        + " "
        + range.accessed()
        + " "
        + range.dirty();
  }

  @Test
  void theWalkOfThePageGivesTheVerdictOfOurWalker() {
    final Page page = open();
    page.evaluate("i => framewalk.show(i)", event(page, "mprotect("));
    assertThat(VERDICTS).hasSizeGreaterThan(70);
    VERDICTS.forEach(
        (question, verdict) -> {
          final String[] words = question.split(" ");
          final Map<?, ?> said =
              (Map<?, ?>)
                  page.evaluate(
                      "w => framewalk.walk(100, w[0], w[1], Number(w[2]))", List.of(words));
          if (verdict instanceof PageFault fault) {
            assertThat(said.get("allowed")).as(question).isEqualTo(false);
            assertThat(said.get("rule")).as(question).isEqualTo(fault.rule().text());
            assertThat(said.get("level")).as(question).isEqualTo(fault.level().name());
            assertThat(said.get("error")).as(question).isEqualTo(fault.errorCode().bits());
          } else if (verdict instanceof AccessVerdict.Allowed allowed) {
            assertThat(said.get("allowed")).as(question).isEqualTo(true);
            assertThat(said.get("physical")).as(question).isEqualTo(allowed.physical().toString());
          } else {
            assertThat(said.get("rule")).as(question).isEqualTo("not canonical");
          }
        });
    nothingWentWrong();
  }

  @Test
  void theSliderMovesThroughTheEventsAndSaysWhatChanged() {
    final Page page = open();
    final int mmap = event(page, "mmap(");
    final Locator slider = page.locator("#slider");
    slider.fill(Integer.toString(mmap));
    assertThat(page.locator("#event-text").textContent()).startsWith("mmap(NULL, 12288");
    assertThat(page.locator("#changes").innerText())
        .contains("mapped 0x7ffff6f00000 3 pages, rw-")
        .contains("/shared")
        .contains("promised: rw- /shared");
    slider.focus();
    page.keyboard().press("ArrowRight");
    assertThat(number(page, "framewalk.index()")).isEqualTo(mmap + 1);
    page.locator("#previous").click();
    page.locator("#previous").click();
    assertThat(number(page, "framewalk.index()")).isEqualTo(mmap - 1);
    page.evaluate("i => framewalk.show(i)", event(page, "mprotect("));
    assertThat(page.locator("#changes").innerText()).contains("rw- became r--");
    assertThat(slider.getAttribute("aria-valuetext")).contains("mprotect(");
    assertThat(page.locator("#announce").textContent()).contains("mprotect(").contains("change");
    nothingWentWrong();
  }

  @Test
  void playingGoesFromEventToEventUntilItIsStopped() {
    final Page page = open();
    page.keyboard().press("Home");
    page.locator("#play").click();
    assertThat(page.locator("#play").getAttribute("aria-label")).isEqualTo("Stop");
    page.waitForCondition(() -> number(page, "framewalk.index()") >= 2);
    page.locator("#play").click();
    final int stopped = number(page, "framewalk.index()");
    page.waitForTimeout(1_500);
    assertThat(number(page, "framewalk.index()")).isEqualTo(stopped);
    nothingWentWrong();
  }

  @Test
  void thePictureLinksWhatTwoProcessesShare() {
    final Page page = open();
    page.evaluate("i => framewalk.show(i)", event(page, "getpid("));
    final Locator shared =
        page.locator("#picture .block[aria-label^='pid 101'][aria-label*='/shared']");
    shared.first().hover();
    assertThat(page.locator("#picture-note").textContent())
        .contains("also mapped by pid 100 at 0x7ffff6f00000");
    assertThat(page.locator("#picture .block.hot").count()).isGreaterThanOrEqualTo(2);
    assertThat(page.locator("#picture .segment.hot").allTextContents())
        .anyMatch(text -> text.contains("/shared"));
    page.locator("#frames-details summary").click();
    page.waitForCondition(() -> page.locator("#frames-table tbody tr").count() > 5);
    assertThat(page.locator("#frames-table").innerText())
        .contains("/shared")
        .contains("pid 100, pid 101");
    nothingWentWrong();
  }

  @Test
  void aWalkShowsTheFailingLevelAndTheRule() {
    final Page page = open();
    page.evaluate("i => framewalk.show(i)", event(page, "write 0x7ffff6f01000: page fault"));
    page.locator("#walk-address").fill("0x7ffff6f01000");
    page.locator("#walk-access").selectOption("w");
    page.locator("#walk-form button").click();
    assertThat(page.locator(".steps li").count()).isEqualTo(4);
    assertThat(page.locator(".steps li.bad").getAttribute("data-level")).isEqualTo("PT");
    assertThat(page.locator(".verdict").textContent())
        .contains("Page fault.")
        .contains("fails at the PT entry: a user-mode write to a read-only page (R/W=0)")
        .contains("0x7 (protection, write, user)");
    // 0x7ffff6f01000: PML4 0xff, PDPT 0x1ff, PD 0x1b7, PT 0x101, offset 0.
    assertThat(page.locator(".bits .value").allTextContents())
        .containsExactly("canonical", "0xff", "0x1ff", "0x1b7", "0x101", "0x0");
    page.locator("#walk-address").fill("0x800000000000");
    page.locator("#walk-form button").click();
    assertThat(page.locator(".verdict").textContent()).contains("not canonical");
    page.locator("#walk-address").fill("nonsense");
    page.locator("#walk-form button").click();
    assertThat(page.locator("#walk-error").textContent()).contains("Not a 64-bit number: nonsense");
    nothingWentWrong();
  }

  @Test
  void aWalkMovesOnlyForWhoWantsMovement() {
    final Page page = browser.page(1280, 900, ColorScheme.LIGHT, ReducedMotion.NO_PREFERENCE);
    page.navigate(file.toUri().toString());
    page.locator("#walk-address").fill("0x401000");
    page.locator("#walk-form button").click();
    assertThat(page.locator(".steps li.waits").count()).isPositive();
    page.waitForCondition(() -> page.locator(".steps li.waits").count() == 0);
    page.waitForCondition(() -> page.locator(".verdict").isVisible());
    final Page still = open();
    still.locator("#walk-address").fill("0x401000");
    still.locator("#walk-form button").click();
    assertThat(still.locator(".steps li.waits").count()).isZero();
    assertThat(still.locator(".verdict").isVisible()).isTrue();
    nothingWentWrong();
  }

  @Test
  void theSearchFindsAddressesObjectsProcessesAndEvents() {
    final Page page = open();
    page.evaluate("i => framewalk.show(i)", event(page, "mprotect("));
    final Locator search = page.locator("#search");
    search.fill("7ffff6f02");
    search.fill("0x7ffff6f02000");
    assertThat(page.locator("#found").innerText())
        .contains("Walk 0x7ffff6f02000 of writer (pid 100)");
    search.press("Enter");
    assertThat(page.locator("#walk-address").inputValue()).isEqualTo("0x7ffff6f02000");
    search.fill("/shared");
    assertThat(page.locator("#found").innerText()).contains("Object /shared: 12288 bytes");
    search.fill("reader");
    assertThat(page.locator("#found").innerText()).contains("Process reader (pid 101)");
    search.fill("mprotect");
    search.press("ArrowDown");
    search.press("ArrowUp");
    search.press("Enter");
    assertThat(page.locator("#event-text").textContent()).startsWith("mprotect(");
    search.fill("no such thing");
    assertThat(page.locator("#found").innerText()).contains("Nothing found");
    nothingWentWrong();
  }

  @Test
  void everythingCanBeReachedByKeyboardAlone() {
    final Page page = open();
    page.keyboard().press("Home");
    assertThat(number(page, "framewalk.index()")).isZero();
    page.keyboard().press("ArrowRight");
    page.keyboard().press("j");
    assertThat(number(page, "framewalk.index()")).isEqualTo(2);
    page.keyboard().press("k");
    page.keyboard().press("c");
    assertThat(number(page, "framewalk.index()")).isEqualTo(2);
    page.keyboard().press("/");
    page.keyboard().type("mprotect");
    page.keyboard().press("Enter");
    page.keyboard().press("Escape");
    page.keyboard().press("w");
    page.keyboard().type("0x401000");
    page.keyboard().press("Tab");
    page.keyboard().press("r");
    assertThat(page.locator(".verdict").textContent()).contains("Allowed.");
    page.keyboard().press("Tab");
    page.keyboard().press("Tab");
    page.keyboard().press("t");
    final String row =
        "document.activeElement.getAttribute('role') + ' ' + document.activeElement.getAttribute('aria-expanded')";
    assertThat(page.evaluate(row)).isEqualTo("treeitem true");
    page.keyboard().press("ArrowLeft");
    assertThat(page.evaluate(row)).isEqualTo("treeitem false");
    page.keyboard().press("ArrowRight");
    page.keyboard().press("ArrowDown");
    assertThat(page.evaluate("document.activeElement.getAttribute('aria-level')")).isEqualTo("2");
    page.keyboard().press("m");
    page.keyboard().press("ArrowDown");
    assertThat((String) page.evaluate("document.activeElement.getAttribute('aria-label')"))
        .startsWith("pid 100: 0x401000");
    page.keyboard().press("Enter");
    assertThat(page.locator("#walk-address").inputValue()).isEqualTo("0x401000");
    page.keyboard().press("?");
    assertThat(page.locator("#help").isVisible()).isTrue();
    page.keyboard().press("Escape");
    assertThat(page.locator("#help").isVisible()).isFalse();
    page.keyboard().press("d");
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(20, 23, 27)");
    nothingWentWrong();
  }

  @Test
  void itIsDarkForWhoWantsDark() {
    final String ground = "getComputedStyle(document.body).backgroundColor";
    assertThat(open(1280, 900, ColorScheme.DARK).evaluate(ground)).isEqualTo("rgb(20, 23, 27)");
    final Page light = open(1280, 900, ColorScheme.LIGHT);
    assertThat(light.evaluate(ground)).isEqualTo("rgb(251, 250, 247)");
    light.locator("#theme").click();
    assertThat(light.evaluate(ground)).isEqualTo("rgb(20, 23, 27)");
    nothingWentWrong();
  }

  @Test
  void aPhoneShowsItWithoutScrollingSideways() {
    for (final int width : new int[] {390, 320}) {
      final Page page = open(width, 844, ColorScheme.LIGHT);
      for (int i = 0; i < number(page, "framewalk.events()"); i++) {
        page.evaluate("i => framewalk.show(i)", i);
        assertThat(number(page, "document.documentElement.scrollWidth")).isEqualTo(width);
      }
    }
    nothingWentWrong();
  }

  @Test
  void theEndAndItsFaultReportAreThere() {
    final Page page = open();
    final String end = page.locator("#outcome").innerText();
    assertThat(end)
        .contains("a program failed")
        .contains("writer (pid 100): killed by SIGSEGV (status 139)")
        .contains("reader (pid 101): exit status 0");
    final String report =
        recorded.result().summary().processes().get(0).fault().orElseThrow().text();
    assertThat(page.locator("#outcome pre").textContent()).isEqualTo(report);
    // The page begins where the fault is.
    assertThat(page.locator("#event-text").textContent())
        .startsWith("write 0x7ffff6f01000: page fault");
    assertThat(page.locator(".verdict").textContent()).contains("read-only page");
    nothingWentWrong();
  }

  @Test
  void hostileNamesDoNoHarm() throws Exception {
    final String name = "</script><img src=x onerror=alert(1)>\u2028<!--";
    final Recorded hostile =
        new RecordedRun(directory)
            .add(
                name,
                "  print \"</script><script>alert(2)</script>\"",
                "  .section .rodata",
                "evil: .asciz \"/dev/shm/</script><img src=x onerror=alert(3)>\"",
                "  .text",
                "  sys unlink, offset(evil)",
                "  exit")
            .run();
    final Path page = directory.resolve("hostile.html");
    hostile.report().write(page);
    assertThat(Files.readString(page).split("</script", -1)).hasSize(3);
    final Page opened = browser.page(1280, 900, ColorScheme.LIGHT);
    final List<String> dialogs = new ArrayList<>();
    opened.onDialog(
        dialog -> {
          dialogs.add(dialog.message());
          dialog.dismiss();
        });
    opened.navigate(page.toUri().toString());
    assertThat(opened.locator("#title").textContent())
        .startsWith("</script><img src=x onerror=alert(1)>");
    assertThat(opened.locator("#events").textContent()).contains("onerror=alert(3)");
    assertThat(opened.locator("img").count()).isZero();
    assertThat(dialogs).isEmpty();
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
  }

  @Test
  void thePagesPolicyForbidsTheNetwork() {
    final Page page = open();
    assertThat(page.evaluate("fetch('http://127.0.0.1:1/').then(() => 'went', e => 'refused')"))
        .isEqualTo("refused");
    assertThat(browser.complaints()).anyMatch(said -> said.contains("Content Security Policy"));
  }
}
