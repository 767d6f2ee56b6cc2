package dev.framewalk.emulator.debug.snapshot;

import dev.framewalk.emulator.debug.session.GuestFileBytes;
import dev.framewalk.emulator.debug.session.Recipe;
import dev.framewalk.emulator.kernel.ElfLoader;
import dev.framewalk.emulator.kernel.LoadException;
import dev.framewalk.emulator.machine.MachineConfig;
import dev.framewalk.emulator.machine.Program;
import dev.framewalk.emulator.shm.ShmLimits;
import dev.framewalk.pagetable.frame.FrameAllocator.Poison;
import dev.framewalk.pagetable.table.LargePages;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The recipe in a file. Consoles do not go into it: programs that are read have silent ones. */
final class RecipeSection {
  private RecipeSection() {}

  static void write(SnapshotOutput out, Recipe recipe) {
    writeConfig(out, recipe.config());
    // Often the same program runs more than once.
    final List<byte[]> images = new ArrayList<>();
    for (final Program program : recipe.programs()) {
      if (indexOf(images, program.image().bytes()) == images.size()) {
        images.add(program.image().bytes());
      }
    }
    out.list(images, out::sized);
    out.list(
        recipe.programs(),
        program -> {
          out.text(program.image().name());
          out.u32(indexOf(images, program.image().bytes()));
          out.list(program.arguments(), out::text);
          out.list(program.environment(), out::text);
          out.sized(program.input());
        });
    out.list(
        recipe.files(),
        file -> {
          out.text(file.path());
          out.u32(file.mode());
          out.sized(file.bytes());
        });
  }

  /** Where the image is; the number of images if it is none of them. */
  private static int indexOf(List<byte[]> images, byte[] image) {
    int index = 0;
    while (index < images.size() && !Arrays.equals(images.get(index), image)) {
      index++;
    }
    return index;
  }

  private static void writeConfig(SnapshotOutput out, MachineConfig config) {
    out.u64(config.memoryBytes());
    out.u64(config.seed());
    out.u32(config.quantum());
    out.u32(config.shmLimits().nameBytes());
    out.u32(config.shmLimits().objects());
    out.u64(config.shmLimits().objectBytes());
    out.u32(config.openFiles());
    out.text(config.largePages().name());
    out.text(config.poison().name());
    out.u64(config.outputBytes());
    out.u64(config.epoch().getEpochSecond());
    out.u32(config.epoch().getNano());
  }

  static Recipe read(SnapshotInput in) throws IOException, SnapshotException {
    final MachineConfig config = readConfig(in);
    final List<byte[]> images = in.list(4, in::sized);
    final List<Program> programs = in.list(4, () -> readProgram(in, images));
    final List<GuestFileBytes> files =
        in.list(
            4,
            () -> {
              final String path = in.text();
              final int mode = in.u32();
              return new GuestFileBytes(path, in.sized(), mode);
            });
    return new Recipe(config, programs, files);
  }

  private static MachineConfig readConfig(SnapshotInput in) throws IOException, SnapshotException {
    final long memory = in.u64();
    final long seed = in.u64();
    final int quantum = in.u32();
    final ShmLimits limits = new ShmLimits(in.u32(), in.u32(), in.u64());
    final int openFiles = in.u32();
    final LargePages largePages = in.oneOf(LargePages.values());
    final Poison poison = in.oneOf(Poison.values());
    final long output = in.u64();
    try {
      final Instant epoch = Instant.ofEpochSecond(in.u64(), in.u32());
      return new MachineConfig(
          memory, seed, quantum, limits, openFiles, largePages, poison, output, epoch);
    } catch (DateTimeException | ArithmeticException e) {
      throw in.refusal("not a time of day");
    }
  }

  private static Program readProgram(SnapshotInput in, List<byte[]> images)
      throws IOException, SnapshotException {
    final String name = in.text();
    final int image = in.u32();
    if (image < 0 || image >= images.size()) {
      throw in.refusal("names a program file that there is not");
    }
    final List<String> arguments = in.list(5, in::text);
    final List<String> environment = in.list(5, in::text);
    final byte[] input = in.sized();
    try {
      final Program silent = Program.of(ElfLoader.read(name, images.get(image)));
      return new Program(
          silent.image(), arguments, environment, input, silent.output(), silent.error());
    } catch (LoadException e) {
      throw in.refusal("holds a program that cannot be run: " + e.getMessage());
    }
  }
}
