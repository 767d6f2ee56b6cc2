package dev.framewalk.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.CallTableText;
import dev.framewalk.emulator.debug.strace.CallSignature;
import dev.framewalk.emulator.debug.strace.CallSignatures;
import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.KernelConfig;
import dev.framewalk.emulator.kernel.syscall.SyscallRow;
import dev.framewalk.emulator.kernel.syscall.SyscallTable;
import dev.framewalk.pagetable.addr.PhysFrame;
import dev.framewalk.pagetable.frame.FrameAllocator;
import dev.framewalk.pagetable.memory.HeapMemory;
import dev.framewalk.pagetable.table.Mapper;
import dev.framewalk.pagetable.table.PagingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README says of the system calls, and shows of files, is what they are. */
final class ReadmeTest {
  private static final Pattern SHOWN_FILE =
      Pattern.compile("<!-- file: (?<file>\\S+) -->\n```\\w*\n(?<text>.*?)```\n", Pattern.DOTALL);

  @Test
  void theReadmeListsTheSystemCallsThatThereAre() throws Exception {
    final String readme = Files.readString(Path.of("..", "README.md"));
    final String begin = "<!-- calls -->\n";
    final String table =
        readme.substring(readme.indexOf(begin) + begin.length(), readme.indexOf("<!-- /calls -->"));
    assertThat(table)
        .as("the table between the marks; emulator/framewalk calls --markdown prints it")
        .isEqualTo(CallTableText.markdown(rows()));
  }

  @Test
  void filesThatAreShownAreAsTheyAre() throws Exception {
    final Matcher shown = SHOWN_FILE.matcher(Files.readString(Path.of("..", "README.md")));
    int count = 0;
    while (shown.find()) {
      count++;
      assertThat(shown.group("text"))
          .as(shown.group("file"))
          .isEqualTo(Files.readString(Path.of("..", shown.group("file"))));
    }
    assertThat(count).isPositive();
  }

  @Test
  void everyCallHasLinuxsNumberAndNoMoreArgumentsThanThere() throws Exception {
    for (final SyscallRow row : rows()) {
      final CallSignature linux = CallSignatures.of(row.number()).orElseThrow();
      assertThat(row.name()).isEqualTo(linux.name());
      assertThat(row.arguments().size()).as(row.name()).isLessThanOrEqualTo(linux.argumentCount());
    }
  }

  private static List<SyscallRow> rows() throws Exception {
    final HeapMemory memory = new HeapMemory(1 << 20);
    final FrameAllocator frames =
        new FrameAllocator(memory, PhysFrame.of(1), 255, FrameAllocator.Poison.NEVER);
    final PagingMode mode = PagingMode.longMode(Mapper.newRoot(frames));
    return new SyscallTable(new Kernel(memory, frames, mode, KernelConfig.defaults())).rows();
  }
}
