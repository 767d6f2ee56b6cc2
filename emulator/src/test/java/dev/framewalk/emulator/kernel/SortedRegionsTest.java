package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.GuestHand.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Regions in order, against the JDK's tree. */
final class SortedRegionsTest {
  @RegisterExtension final KernelGround ground = new KernelGround();

  private final GuestHand guest = ground.guest("sorted");

  @BeforeEach
  void mapThem() {
    guest.mustMap(0x40_0000, 64, RW, ANONYMOUS, -1, 0);
  }

  private Region at(int page) {
    final Region any = guest.process.space().regionAt(0x40_0000).orElseThrow();
    return any.part(0x40_0000 + (page << 12), 0x40_0000 + (page + 1 << 12), any.protection());
  }

  @Test
  void everyQuestionHasTheTreesAnswer() {
    final SortedRegions sorted = new SortedRegions();
    final TreeMap<Long, Region> tree = new TreeMap<>();
    final Random random = new Random(7);
    for (int step = 0; step < 20_000; step++) {
      final Region region = at(random.nextInt(64));
      final Region there = tree.get(region.start());
      if (there == null) {
        sorted.add(region);
        tree.put(region.start(), region);
      } else {
        sorted.remove(there);
        tree.remove(region.start());
      }
      final long address = 0x40_0000 + ((long) random.nextInt(66 << 1) << 11) - 4096;
      assertThat(sorted.floor(address)).isSameAs(value(tree.floorEntry(address)));
      assertThat(sorted.lower(address)).isSameAs(value(tree.lowerEntry(address)));
      assertThat(sorted.ceiling(address)).isSameAs(value(tree.ceilingEntry(address)));
      assertThat(sorted.higher(address)).isSameAs(value(tree.higherEntry(address)));
      assertThat(sorted.get(address)).isSameAs(tree.get(address));
      assertThat(sorted.size()).isEqualTo(tree.size());
    }
    assertThat(sorted.ascending()).containsExactlyElementsOf(tree.values());
  }

  private static @Nullable Region value(Map.@Nullable Entry<Long, Region> entry) {
    return entry == null ? null : entry.getValue();
  }

  @Test
  void twoAtOneAddressAndNoneAtAnotherAreMistakes() {
    final SortedRegions sorted = new SortedRegions();
    sorted.add(at(3));
    assertThatThrownBy(() -> sorted.add(at(3))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sorted.remove(at(4))).isInstanceOf(IllegalStateException.class);
  }
}
