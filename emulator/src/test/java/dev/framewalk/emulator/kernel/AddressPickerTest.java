package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.framewalk.pagetable.addr.PageRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Addresses for mappings whose caller named none. */
final class AddressPickerTest {
  private static final long PAGE = 4096;

  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("guest");
  private final AddressSpace space = guest.process.space();

  private long map(long pages) {
    return guest.call(MMAP, 0, pages * PAGE, RW, ANONYMOUS | MAP_NORESERVE, -1, 0);
  }

  private PageRange gap(long from, long to) {
    return pages(from, (to - from) / PAGE);
  }

  @Test
  void successiveMappingsHaveDifferentColours() {
    final Set<Long> colours = new HashSet<>();
    for (int i = 0; i < AddressPicker.COLOURS; i++) {
      colours.add(map(1 + i % 7) / PAGE % AddressPicker.COLOURS);
    }
    assertThat(colours).hasSize(AddressPicker.COLOURS);
  }

  @Test
  void neighboursAreFarApartInTheTlb() {
    final long first = map(8192);
    final long second = map(8192);
    final long apart = Math.floorMod((first - second) / PAGE, (long) AddressPicker.COLOURS);
    assertThat(Math.min(apart, AddressPicker.COLOURS - apart)).isGreaterThan(64);
  }

  @Test
  void mappingAndUnmappingForEverStaysInOnePlace() {
    final long first = map(100);
    assertThat(guest.call(MUNMAP, first, 100 * PAGE)).isZero();
    for (int i = 0; i < 2000; i++) {
      final long address = map(100);
      assertThat(first - address).isBetween(-256 * PAGE, 256 * PAGE);
      assertThat(guest.call(MUNMAP, address, 100 * PAGE)).isZero();
    }
  }

  @Test
  void refusedMappingsUseNoAddresses() {
    final long first = map(1);
    for (int i = 0; i < 2000; i++) {
      assertThat(guest.result(MMAP, 0, 1L << 40, RW, MAP_SHARED, 0, 0)).isEqualTo("EACCES");
    }
    assertThat(first - map(1)).isLessThan(1000 * PAGE);
  }

  @Test
  void anythingThatFitsIsFound() throws ErrnoException {
    // Everything but one gap is taken, which is not large enough to be coloured.
    final long from = 0x1234_5000_0000L;
    final long to = from + 5 * PAGE;
    guest.mustMap(AddressSpace.LOWEST, (from - AddressSpace.LOWEST) / PAGE, 0, ANONYMOUS, -1, 0);
    guest.mustMap(to, (AddressPicker.TOP - to) / PAGE, 0, ANONYMOUS, -1, 0);
    assertThat(map(6)).isEqualTo(-Errno.ENOMEM.number());
    assertThat(map(5)).as("as large as the gap").isEqualTo(from);
    assertThat(map(1)).isEqualTo(-Errno.ENOMEM.number());
    assertThat(guest.call(MUNMAP, from + PAGE, PAGE)).isZero();
    assertThat(space.isFree(gap(from, from + PAGE))).isFalse();
    assertThat(map(1)).isEqualTo(from + PAGE);
  }

  @Test
  void theLargestRangeEndsBelowTheStack() {
    assertThat(guest.call(MUNMAP, SCRATCH, CONSTANT + PAGE - SCRATCH)).isZero();
    final long pages = (AddressPicker.TOP - AddressSpace.LOWEST) / PAGE;
    assertThat(map(pages + 1)).isEqualTo(-Errno.ENOMEM.number());
    assertThat(map(1L << 35)).isEqualTo(-Errno.ENOMEM.number());
    assertThat(map(pages)).isEqualTo(AddressSpace.LOWEST);
  }

  @Test
  void aMappingThatWasPlacedByHandIsGoneRound() {
    final long first = map(1);
    guest.mustMap(first - 300 * PAGE, 299, RW, ANONYMOUS, -1, 0);
    final Set<Long> taken = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      assertThat(taken.add(map(1))).isTrue();
    }
  }

  @Test
  void nothingIsGivenTwiceInALongHistory() {
    final Random random = new Random(7);
    final Map<Long, Long> mapped = new HashMap<>();
    final List<Long> order = new ArrayList<>();
    for (int i = 0; i < 4000; i++) {
      if (order.size() < 50 || random.nextInt(100) < 52) {
        final long pages = 1 + random.nextInt(random.nextBoolean() ? 4 : 2000);
        final long address = map(pages);
        assertThat(address).isPositive();
        mapped.forEach(
            (start, count) ->
                assertThat(address >= start + count * PAGE || address + pages * PAGE <= start)
                    .as("0x%x is in [0x%x + %d pages]", address, start, count)
                    .isTrue());
        mapped.put(address, pages);
        order.add(address);
      } else {
        final long address = order.remove(random.nextInt(order.size()));
        final long pages = mapped.getOrDefault(address, 0L);
        mapped.remove(address);
        assertThat(guest.call(MUNMAP, address, pages * PAGE)).isZero();
      }
    }
  }

  @Test
  void noAddressesIsARefusal() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> space.pickLow(1L << 30))
        .satisfies(refusal -> assertThat(refusal.errno()).isEqualTo(Errno.ENOMEM));
  }
}
