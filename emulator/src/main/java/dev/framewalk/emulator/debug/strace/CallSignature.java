package dev.framewalk.emulator.debug.strace;

import java.util.List;
import java.util.Map;

/**
 * What a system call of Linux x86-64 takes and gives.
 *
 * @param number its number
 * @param name its name
 * @param form what it takes and gives unless one of {@code variants} applies
 * @param selector the parameter on which it hangs what the others are; empty if there is none
 * @param selectorMask the bits of it that say so
 * @param variants the other forms, by the selector's value
 */
public record CallSignature(
    int number,
    String name,
    Form form,
    String selector,
    long selectorMask,
    Map<Long, Form> variants) {

  /** Parameters and result. */
  record Form(List<Parameter> parameters, ArgumentKind result) {}

  /** The form of a call with these arguments. */
  Form formOf(long[] arguments) {
    if (selector.isEmpty()) {
      return form;
    }
    for (final Parameter parameter : form.parameters()) {
      if (parameter.name().equals(selector)) {
        return variants.getOrDefault(arguments[parameter.register()] & selectorMask, form);
      }
    }
    throw new IllegalStateException("no such parameter: call=" + name + ", name=" + selector);
  }

  /** The names of the parameters, in the order in which they are shown. */
  public List<String> parameterNames() {
    return form.parameters().stream().map(Parameter::name).toList();
  }

  /** How many argument registers the call has, those included that are passed over. */
  public int argumentCount() {
    int count = 0;
    for (final Parameter parameter : form.parameters()) {
      count = Math.max(count, parameter.register() + 1);
    }
    return count;
  }
}
