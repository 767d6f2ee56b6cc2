package dev.framewalk.emulator.crafted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.unicorn.CraftedCpu;
import dev.framewalk.emulator.unicorn.CraftedCpu.Fault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Outcome;
import dev.framewalk.emulator.unicorn.CraftedCpu.ProtectionFault;
import dev.framewalk.emulator.unicorn.CraftedCpu.Reached;
import dev.framewalk.pagetable.addr.PageSize;
import dev.framewalk.pagetable.inspect.Attempt;
import dev.framewalk.pagetable.inspect.DumpRange;
import dev.framewalk.pagetable.inspect.ErrorBit;
import dev.framewalk.pagetable.inspect.Explainer;
import dev.framewalk.pagetable.inspect.Explanation;
import dev.framewalk.pagetable.inspect.MappedRange;
import dev.framewalk.pagetable.inspect.PageFilter;
import dev.framewalk.pagetable.inspect.PageTableDump;
import dev.framewalk.pagetable.inspect.Remedy;
import dev.framewalk.pagetable.inspect.Right;
import dev.framewalk.pagetable.inspect.SpaceDump;
import dev.framewalk.pagetable.inspect.WalkLevel;
import dev.framewalk.pagetable.inspect.WalkTrace;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.FaultRule;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageTableLevel;
import dev.framewalk.pagetable.table.PagingMode.Feature;
import dev.framewalk.pagetable.table.Permissions;
import dev.framewalk.pagetable.table.Privilege;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code walk}, {@code why} and a dump say of each crafted case, against the manual (the case)
 * and against what the CPU does with a real load, store or fetch.
 */
class CraftedCasesTest {
  private static CraftedCpu cpu;

  @BeforeAll
  static void open() {
    cpu = new CraftedCpu();
  }

  @AfterAll
  static void close() {
    cpu.close();
  }

  static List<CraftedCase> cases() {
    return CraftedCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyAccessComesToWhatTheWalkSays(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    WalkTrace trace = WalkTrace.of(view.memory(), crafted.mode(), crafted.address());

    for (Access access : Access.values()) {
      for (Privilege privilege : Privilege.values()) {
        assertThat(told(trace.attempt(access, privilege)))
            .as("%s by %s", access, privilege)
            .isEqualTo(cpu.run(crafted, view.memory(), access, privilege));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theWalkNamesTheRuleAndTheLevel(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    WalkTrace trace = WalkTrace.of(view.memory(), crafted.mode(), crafted.address());
    Attempt attempt = trace.attempt(crafted.access(), crafted.privilege());

    assertThat(attempt.allowed()).isEqualTo(crafted.allowed());
    assertThat(attempt.rule()).isEqualTo(crafted.rule());
    assertThat(attempt.fault().map(PageFault::level)).isEqualTo(crafted.level());
    assertThat(trace.levels())
        .filteredOn(level -> !(level.leads() instanceof WalkLevel.OutsideMemory))
        .allSatisfy(
            level ->
                assertThat(level.step().entryAddress().value())
                    .isEqualTo(crafted.entryAddress(level.level())));
    rightOf(crafted.rule())
        .ifPresent(
            right ->
                assertThat(trace.takerOf(right).map(WalkLevel::level)).isEqualTo(crafted.level()));
  }

  private static Optional<Right> rightOf(Optional<FaultRule> rule) {
    return rule.flatMap(
        broken ->
            switch (broken) {
              case WRITE_PROTECTED, SUPERVISOR_WRITE_PROTECTED -> Optional.of(Right.WRITE);
              case SUPERVISOR_ONLY -> Optional.of(Right.USER);
              case NO_EXECUTE -> Optional.of(Right.EXECUTE);
              case NOT_PRESENT, RESERVED_BIT, SMEP, SMAP, PROTECTION_KEY -> Optional.empty();
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theExplanationIsTheCpusOwn(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    Explanation why = explain(view, crafted);

    Outcome outcome = cpu.run(crafted, view.memory(), crafted.access(), crafted.privilege());
    if (outcome instanceof Fault fault) {
      int bits = 0;
      for (ErrorBit bit : why.errorBits()) {
        bits |= bit.set() ? 1 << bit.bit() : 0;
      }
      assertThat(bits).isEqualTo(fault.errorCode());
      assertThat(why.attempt().fault().orElseThrow().address().value()).isEqualTo(fault.cr2());
      assertThat(why.sentence()).contains(" raises #PF: ");
      assertThat(why.failing().map(WalkLevel::level)).isEqualTo(crafted.level());
      assertThat(why.remedies()).isNotEmpty();
    } else if (outcome instanceof ProtectionFault) {
      assertThat(why.sentence()).contains(" raises #GP: the address is not canonical");
      assertThat(why.failing()).isEmpty();
      assertThat(why.remedies()).isNotEmpty();
    } else {
      assertThat(why.sentence()).endsWith(" goes through, to physical 0xc00008");
      assertThat(why.remedies()).isEmpty();
    }
  }

  /** What is proposed is tried: with those entries the CPU lets the access pass. */
  @ParameterizedTest
  @MethodSource("cases")
  void theEntriesThatAreProposedHelp(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    boolean changed = false;
    for (Remedy remedy : explain(view, crafted).remedies()) {
      if (remedy.change().isPresent()) {
        Remedy.EntryChange change = remedy.change().get();
        assertThat(view.memory().readWord(change.entry().value())).isEqualTo(change.from());
        view.memory().writeWord(change.entry().value(), change.to());
        changed = true;
      }
    }
    if (crafted.rule().filter(rule -> rule != FaultRule.NOT_PRESENT).isPresent()) {
      assertThat(changed).isTrue();
    }
    if (changed && !breaksTheKeyToo(crafted)) {
      assertThat(cpu.run(crafted, view.memory(), crafted.access(), crafted.privilege()))
          .isEqualTo(new Reached(CraftedCase.PHYSICAL));
    }
  }

  private static boolean breaksTheKeyToo(CraftedCase crafted) {
    return crafted.mode().protectionKeys()
        && crafted.rule().filter(rule -> rule == FaultRule.WRITE_PROTECTED).isPresent();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aDumpHasTheSamePermissions(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    List<MappedRange> ranges = PageTableDump.of(view.memory(), crafted.mode()).ranges();
    Optional<Permissions> walked =
        WalkTrace.of(view.memory(), crafted.mode(), CraftedCase.MAPPED)
            .mapped()
            .map(page -> page.permissions());

    assertThat(walked).isEqualTo(crafted.permissions());
    assertThat(ranges.stream().map(MappedRange::permissions).toList())
        .isEqualTo(crafted.permissions().stream().toList());
  }

  /**
   * The letters of a dump are what ring 3 and ring 0 may do where no mode of the CPU's forbids more
   * than the entries do; a page that the CPU does not reach is not in it.
   */
  @ParameterizedTest
  @MethodSource("cases")
  void aDumpShowsTheRightsThatTheCpuGrants(CraftedCase crafted) {
    CraftedCase plain =
        crafted
            .at(CraftedCase.MAPPED)
            .in(
                mode ->
                    mode.without(Feature.SMEP)
                        .without(Feature.SMAP)
                        .without(Feature.PROTECTION_KEYS)
                        .with(Feature.WRITE_PROTECT));
    CraftedView view = CraftedView.of(plain);
    List<DumpRange> ranges =
        SpaceDump.of(
                view, view.spaces().get(0), PageFilter.ALL, SpaceDump.Frames.SCATTERED_TOGETHER)
            .ranges();

    boolean mapped = reaches(plain, view, Access.READ, Privilege.SUPERVISOR);
    assertThat(ranges).hasSize(mapped ? 1 : 0);
    if (mapped) {
      Permissions shown = ranges.get(0).permissions();
      assertThat(ranges.get(0).size()).isEqualTo(crafted.size());
      assertThat(shown.user()).isEqualTo(reaches(plain, view, Access.READ, Privilege.USER));
      assertThat(shown.user() && shown.writable())
          .isEqualTo(reaches(plain, view, Access.WRITE, Privilege.USER));
      assertThat(shown.user() && shown.executable())
          .isEqualTo(reaches(plain, view, Access.FETCH, Privilege.USER));
      assertThat(shown.writable())
          .isEqualTo(reaches(plain, view, Access.WRITE, Privilege.SUPERVISOR));
      assertThat(shown.executable())
          .isEqualTo(reaches(plain, view, Access.FETCH, Privilege.SUPERVISOR));
    }
  }

  private static boolean reaches(
      CraftedCase crafted, CraftedView view, Access access, Privilege privilege) {
    return cpu.run(crafted, view.memory(), access, privilege) instanceof Reached;
  }

  /** One case at least for each rule that there is, and for each page size. */
  @Test
  void noRuleAndNoPageSizeIsWithoutACase() {
    assertThat(cases().stream().flatMap(each -> each.rule().stream()).distinct())
        .containsExactlyInAnyOrder(FaultRule.values());
    for (PageSize size : PageSize.values()) {
      assertThat(
              cases().stream()
                  .filter(each -> each.size() == size)
                  .flatMap(each -> each.rule().stream())
                  .distinct())
          .as("rules tried with pages of %s", size)
          .containsExactlyInAnyOrder(FaultRule.values());
    }
    // What an upper level takes away is taken away at every level that there is.
    for (FaultRule rule :
        List.of(FaultRule.WRITE_PROTECTED, FaultRule.SUPERVISOR_ONLY, FaultRule.NO_EXECUTE)) {
      assertThat(
              cases().stream()
                  .filter(each -> each.rule().equals(Optional.of(rule)))
                  .flatMap(each -> each.level().stream())
                  .distinct())
          .as("levels that break %s", rule)
          .containsExactlyInAnyOrder(
              PageTableLevel.PML4, PageTableLevel.PDPT, PageTableLevel.PD, PageTableLevel.PT);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyBitOfAnEntryIsInOneField(CraftedCase crafted) {
    CraftedView view = CraftedView.of(crafted);
    for (WalkLevel level :
        WalkTrace.of(view.memory(), crafted.mode(), crafted.address()).levels()) {
      int next = 63;
      for (var field : level.fields()) {
        assertThat(field.high()).isEqualTo(next);
        next = field.low() - 1;
      }
      assertThat(next).isEqualTo(-1);
      assertThat(level.level()).isIn((Object[]) PageTableLevel.values());
    }
  }

  private static Explanation explain(CraftedView view, CraftedCase crafted) {
    return new Explainer(view)
        .explain(view.spaces().get(0), crafted.address(), crafted.access(), crafted.privilege());
  }

  private static Outcome told(Attempt attempt) {
    if (attempt.verdict() instanceof AccessVerdict.Allowed allowed) {
      return new Reached(allowed.physical().value());
    }
    return attempt
        .fault()
        .<Outcome>map(fault -> new Fault(fault.errorCode().bits(), fault.address().value()))
        .orElse(new ProtectionFault(0));
  }
}
