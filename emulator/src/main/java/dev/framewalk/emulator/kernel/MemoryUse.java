package dev.framewalk.emulator.kernel;

/** Pages of an address space by what counts against limits. */
final class MemoryUse {
  private long pages;
  private long dataPages;
  private long lockedPages;

  /** All that is mapped: total_vm of Linux. */
  long pages() {
    return pages;
  }

  /** Private memory that can be written, regions that grow aside: data_vm of Linux. */
  long dataPages() {
    return dataPages;
  }

  long lockedPages() {
    return lockedPages;
  }

  void add(Region region) {
    count(region, region.range().count());
  }

  void remove(Region region) {
    count(region, -region.range().count());
  }

  private void count(Region region, long by) {
    pages += by;
    if (isData(region)) {
      dataPages += by;
    }
    if (region.traits().locked()) {
      lockedPages += by;
    }
  }

  /** Whether it counts as data (Linux include/linux/mm.h, is_data_mapping). */
  static boolean isData(Region region) {
    return region.sharing() == Sharing.PRIVATE
        && region.protection().writable()
        && !region.growsDown();
  }
}
