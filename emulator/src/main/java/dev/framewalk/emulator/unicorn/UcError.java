package dev.framewalk.emulator.unicorn;

/** Unicorn's result codes ({@code uc_err}), in its order. */
enum UcError {
  OK,
  NO_MEMORY,
  UNKNOWN_ARCHITECTURE,
  INVALID_HANDLE,
  UNKNOWN_MODE,
  WRONG_VERSION,
  READ_UNMAPPED,
  WRITE_UNMAPPED,
  FETCH_UNMAPPED,
  INVALID_HOOK,
  INVALID_INSTRUCTION,
  INVALID_MAPPING,
  WRITE_PROTECTED,
  READ_PROTECTED,
  FETCH_PROTECTED,
  INVALID_ARGUMENT,
  READ_UNALIGNED,
  WRITE_UNALIGNED,
  FETCH_UNALIGNED,
  HOOK_EXISTS,
  OUT_OF_RESOURCES,
  UNHANDLED_EXCEPTION,
  BUFFER_TOO_SMALL;

  static final int CODE_OK = 0;

  private static final UcError[] ALL = values();

  /**
   * @throws UnicornException if {@code code}, which {@code call} returned, is not OK
   */
  static void check(String call, int code) {
    if (code != CODE_OK) {
      throw new UnicornException(call + " failed: error=" + describe(code));
    }
  }

  static String describe(int code) {
    return code >= 0 && code < ALL.length ? ALL[code] + " (" + code + ")" : String.valueOf(code);
  }
}
