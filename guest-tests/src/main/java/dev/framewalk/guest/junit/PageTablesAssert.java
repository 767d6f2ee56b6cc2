package dev.framewalk.guest.junit;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.framewalk.pagetable.addr.Page;
import dev.framewalk.pagetable.table.Translation;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;

/** Assertions about the page tables of a process, as they are now. */
public final class PageTablesAssert extends AbstractAssert<PageTablesAssert, PageTables> {
  PageTablesAssert(PageTables tables) {
    super(tables, PageTablesAssert.class);
  }

  /** Entries of every level lead from this address to a page. */
  @CanIgnoreReturnValue
  public MappedPageAssert maps(long address) {
    isNotNull();
    final Optional<Translation.Mapped> mapped = actual.mapped(address);
    if (mapped.isEmpty()) {
      throw failure(
          "%s",
          "expected the "
              + actual
              + " to map 0x"
              + Long.toHexString(address)
              + untouched(address)
              + "\n"
              + actual.text(address));
    }
    return new MappedPageAssert(actual, mapped.get());
  }

  /** Entries of every level lead to this page. */
  @CanIgnoreReturnValue
  public MappedPageAssert maps(Page page) {
    return maps(page.start().value());
  }

  /** Entries of every level lead to the page of a symbol of the process's program. */
  @CanIgnoreReturnValue
  public MappedPageAssert maps(String symbol) {
    isNotNull();
    return maps(actual.process().address(symbol));
  }

  /**
   * No page is entered at this address. A page of a mapping that was never touched is not entered
   * either, where the kernel enters pages as they are touched.
   */
  @CanIgnoreReturnValue
  public PageTablesAssert doesNotMap(long address) {
    isNotNull();
    if (actual.mapped(address).isPresent()) {
      throw failure(
          "%s",
          "expected the "
              + actual
              + " not to map 0x"
              + Long.toHexString(address)
              + "\n"
              + actual.text(address));
    }
    return this;
  }

  /** No page is entered here. */
  @CanIgnoreReturnValue
  public PageTablesAssert doesNotMap(Page page) {
    return doesNotMap(page.start().value());
  }

  private String untouched(long address) {
    return actual
        .space()
        .areaAt(address)
        .map(
            area ->
                "; the mapping " + area + " is there, but this page of it has not been touched yet")
        .orElse("; no mapping is there");
  }
}
