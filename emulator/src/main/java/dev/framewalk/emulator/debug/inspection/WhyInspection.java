package dev.framewalk.emulator.debug.inspection;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.framewalk.emulator.machine.ExplanationText;
import dev.framewalk.pagetable.inspect.Area;
import dev.framewalk.pagetable.inspect.ErrorBit;
import dev.framewalk.pagetable.inspect.Explainer;
import dev.framewalk.pagetable.inspect.Explanation;
import dev.framewalk.pagetable.inspect.Meant;
import dev.framewalk.pagetable.inspect.Remedy;
import dev.framewalk.pagetable.inspect.SpaceView;
import dev.framewalk.pagetable.table.Access;
import dev.framewalk.pagetable.table.Privilege;
import java.util.List;
import java.util.Set;

/** {@code why}: why an access goes through or not, whose fault it is, and what would help. */
public final class WhyInspection implements Inspection {
  private static final String RING = "--ring";
  private static final String AC = "--ac";

  @Override
  public String name() {
    return "why";
  }

  @Override
  public String synopsis() {
    return "why PID ADDRESS r|w|x [--ring 0|3] [--ac]";
  }

  @Override
  public String summary() {
    return "why an access goes through or faults, and what would make it succeed";
  }

  @Override
  public List<String> details() {
    return List.of(
        RING + " 0|3  on whose behalf: the kernel's or a program's (3 unless given)",
        AC + "        with EFLAGS.AC set, which lets ring 0 pass SMAP");
  }

  @Override
  public void check(List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words, 2);
    final Access unused = arguments.access(arguments.size() - 1);
    checkRing(arguments);
  }

  private Arguments parse(List<String> words, int least) throws InspectionFailure {
    return Arguments.parse(synopsis(), words, Set.of(AC), Set.of(RING), least, 3);
  }

  @Override
  public Shown inspect(Subject subject, List<String> words) throws InspectionFailure {
    final Arguments arguments = parse(words, 3);
    final SpaceView space = arguments.space(0, subject);
    final long address = arguments.number(1);
    final Access access = arguments.access(2);
    return new Answer(
        new Explainer(subject.view()).explain(space, address, access, privilege(arguments)));
  }

  private static void checkRing(Arguments arguments) throws InspectionFailure {
    final Privilege unused = privilege(arguments);
  }

  private static Privilege privilege(Arguments arguments) throws InspectionFailure {
    final String ring = arguments.value(RING).orElse("3");
    final boolean ac = arguments.has(AC);
    return switch (ring) {
      case "0" -> ac ? Privilege.SUPERVISOR_AC : Privilege.SUPERVISOR;
      case "3" -> {
        if (ac) {
          throw arguments.refused(AC + " makes a difference to ring 0 only; give --ring 0");
        }
        yield Privilege.USER;
      }
      default -> throw arguments.refused("not a ring: " + ring + "; give 0 or 3");
    };
  }

  private record Answer(Explanation why) implements Shown {
    @Override
    public String text(Style style) {
      return Marked.text(ExplanationText.lines(why), style);
    }

    @Override
    public ObjectNode json() {
      final ObjectNode json = WalkJson.of("framewalk.why/1", why.space(), why.trace());
      WalkJson.attempt(json.putObject("attempt"), why.attempt());
      json.put("sentence", why.sentence());
      why.cause().ifPresent(cause -> json.put("cause", cause));
      json.put("rule", why.rule());
      why.failing().ifPresent(level -> json.put("failingLevel", level.level().name()));
      final ArrayNode bits = json.putArray("errorBits");
      for (final ErrorBit bit : why.errorBits()) {
        bits.addObject()
            .put("name", bit.name())
            .put("bit", bit.bit())
            .put("set", bit.set())
            .put("words", bit.words());
      }
      meant(json, why.meant());
      json.putObject("kernel")
          .put("does", WalkJson.word(why.kernel().kind()))
          .put("words", why.kernel().words());
      why.decisive().ifPresent(entry -> json.put("decisiveEntry", WalkJson.hex(entry.value())));
      why.writer()
          .ifPresent(
              writer ->
                  json.putObject("writer")
                      .put("pid", writer.pid())
                      .put("cause", writer.cause())
                      .put("place", writer.place().toString()));
      final ArrayNode remedies = json.putArray("remedies");
      for (final Remedy remedy : why.remedies()) {
        remedy(remedies.addObject(), remedy);
      }
      return json;
    }

    private static void remedy(ObjectNode json, Remedy remedy) {
      json.put("where", WalkJson.word(remedy.where()));
      json.put("action", remedy.action());
      remedy
          .change()
          .ifPresent(
              change ->
                  json.putObject("change")
                      .put("level", change.level().name())
                      .put("entryAddress", WalkJson.hex(change.entry().value()))
                      .put("from", WalkJson.hex(change.from()))
                      .put("to", WalkJson.hex(change.to())));
    }

    private static void meant(ObjectNode json, Meant meant) {
      meant.area().ifPresent(area -> area(json.putObject("area"), area));
      meant.below().ifPresent(area -> area(json.putObject("areaBelow"), area));
      meant.above().ifPresent(area -> area(json.putObject("areaAbove"), area));
      meant
          .position()
          .ifPresent(
              position ->
                  json.putObject("object")
                      .put("id", position.object().id())
                      .put("name", position.object().name())
                      .put("size", position.object().size())
                      .put("page", position.page())
                      .put("offset", WalkJson.hex(position.offset()))
                      .put("behindEnd", position.behindEnd()));
      meant
          .page()
          .ifPresent(
              owner -> {
                final ObjectNode page = json.putObject("frame");
                owner.purpose().ifPresent(use -> page.put("purpose", WalkJson.word(use)));
                page.put("references", owner.references());
              });
    }

    private static void area(ObjectNode json, Area area) {
      json.put("start", WalkJson.hex(area.range().start().value()));
      json.put("end", WalkJson.hex(area.range().endExclusive()));
      json.put("rights", area.rights().toString());
      json.put("shared", area.shared());
      json.put("label", area.label());
    }
  }
}
