package dev.framewalk.emulator.debug.strace;

import dev.framewalk.emulator.debug.strace.CallSignature.Form;
import dev.framewalk.emulator.kernel.SyscallRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One system call in text: what goes into it is written down before it is served, because it can
 * overwrite or unmap that; what comes out of it afterwards.
 */
public final class TracedCall {
  /** The most arguments that a call has. */
  public static final int ARGUMENTS = 6;

  /**
   * An argument.
   *
   * @param name as the man page has it
   * @param raw what was in the register
   * @param text as it is shown
   */
  public record Argument(String name, long raw, String text) {}

  private final long number;
  private final long[] arguments;
  private final String name;
  private final Form form;
  private final int stringLimit;
  private final List<Parameter> shown = new ArrayList<>();
  private final List<Optional<String>> texts = new ArrayList<>();
  private OptionalLong result = OptionalLong.empty();
  private String resultText = "?";

  /**
   * A call that is about to be served.
   *
   * @param arguments its {@link #ARGUMENTS} registers
   * @param stackPointer the caller's, behind which rt_sigreturn finds what it restores
   * @param stringLimit bytes of a string that are shown
   */
  public TracedCall(
      long number, long[] arguments, long stackPointer, GuestBytes memory, int stringLimit) {
    this.number = number;
    this.arguments = Arrays.copyOf(arguments, ARGUMENTS + 1);
    this.arguments[ARGUMENTS] = stackPointer;
    this.stringLimit = stringLimit;
    final Optional<CallSignature> signature = CallSignatures.of(number);
    this.name = CallSignatures.name(number);
    this.form = signature.map(known -> known.formOf(arguments)).orElse(UNKNOWN);
    final Decoding decoding = decoding(memory);
    for (final Parameter parameter : form.parameters()) {
      if (parameter.when().isEmpty()
          || parameter.when().get().holds(decoding.argument(parameter.when().get().parameter()))) {
        shown.add(parameter);
        texts.add(parameter.filled() ? Optional.empty() : Optional.of(text(parameter, decoding)));
      }
    }
  }

  /** The call that {@code request} asks for; {@link #TracedCall} says what the others are. */
  public static TracedCall of(
      SyscallRequest request, long stackPointer, GuestBytes memory, int stringLimit) {
    final long[] arguments = new long[ARGUMENTS];
    for (int i = 0; i < ARGUMENTS; i++) {
      arguments[i] = request.argument(i);
    }
    // Linux takes the number from EAX (arch/x86/entry/entry_64.S, entry_SYSCALL_64).
    return new TracedCall((int) request.number(), arguments, stackPointer, memory, stringLimit);
  }

  /** A number that Linux does not have: six registers. */
  private static final Form UNKNOWN =
      new Form(
          List.of(
              Parameter.parse("a0:x64", 0),
              Parameter.parse("a1:x64", 1),
              Parameter.parse("a2:x64", 2),
              Parameter.parse("a3:x64", 3),
              Parameter.parse("a4:x64", 4),
              Parameter.parse("a5:x64", 5)),
          ArgumentKind.parse("int"));

  private Decoding decoding(GuestBytes memory) {
    return new Decoding(form.parameters(), arguments, result, memory, stringLimit);
  }

  private String text(Parameter parameter, Decoding decoding) {
    final StringBuilder out = new StringBuilder();
    decoding.print(out, parameter.kind(), arguments[parameter.register()]);
    return out.toString();
  }

  /** Writes down what the call came to. */
  public void served(long value, GuestBytes memory) {
    result = OptionalLong.of(value);
    final Decoding decoding = decoding(memory);
    final boolean refused = ErrnoText.isRefusal(value);
    for (int i = 0; i < shown.size(); i++) {
      final Parameter parameter = shown.get(i);
      final long raw = arguments[parameter.register()];
      if (parameter.filled()) {
        final StringBuilder out = new StringBuilder();
        if (refused && !parameter.kind().name().equals("remaining")) {
          Texts.address(out, raw);
        } else {
          decoding.print(out, parameter.kind(), raw);
        }
        texts.set(i, Optional.of(out.toString()));
      } else if (parameter.kind().name().equals("cloneargs") && !refused) {
        final StringBuilder out = new StringBuilder(texts.get(i).orElse(""));
        TaskText.cloned(out, raw, decoding);
        texts.set(i, Optional.of(out.toString()));
      }
    }
    final StringBuilder out = new StringBuilder();
    CallResult.print(out, form.result(), value, decoding);
    resultText = out.toString();
  }

  public long number() {
    return number;
  }

  /** Linux's name. */
  public String name() {
    return name;
  }

  /** What it returned; empty if it has not, or never will. */
  public OptionalLong result() {
    return result;
  }

  /** What stands behind the equals sign. */
  public String resultText() {
    return resultText;
  }

  /** What can be said before the call is served: {@code wait4(-1, }. */
  String head() {
    final StringBuilder out = new StringBuilder(name).append('(');
    return arguments(out, 0, known())
        .append(known() < shown.size() && known() > 0 ? ", " : "")
        .toString();
  }

  /** The rest: {@code [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL)}. */
  String tail() {
    return arguments(new StringBuilder(), known(), shown.size()).append(')').toString();
  }

  /** The call with all its arguments. */
  public String text() {
    return head() + tail();
  }

  /** How many parameters come before the first that the call fills. */
  private int known() {
    int count = 0;
    while (count < shown.size() && !shown.get(count).filled()) {
      count++;
    }
    return count;
  }

  private StringBuilder arguments(StringBuilder out, int from, int to) {
    for (int i = from; i < to; i++) {
      out.append(i > from ? ", " : "");
      if (shown.get(i).named()) {
        out.append(shown.get(i).name()).append('=');
      }
      out.append(argumentText(i));
    }
    return out;
  }

  private String argumentText(int index) {
    return texts.get(index).orElseGet(() -> pointer(arguments[shown.get(index).register()]));
  }

  private static String pointer(long address) {
    final StringBuilder out = new StringBuilder();
    Texts.address(out, address);
    return out.toString();
  }

  /** The arguments that the call looks at, in the order in which they are shown. */
  public List<Argument> argumentList() {
    final List<Argument> list = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      list.add(
          new Argument(shown.get(i).name(), arguments[shown.get(i).register()], argumentText(i)));
    }
    return list;
  }
}
