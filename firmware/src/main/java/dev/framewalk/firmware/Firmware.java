package dev.framewalk.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The machine's own ring-0 code and data, linked for one address in the kernel half.
 *
 * <p>It makes a CPU that has just been given page tables into one that runs Linux programs: EFER,
 * CR0, CR4, XCR0, x87, SSE and PKRU as Linux sets them (and CR4.TSD, so that the kernel answers
 * {@code rdtsc}), descriptor tables with Linux's selectors, task register, and the {@code iretq}
 * into ring 3. Whoever boots it
 *
 * <ol>
 *   <li>puts {@link #image()} into frames, zero-fills up to {@link #size()}, and maps it at {@link
 *       #base()} as {@link #regions()} asks, supervisor-only;
 *   <li>writes RIP and RSP of ring 3 to {@link #userRip()} and {@link #userRsp()};
 *   <li>starts a CPU in 64-bit mode whose CR3 holds these tables, with CR0.PG and CR4.PAE set, at
 *       {@link #entry()}. CR4.LA57 is kept as it is; EFER.NXE need not be set yet.
 * </ol>
 *
 * <p>The CPU then enters ring 3 with RFLAGS 0x202 and every general register 0 but RSP. Where no
 * page is mapped at ring 3's RIP, it stops there with a page fault before the first instruction:
 * the state of that moment is the one to start every process from.
 */
public final class Firmware {
  /** Where the linker puts byte 0; the source says so too. */
  static final long BASE = 0xffff_ffff_8100_0000L;

  static final String RESOURCE = "/dev/framewalk/firmware/boot.bin";

  private static final int PAGE_BYTES = 4096;
  private static final long MAGIC =
      ByteBuffer.wrap("FWALKFW1".getBytes(StandardCharsets.US_ASCII))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getLong();

  /** The image's first words, in its order. */
  private enum Word {
    MAGIC,
    BASE,
    SIZE,
    ENTRY,
    USER_RIP,
    USER_RSP,
    CODE_BYTES
  }

  private final byte[] image;
  private final ByteBuffer words;

  private Firmware(byte[] image) {
    this.image = image;
    this.words = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A stretch of pages with one kind of protection; offsets in the image are {@code - base()}. */
  public record Region(String name, long virtual, long bytes, Protection protection) {}

  /** What may be done with a region's pages. */
  public enum Protection {
    /** Executable, not writable. */
    CODE,
    /** Writable, not executable. */
    DATA
  }

  /** The firmware that was built with this class. */
  public static Firmware load() {
    try (InputStream in = Firmware.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "the firmware is not built: resource=" + RESOURCE + "; run the Maven build");
      }
      return of(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("the firmware cannot be read: resource=" + RESOURCE, e);
    }
  }

  /**
   * @throws IllegalArgumentException if {@code image} is none of ours
   */
  static Firmware of(byte[] image) {
    Firmware firmware = new Firmware(image);
    if (image.length < Word.values().length * Long.BYTES
        || firmware.word(Word.MAGIC) != MAGIC
        || image.length > firmware.size()
        || firmware.size() % PAGE_BYTES != 0) {
      throw new IllegalArgumentException("no firmware: bytes=" + image.length);
    }
    return firmware;
  }

  /** The bytes from {@link #base()} on; what follows them up to {@link #size()} is zero. */
  public byte[] image() {
    return image.clone();
  }

  /** The virtual address of byte 0; a multiple of 4096 in the kernel half. */
  public long base() {
    return word(Word.BASE);
  }

  /** Bytes to map from {@link #base()} on, a multiple of 4096. */
  public long size() {
    return word(Word.SIZE);
  }

  /** Where a CPU starts, in ring 0. */
  public long entry() {
    return word(Word.ENTRY);
  }

  /** The virtual address of the word that holds ring 3's first RIP. */
  public long userRip() {
    return word(Word.USER_RIP);
  }

  /** The virtual address of the word that holds ring 3's first RSP. */
  public long userRsp() {
    return word(Word.USER_RSP);
  }

  /** All of {@link #size()}, by protection, in order of address. */
  public List<Region> regions() {
    long code = word(Word.CODE_BYTES);
    return List.of(
        new Region("code", base(), code, Protection.CODE),
        new Region("data", base() + code, size() - code, Protection.DATA));
  }

  private long word(Word word) {
    return words.getLong(word.ordinal() * Long.BYTES);
  }
}
