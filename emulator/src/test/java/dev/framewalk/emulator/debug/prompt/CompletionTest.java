package dev.framewalk.emulator.debug.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.framewalk.emulator.debug.inspection.Inspections;
import dev.framewalk.emulator.debug.session.SessionGuests;
import dev.framewalk.emulator.kernel.Console;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the prompt offers behind a command's name. */
final class CompletionTest {
  private static final Console NOWHERE = (bytes, offset, length) -> {};

  private Prompt prompt;

  @BeforeEach
  void aGuestThatHasMadeAnObject() throws Exception {
    prompt =
        new Prompt(
            SessionGuests.start(
                new String[] {
                  "shm_name object, \"/completed\"",
                  "shm_create object, PAGE_SIZE",
                  "stored_label:",
                  "exit"
                }),
            Inspections.all(),
            NOWHERE,
            NOWHERE);
    assertThat(prompt.execute("until break:stored_label")).isPresent();
    assertThat(prompt.execute("mark before")).isPresent();
  }

  @AfterEach
  void end() {
    prompt.close();
  }

  private List<String> offered(String... words) {
    return prompt.candidates(List.of(words));
  }

  @Test
  void anAddressMayBeASymbolButNoConstant() {
    assertThat(offered("walk", "stored_")).containsExactly("stored_label");
    assertThat(offered("walk", "PAGE_")).as("absolute: a number of the source").isEmpty();
    assertThat(offered("walk", ""))
        .contains("100", "--bits", "_start")
        .doesNotContain("/completed");
  }

  @Test
  void eachCommandIsOfferedWhatItTakes() {
    assertThat(offered("find", "")).containsExactly("/completed");
    assertThat(offered("watch", "/")).containsExactly("/completed");
    assertThat(offered("diff", "")).containsExactly("--no-use", "--pid", "100", "before");
    assertThat(offered("until", "")).contains("start", "call:", "break:");
    assertThat(offered("until", "call:mma")).containsExactly("call:mmap");
    assertThat(offered("until", "break:stored")).containsExactly("break:stored_label");
    assertThat(offered("until", "write:/")).containsExactly("write:/completed");
    assertThat(offered("catch", "a")).containsExactly("after");
    assertThat(offered("catch", "after", "mma")).containsExactly("mmap");
    assertThat(offered("wa")).containsExactly("walk", "watch");
    assertThat(offered("help", "fra")).containsExactly("frames");
  }
}
