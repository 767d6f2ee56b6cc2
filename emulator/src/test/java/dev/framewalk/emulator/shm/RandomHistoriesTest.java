package dev.framewalk.emulator.shm;

import static dev.framewalk.emulator.shm.ShmGround.ALICE;
import static dev.framewalk.emulator.shm.ShmGround.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Long random histories of opens, closes, unlinks, truncates, writes, maps and unmaps, side by side
 * with a model of byte arrays; after each step all bytes, entries, names and counts agree. Memory
 * is so small that many steps are refused, and a refused step changes nothing.
 */
class RandomHistoriesTest {
  private static final int FRAMES = 40;
  private static final int STEPS = 1500;
  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final ShmLimits LIMITS = new ShmLimits(255, 5, 12L * PAGE);

  /** What an object must look like. */
  private static final class Model {
    byte[] bytes = new byte[0];
    final List<ShmHandle> handles = new ArrayList<>();
    final List<PageWindow> windows = new ArrayList<>();
    final ShmObject object;

    Model(ShmObject object) {
      this.object = object;
    }

    int references() {
      return handles.size() + windows.size();
    }
  }

  private final ShmGround ground = new ShmGround(FRAMES, LIMITS, Poison.ON_FREE);
  private final Map<String, Model> names = new HashMap<>();
  private final SortedMap<Long, Model> living = new TreeMap<>();
  private int refused;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void theRegistryAndAModelOfByteArraysAgree(long seed) throws ShmException {
    final Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      step(random);
      compare();
    }
    assertThat(refused).as("refusals met").isBetween(10, STEPS / 2);
    for (final Model model : List.copyOf(living.values())) {
      model.handles.forEach(ShmHandle::close);
      model.windows.forEach(PageWindow::close);
    }
    ground.assertEverythingReturned();
  }

  private void step(Random random) throws ShmException {
    switch (random.nextInt(9)) {
      case 0, 1 -> open(NAMES.get(random.nextInt(NAMES.size())));
      case 2 -> unlink(NAMES.get(random.nextInt(NAMES.size())));
      case 3 -> close(random);
      case 4 -> map(random);
      case 5 -> unmap(random);
      case 6 -> write(random);
      default -> truncate(random);
    }
  }

  private void open(String name) {
    final Model known = names.get(name);
    try {
      final ShmHandle handle = ground.create(name);
      final Model model = known != null ? known : new Model(handle.object());
      assertThat(handle.object()).isSameAs(model.object);
      model.handles.add(handle);
      names.put(name, model);
      living.put(model.object.id(), model);
    } catch (ShmException e) {
      refused++;
      assertThat(e.error()).isEqualTo(ShmError.TOO_MANY_OBJECTS);
      assertThat(known).isNull();
      assertThat(living).hasSize(LIMITS.objects());
    }
  }

  private void unlink(String name) throws ShmException {
    final Model model = names.remove(name);
    if (model != null) {
      ground.registry.unlink(new ShmName(name));
      bury(model);
    } else {
      assertThat(Refusals.refusal(() -> ground.registry.unlink(new ShmName(name))))
          .isEqualTo(ShmError.NOT_FOUND);
    }
  }

  private void close(Random random) {
    final Model model = any(random);
    if (model != null && !model.handles.isEmpty()) {
      model.handles.remove(random.nextInt(model.handles.size())).close();
      bury(model);
    }
  }

  private void map(Random random) {
    final Model model = any(random);
    if (model != null && model.windows.size() < 4) {
      model.windows.add(ground.map(model.object, random.nextInt(10), 1 + random.nextInt(10)));
    }
  }

  private void unmap(Random random) {
    final Model model = any(random);
    if (model != null && !model.windows.isEmpty()) {
      model.windows.remove(random.nextInt(model.windows.size())).close();
      bury(model);
    }
  }

  private void write(Random random) {
    final Model model = any(random);
    if (model == null) {
      return;
    }
    final byte[] data = new byte[random.nextInt(3 * PAGE)];
    random.nextBytes(data);
    final int offset = random.nextInt(12 * PAGE);
    final int expected = Math.max(0, Math.min(data.length, model.bytes.length - offset));
    assertThat(model.object.write(offset, data, 0, data.length)).isEqualTo(expected);
    if (expected > 0) {
      System.arraycopy(data, 0, model.bytes, offset, expected);
    }
  }

  private void truncate(Random random) {
    final Model model = any(random);
    if (model == null || model.handles.isEmpty()) {
      return;
    }
    final int newSize = random.nextInt(13 * PAGE);
    final long newPages = (newSize + PAGE - 1) / PAGE;
    final long oldPages = (model.bytes.length + PAGE - 1) / PAGE;
    final long tables =
        model.windows.stream()
            .filter(w -> w.firstPage() < newPages && w.firstPage() + w.pages() > oldPages)
            .count();
    final long wanted = newPages > oldPages ? newPages - oldPages + tables : 0;
    final long available = ground.frames.available();
    try {
      model.handles.get(0).truncate(newSize);
      assertThat(wanted).isLessThanOrEqualTo(available);
      model.bytes = Arrays.copyOf(model.bytes, newSize);
    } catch (ShmException e) {
      refused++;
      if (newSize > LIMITS.objectBytes()) {
        assertThat(e.error()).isEqualTo(ShmError.TOO_LARGE);
      } else {
        assertThat(e.error()).isEqualTo(ShmError.OUT_OF_MEMORY);
        assertThat(wanted).isGreaterThan(available);
      }
      assertThat(ground.frames.available()).isEqualTo(available);
    }
  }

  private @Nullable Model any(Random random) {
    if (living.isEmpty()) {
      return null;
    }
    return List.copyOf(living.values()).get(random.nextInt(living.size()));
  }

  private void bury(Model model) {
    if (model.references() == 0 && !names.containsValue(model)) {
      living.remove(model.object.id());
    }
  }

  private void compare() {
    assertThat(ground.registry.list())
        .extracting(ShmStat::id)
        .containsExactlyElementsOf(living.keySet());
    for (final String name : NAMES) {
      final Model model = names.get(name);
      assertThat(ground.registry.find(new ShmName(name)).orElse(null))
          .isSameAs(model == null ? null : model.object);
    }
    for (final Model model : living.values()) {
      assertThat(model.object.references()).isEqualTo(model.references());
      assertThat(model.object.owner()).isEqualTo(ALICE);
      assertThat(Arrays.equals(ground.bytesOf(model.object), model.bytes)).isTrue();
      model.windows.forEach(PageWindow::assertShowsTheObject);
    }
  }
}
