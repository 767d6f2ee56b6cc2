package dev.framewalk.emulator.debug.strace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of calls, constants, structures and errors, held against the host's C headers. */
final class TablesEqualHeadersTest {
  private static final Pattern NUMBER = Pattern.compile("#define __NR_(\\w+) (\\d+)");

  /** The newest number that the oldest headers know (Linux 5.19's); others may know more. */
  private static final int NEWEST = 450;

  private static final String INCLUDES =
      """
      #define _GNU_SOURCE
      #include <errno.h>
      #include <fcntl.h>
      #include <netinet/in.h>
      #include <poll.h>
      #include <sched.h>
      #include <signal.h>
      #include <stddef.h>
      #include <stdio.h>
      #include <string.h>
      #include <time.h>
      #include <unistd.h>
      #include <utime.h>
      #include <sys/epoll.h>
      #include <sys/eventfd.h>
      #include <sys/file.h>
      #include <sys/inotify.h>
      #include <sys/ioctl.h>
      #include <sys/ipc.h>
      #include <sys/mman.h>
      #include <sys/mount.h>
      #include <sys/msg.h>
      #include <sys/prctl.h>
      #include <sys/ptrace.h>
      #include <sys/random.h>
      #include <sys/resource.h>
      #include <sys/sem.h>
      #include <sys/shm.h>
      #include <sys/signalfd.h>
      #include <sys/socket.h>
      #include <sys/stat.h>
      #include <sys/statfs.h>
      #include <sys/statvfs.h>
      #include <sys/sysinfo.h>
      #include <sys/time.h>
      #include <sys/timerfd.h>
      #include <sys/times.h>
      #include <sys/uio.h>
      #include <sys/utsname.h>
      #include <sys/wait.h>
      #include <sys/xattr.h>
      #include <termios.h>
      #include <asm/prctl.h>
      #include <linux/capability.h>
      #include <linux/close_range.h>
      #include <linux/futex.h>
      #include <linux/kcmp.h>
      #include <linux/magic.h>
      #include <linux/membarrier.h>
      #include <linux/openat2.h>
      #include <linux/rseq.h>
      #include <linux/seccomp.h>
      #include <linux/stat.h>
      """;

  @TempDir Path directory;

  @Test
  void everyCallHasTheNumberOfTheHeaders() throws Exception {
    final Path source = directory.resolve("numbers.c");
    Files.writeString(source, "#include <asm/unistd_64.h>\n");
    final String text = HostC.run(directory, List.of("gcc", "-E", "-dM", source.toString()));
    final Map<Integer, String> numbers = new TreeMap<>();
    final Matcher matcher = NUMBER.matcher(text);
    while (matcher.find()) {
      if (Integer.parseInt(matcher.group(2)) <= NEWEST) {
        numbers.put(Integer.parseInt(matcher.group(2)), matcher.group(1));
      }
    }
    final Map<Integer, String> ours = new TreeMap<>();
    for (final CallSignature call : CallSignatures.all()) {
      if (call.number() <= NEWEST) {
        ours.put(call.number(), call.name());
      }
    }
    assertThat(ours).isEqualTo(numbers);
  }

  /** Names that the headers have as macros; of the others strace's output is the judge. */
  @Test
  void everyConstantHasTheValueOfTheHeaders() throws Exception {
    final Map<String, Long> ours = new TreeMap<>();
    for (final ConstantSet set : ConstantSet.all().values()) {
      for (final ConstantSet.Constant constant : set.constants()) {
        ours.put(constant.name(), constant.value());
      }
    }
    // glibc has no name for what the kernel adds to O_ flags of 32-bit programs.
    final Set<String> excepted = Set.of("O_LARGEFILE");
    final StringBuilder source = new StringBuilder(INCLUDES).append("int main(void) {\n");
    for (final String name : ours.keySet()) {
      source.append("#ifdef ").append(name).append("\nprintf(\"").append(name);
      source.append(" %lld\\n\", (long long)").append(name).append(");\n#endif\n");
    }
    final Set<String> wrong = new TreeSet<>();
    int compared = 0;
    for (final String line : output("constants", source.append("}\n").toString())) {
      final String[] words = line.split(" ", -1);
      final long value = Long.parseLong(words[1]);
      final long known = Objects.requireNonNull(ours.get(words[0]), line);
      compared++;
      if (known != value && (int) known != value && !excepted.contains(words[0])) {
        wrong.add(words[0] + ": ours " + known + ", the headers' " + value);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(compared).isGreaterThan(ours.size() * 3 / 4);
  }

  @Test
  void everyFieldLiesWhereTheHeadersHaveIt() throws Exception {
    final StringBuilder source = new StringBuilder(INCLUDES).append("int main(void) {\n");
    final List<String> expected = new ArrayList<>();
    for (final StructLayout layout : StructLayout.all().values()) {
      if (layout.name().equals("termios")) {
        continue; // The kernel's is shorter than glibc's.
      }
      print(source, layout.name() + " size", "sizeof(" + layout.type() + ")");
      expected.add(layout.name() + " size " + layout.size());
      for (final StructLayout.Field field : layout.fields()) {
        print(
            source,
            layout.name() + " " + field.name(),
            "offsetof(" + layout.type() + ", " + field.name() + ")");
        expected.add(layout.name() + " " + field.name() + " " + field.offset());
      }
    }
    assertThat(output("structs", source.append("}\n").toString()))
        .containsExactlyElementsOf(expected);
  }

  @Test
  void everyErrorHasTheNameAndWordsOfTheLibrary() throws Exception {
    final StringBuilder source = new StringBuilder(INCLUDES).append("int main(void) {\n");
    source.append("for (int i = 1; i < 134; i++) { const char *name = strerrorname_np(i);");
    source.append(" if (name) printf(\"%d %s %s\\n\", i, name, strerror(i)); } }\n");
    final List<String> ours = new ArrayList<>();
    for (final ErrnoText.Row row : ErrnoText.rows()) {
      ours.add(row.number() + " " + row.name() + " " + row.words());
    }
    assertThat(output("errors", source.toString())).containsExactlyElementsOf(ours);
  }

  private static void print(StringBuilder source, String what, String expression) {
    source.append("printf(\"").append(what).append(" %d\\n\", (int)").append(expression);
    source.append(");\n");
  }

  private List<String> output(String name, String source) throws Exception {
    final Path program = HostC.compile(directory, name, source);
    return HostC.run(directory, List.of(program.toString())).lines().toList();
  }
}
