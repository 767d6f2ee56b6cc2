package dev.framewalk.emulator.lab;

import dev.framewalk.emulator.lab.Lab.Part;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/**
 * What a worker found.
 *
 * @param nonce the request's
 */
record WorkResult(long nonce, List<PartResult> parts) {
  /** "fwgrade1", in front and behind, so that half a result is seen to be one. */
  private static final long MARK = 0x6677_6772_6164_6531L;

  void write(DataOutput out) throws IOException {
    out.writeLong(MARK);
    out.writeLong(nonce);
    Wire.list(parts, WorkResult::part, out);
    out.writeLong(MARK);
  }

  /**
   * Reads a result.
   *
   * @param nonce the request's
   * @param wanted the parts that it must have, in this order
   * @throws IOException if it is not whole, or another request's
   */
  static WorkResult read(DataInput in, long nonce, List<Part> wanted) throws IOException {
    if (in.readLong() != MARK || in.readLong() != nonce) {
      throw new IOException("no result of this request");
    }
    final WorkResult result = new WorkResult(nonce, Wire.list(WorkResult::part, in));
    if (in.readLong() != MARK
        || !result.parts.stream()
            .map(PartResult::part)
            .toList()
            .equals(wanted.stream().map(Part::id).toList())) {
      throw new IOException("a result with other parts than the lab's");
    }
    return result;
  }

  private static void part(PartResult part, DataOutput out) throws IOException {
    Wire.text(part.part(), out);
    out.writeInt(part.verdict().ordinal());
    out.writeDouble(part.fraction());
    Wire.text(part.text(), out);
    Wire.optional(part.hint(), Wire::text, out);
  }

  private static PartResult part(DataInput in) throws IOException {
    final String id = Wire.text(in);
    final int verdict = in.readInt();
    final double fraction = in.readDouble();
    if (verdict < 0 || verdict >= Verdict.values().length || !(fraction >= 0 && fraction <= 1)) {
      throw new IOException("no verdict: " + verdict + ", " + fraction);
    }
    return new PartResult(
        id, Verdict.values()[verdict], fraction, Wire.text(in), Wire.optional(Wire::text, in));
  }
}
