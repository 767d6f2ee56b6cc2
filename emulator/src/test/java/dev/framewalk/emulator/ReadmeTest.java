package dev.framewalk.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.KernelConfig;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of the system calls is what the table in the code says. */
final class ReadmeTest {
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\| `(\\w+)` \\|.*");

  @Test
  void theReadmeListsTheSystemCallsThatThereAre() throws Exception {
    final List<String> inReadme =
        Files.readAllLines(Path.of("..", "README.md")).stream()
            .map(ROW::matcher)
            .filter(java.util.regex.Matcher::matches)
            .map(row -> row.group(1) + " " + row.group(2))
            .toList();
    final HeapMemory memory = new HeapMemory(1 << 20);
    final FrameAllocator frames =
        new FrameAllocator(memory, PhysFrame.of(1), 255, FrameAllocator.Poison.NEVER);
    final PagingMode mode = PagingMode.longMode(Mapper.newRoot(frames));
    final SyscallTable table =
        new SyscallTable(new Kernel(memory, frames, mode, KernelConfig.defaults()));
    assertThat(inReadme)
        .containsExactlyElementsOf(
            table.rows().stream().map(row -> row.number() + " " + row.name()).toList());
  }
}
