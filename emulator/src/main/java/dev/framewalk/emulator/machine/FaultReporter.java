package dev.framewalk.emulator.machine;

import dev.framewalk.emulator.kernel.Backing.OfObject;
import dev.framewalk.emulator.kernel.FaultVerdict;
import dev.framewalk.emulator.kernel.Process;
import dev.framewalk.emulator.kernel.Region;
import dev.framewalk.emulator.kernel.Sharing;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.unicorn.CpuExit.CpuException;
import dev.framewalk.emulator.unicorn.CpuState;
import dev.framewalk.emulator.unicorn.Register;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.addr.VirtAddr;
import dev.framewalk.pagetable.inspect.Explainer;
import dev.framewalk.pagetable.inspect.Explanation;
import dev.framewalk.pagetable.memory.PhysicalMemory;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.AccessCheck;
import dev.framewalk.pagetable.table.AccessVerdict;
import dev.framewalk.pagetable.table.PageFault;
import dev.framewalk.pagetable.table.PageFaultErrorCode;
import dev.framewalk.pagetable.table.PageTableWalker;
import dev.framewalk.pagetable.table.PageWalk;
import dev.framewalk.pagetable.table.PagingMode;
import dev.framewalk.pagetable.table.Privilege;
import dev.framewalk.pagetable.table.Translation;
import dev.framewalk.pagetable.table.WalkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Writes down why a fault ended a process, while its tables still stand. */
final class FaultReporter {
  private final PhysicalMemory memory;
  private final Explainer explainer;
  private final InstructionBytes code;

  FaultReporter(Machine machine, InstructionBytes code) {
    this.memory = machine.memory();
    this.explainer = new Explainer(machine.view());
    this.code = code;
  }

  /** The report of a page fault that the kernel did not resolve. */
  FaultReport pageFault(
      Task task, CpuState state, CpuException fault, Access access, FaultVerdict verdict) {
    final Process process = task.process();
    final long address = fault.faultAddress();
    final PagingMode mode = process.space().mode();
    final PageWalk walk = new PageWalk(memory);
    final boolean mapped = walk.find(mode, address);
    final List<String> lines = new ArrayList<>();
    final Translation translation = new PageTableWalker(memory).walk(mode, address);
    for (final WalkStep step : translation.steps()) {
      lines.add(step.toString());
    }
    lines.add(rule(walk, mapped, access));
    final PageFaultErrorCode errorCode = new PageFaultErrorCode(fault.errorCode());
    final String why =
        errorCode.protectionKey()
            ? "PKRU forbids it for protection key " + (mapped ? walk.protectionKey() : 0)
            : why(process, address, verdict);
    return new FaultReport(
        process.toString(),
        verdict.signal(),
        code(verdict, errorCode).name(),
        verb(access) + " 0x" + Long.toHexString(address) + ": " + why,
        state.get(Register.RIP),
        instruction(process, state),
        symbol(task, state),
        OptionalLong.of(address),
        errorCode.toString(),
        region(process, address) + sharers(process, address),
        lines,
        registers(state),
        why(task, address, access, errorCode),
        Optional.of(refused(walk, address, access, verdict, errorCode)));
  }

  private static RefusedAccess refused(
      PageWalk walk,
      long address,
      Access access,
      FaultVerdict verdict,
      PageFaultErrorCode errorCode) {
    final Optional<PageFault> fault =
        AccessCheck.verdict(walk, access, Privilege.USER) instanceof PageFault found
            ? Optional.of(found)
            : Optional.empty();
    return new RefusedAccess(
        address,
        access,
        verdict,
        errorCode,
        fault.map(PageFault::level),
        fault.map(PageFault::rule));
  }

  /** The report of any other exception. */
  FaultReport exception(
      Task task, CpuState state, ExceptionRow row, SignalCode code, int errorCode) {
    return new FaultReport(
        task.process().toString(),
        row.signal(),
        code.name(),
        row.name() + ", " + row.meaning(),
        state.get(Register.RIP),
        instruction(task.process(), state),
        symbol(task, state),
        OptionalLong.empty(),
        errorCode == 0 ? "" : "0x" + Integer.toHexString(errorCode),
        "",
        List.of(),
        registers(state),
        List.of(),
        Optional.empty());
  }

  /**
   * What {@code why} says, and where the CPU said otherwise: its tables were others, or its TLB.
   */
  private List<MarkedLine> why(
      Task task, long address, Access access, PageFaultErrorCode errorCode) {
    final Explanation why =
        explainer.explain(Machine.space(task.process()), address, access, Privilege.USER);
    final List<MarkedLine> lines = new ArrayList<>(ExplanationText.lines(why));
    if (!why.attempt().errorCode().equals(Optional.of(errorCode))) {
      lines.add(
          new MarkedLine("  the CPU's own error code was " + errorCode, MarkedLine.Mark.STRONG));
    }
    return List.copyOf(lines);
  }

  private static String rule(PageWalk walk, boolean mapped, Access access) {
    final AccessVerdict verdict = AccessCheck.verdict(walk, access, Privilege.USER);
    if (verdict instanceof PageFault fault) {
      return "rule: at the " + fault.level() + " entry, " + fault.rule().text();
    }
    return mapped ? "rule: the tables allow the access now" : "rule: " + verdict;
  }

  /** The si_code of a page fault. */
  static SignalCode code(FaultVerdict verdict, PageFaultErrorCode errorCode) {
    if (errorCode.protectionKey()) {
      return SignalCode.SEGV_PKUERR;
    }
    return switch (verdict) {
      case NOT_MAPPED -> SignalCode.SEGV_MAPERR;
      case NOT_ALLOWED -> SignalCode.SEGV_ACCERR;
      case BEYOND_OBJECT -> SignalCode.BUS_ADRERR;
      case OUT_OF_FRAMES, RESOLVED -> SignalCode.SI_KERNEL;
    };
  }

  private static String verb(Access access) {
    return switch (access) {
      case READ -> "read of";
      case WRITE -> "write to";
      case FETCH -> "fetch from";
    };
  }

  private static String why(Process process, long address, FaultVerdict verdict) {
    return switch (verdict) {
      case NOT_MAPPED ->
          address < 0 ? "the kernel half is not for programs" : "no mapping is there";
      case NOT_ALLOWED ->
          "the mapping allows "
              + process
                  .space()
                  .regionAt(address)
                  .map(region -> region.protection() + " only")
                  .orElseThrow()
                  .replace("--- only", "nothing");
      case BEYOND_OBJECT -> "the page lies behind the end of the object";
      case OUT_OF_FRAMES -> "no frame is free for the page; give the machine more (--memory)";
      case RESOLVED -> throw new IllegalStateException("a resolved fault has no report");
    };
  }

  /** The region of the address, or its neighbours when there is none. */
  private static String region(Process process, long address) {
    if (address < 0) {
      return "none; the kernel half";
    }
    final Region hit = process.space().regionAt(address).orElse(null);
    if (hit != null) {
      return hit + position(hit, address);
    }
    Region below = null;
    Region above = null;
    for (final Region region : process.space().regions()) {
      if (region.range().endExclusive() <= address) {
        below = region;
      } else if (above == null && region.range().start().value() > address) {
        above = region;
      }
    }
    final StringBuilder text = new StringBuilder("none");
    if (below != null) {
      text.append("; 0x")
          .append(Long.toHexString(address - below.range().endExclusive()))
          .append(" behind ")
          .append(below);
    }
    if (above != null) {
      text.append("; 0x")
          .append(Long.toHexString(above.range().start().value() - address))
          .append(" before ")
          .append(above);
    }
    return text.toString();
  }

  /** Whose the page behind an address is, when there is one (fork(2), mmap(2)). */
  private String sharers(Process process, long address) {
    final Region region = process.space().regionAt(address).orElse(null);
    final PageWalk walk = new PageWalk(memory);
    if (region == null
        || region.sharing() == Sharing.SHARED
        || !walk.find(process.space().mode(), address)) {
      return "";
    }
    final int entries = process.space().privateReferences(walk.physical());
    return switch (entries) {
      case 0 -> "; the page is the object's until it is written";
      case 1 -> "; the page is its own";
      default -> "; the page is copied when written, shared by " + entries + " processes";
    };
  }

  private static String position(Region region, long address) {
    if (!(region.backing() instanceof OfObject of)) {
      return "";
    }
    final long page =
        of.firstPage()
            + ((Page.containing(VirtAddr.of(address)).start().value()
                    - region.range().start().value())
                >>> 12);
    return ", page " + page + " of an object of " + of.object().size() + " bytes";
  }

  private String instruction(Process process, CpuState state) {
    code.read(process, state.get(Register.RIP));
    return code.text();
  }

  private static String symbol(Task task, CpuState state) {
    return task.process()
        .image()
        .flatMap(image -> image.symbolAt(state.get(Register.RIP)))
        .orElse("");
  }

  private static List<String> registers(CpuState state) {
    final List<String> lines = new ArrayList<>();
    final Register[] general = Register.values();
    final StringBuilder line = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      if (i > 0 && i % 4 == 0) {
        lines.add(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(general[i].name().toLowerCase(java.util.Locale.ROOT))
          .append("=0x")
          .append(Long.toHexString(state.get(general[i])))
          .append(' ');
    }
    lines.add(line.toString().stripTrailing());
    return lines;
  }
}
