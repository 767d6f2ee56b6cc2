package dev.framewalk.emulator.kernel.signal;

import dev.framewalk.emulator.kernel.Errno;
import dev.framewalk.emulator.kernel.ErrnoException;
import dev.framewalk.emulator.kernel.Task;
import dev.framewalk.emulator.kernel.UserRegister;
import dev.framewalk.emulator.kernel.UserRegisters;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The frame that a handler runs on: {@code struct rt_sigframe} of Linux x86-64
 * (arch/x86/include/asm/sigframe.h, uapi/asm/sigcontext.h, uapi/asm/ucontext.h).
 *
 * <pre>
 *    RSP at the handler's entry, 8 modulo 16
 *    +   0  where the handler returns to: sa_restorer
 *    +   8  ucontext:  +0 uc_flags  +8 uc_link  +16 uc_stack: base, flags, size
 *              + 40 R8 … R15, RDI RSI RBP RBX RDX RAX RCX RSP RIP RFLAGS, 64 bits each
 *              +184 CS GS FS SS, 16 bits each
 *              +192 error code, vector, the blocked signals again, CR2
 *              +224 address of the FXSAVE image, or 0   +232 reserved, 64 bytes
 *              +296 uc_sigmask
 *    + 312  siginfo, 128 bytes
 *    above, at a multiple of 64: the FXSAVE image, 512 bytes
 * </pre>
 *
 * The image has nothing in its bytes for software: there is no XSAVE here.
 */
final class SignalFrame {
  private static final int CONTEXT = 8;
  private static final int CONTEXT_BYTES = 304;
  private static final int INFO = CONTEXT + CONTEXT_BYTES;
  private static final int BYTES = INFO + SignalInfo.BYTES;

  private static final int UC_STACK = 16;
  private static final int UC_REGISTERS = 40;
  private static final int UC_SEGMENTS = 184;
  private static final int UC_FPU = 224;
  private static final int UC_MASK = 296;

  /** UC_SIGCONTEXT_SS and UC_STRICT_RESTORE_SS; not UC_FP_XSTATE. */
  private static final long UC_FLAGS = 6;

  /** In the order of the frame. */
  private static final UserRegister[] REGISTERS = {
    UserRegister.R8,
    UserRegister.R9,
    UserRegister.R10,
    UserRegister.R11,
    UserRegister.R12,
    UserRegister.R13,
    UserRegister.R14,
    UserRegister.R15,
    UserRegister.RDI,
    UserRegister.RSI,
    UserRegister.RBP,
    UserRegister.RBX,
    UserRegister.RDX,
    UserRegister.RAX,
    UserRegister.RCX,
    UserRegister.RSP,
    UserRegister.RIP
  };

  /** Selectors of 64-bit programs on Linux (arch/x86/include/asm/segment.h). */
  private static final short USER_CS = 0x33;

  private static final short USER_SS = 0x2b;

  /** Bytes below RSP that belong to the function that was interrupted (System V ABI, 3.2.2). */
  private static final int RED_ZONE = 128;

  private static final long IMAGE_ALIGNMENT = 64;

  /** In an FXSAVE image, and what FNINIT and a reset leave there (Intel SDM 1, 10.5.1, 8.1.5). */
  private static final int FXSAVE_MXCSR = 24;

  private static final int MXCSR_AT_START = 0x1f80;
  private static final short FCW_AT_START = 0x37f;

  private static final long TF = 1 << 8;
  private static final long DF = 1 << 10;
  private static final long RF = 1 << 16;

  /** What a frame may change: AC OF DF TF SF ZF AF PF CF (FIX_EFLAGS); RF ends with the fault. */
  private static final long RESTORED_FLAGS = 0x40dd5 | DF | TF;

  private SignalFrame() {}

  /**
   * Puts {@code task} at the start of the handler of {@code action}.
   *
   * @throws ErrnoException EFAULT if the frame cannot be written, or there is no restorer; the
   *     registers are as before
   */
  static void push(Task task, SignalInfo info, SignalAction action) throws ErrnoException {
    if (!action.has(SignalAction.SA_RESTORER)) {
      throw new ErrnoException(Errno.EFAULT, "no restorer: signal=" + info.signal());
    }
    final UserRegisters registers = task.registers();
    final TaskSignals own = task.signals();
    final SignalStack stack = own.stack();
    final long interrupted = registers.get(UserRegister.RSP);
    final boolean enters =
        action.has(SignalAction.SA_ONSTACK) && stack.state(interrupted - RED_ZONE) == 0;
    final long top = enters ? stack.top() : interrupted - RED_ZONE;
    final long image = (top - UserRegisters.FXSAVE_BYTES) & -IMAGE_ALIGNMENT;
    final long frame = ((image - BYTES) & -16L) - 8;
    if ((enters || stack.isOn(interrupted)) && !stack.holds(frame)) {
      throw new ErrnoException(Errno.EFAULT, "the signal stack is full: " + stack);
    }
    final ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(0, action.restorer());
    fillContext(bytes, task, image);
    final boolean hasInfo = action.has(SignalAction.SA_SIGINFO);
    if (hasInfo) {
      bytes.put(INFO, info.encode());
    }
    task.memory().copyOut(image, registers.saveFpu(), 0, UserRegisters.FXSAVE_BYTES);
    task.memory().copyOut(frame, bytes.array(), 0, hasInfo ? BYTES : INFO);
    own.handlerBegins();
    // A handler starts with a state of its own (Linux arch/x86/kernel/signal.c, handle_signal).
    registers.restoreFpu(fpuAtStart());
    registers.set(UserRegister.RSP, frame);
    registers.set(UserRegister.RIP, action.handler());
    registers.set(UserRegister.RDI, info.signal().number());
    registers.set(UserRegister.RSI, frame + INFO);
    registers.set(UserRegister.RDX, frame + CONTEXT);
    registers.set(UserRegister.RAX, 0);
    registers.set(UserRegister.RFLAGS, registers.get(UserRegister.RFLAGS) & ~(DF | RF | TF));
  }

  /** The FXSAVE image of x87 and SSE as a program finds them at its start. */
  private static byte[] fpuAtStart() {
    final byte[] image = new byte[UserRegisters.FXSAVE_BYTES];
    ByteBuffer.wrap(image)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(0, FCW_AT_START)
        .putInt(FXSAVE_MXCSR, MXCSR_AT_START);
    return image;
  }

  private static void fillContext(ByteBuffer bytes, Task task, long image) {
    final UserRegisters registers = task.registers();
    final TaskSignals own = task.signals();
    final SignalStack stack = own.stack();
    final Trap trap = own.trap();
    bytes.putLong(CONTEXT, UC_FLAGS);
    bytes.putLong(CONTEXT + UC_STACK, stack.base());
    bytes.putInt(CONTEXT + UC_STACK + 8, stack.flags());
    bytes.putLong(CONTEXT + UC_STACK + 16, stack.size());
    bytes.position(CONTEXT + UC_REGISTERS);
    for (final UserRegister register : REGISTERS) {
      bytes.putLong(registers.get(register));
    }
    bytes.putLong(registers.get(UserRegister.RFLAGS) | (own.takeResume() ? RF : 0));
    bytes.putShort(USER_CS).putShort((short) 0).putShort((short) 0).putShort(USER_SS);
    bytes.putLong(Integer.toUnsignedLong(trap.errorCode())).putLong(trap.vector());
    bytes.putLong(own.maskBehindHandler()).putLong(trap.address()).putLong(image);
    bytes.putLong(CONTEXT + UC_MASK, own.maskBehindHandler());
  }

  /**
   * Takes {@code task} back to where its frame says, RSP being just above {@code sa_restorer} in
   * it.
   *
   * @throws ErrnoException EFAULT if the frame cannot be read, or is of a mode that is not 64-bit
   */
  static void pop(Task task) throws ErrnoException {
    final UserRegisters registers = task.registers();
    final byte[] context = new byte[CONTEXT_BYTES];
    task.memory().copyIn(registers.get(UserRegister.RSP), context, 0, CONTEXT_BYTES);
    final ByteBuffer bytes = ByteBuffer.wrap(context).order(ByteOrder.LITTLE_ENDIAN);
    task.signals().setMask(bytes.getLong(UC_MASK));
    final long image = bytes.getLong(UC_FPU);
    final byte[] fpu = fpuAtStart();
    if (image != 0) {
      task.memory().copyIn(image, fpu, 0, fpu.length);
    }
    if ((bytes.getShort(UC_SEGMENTS) | 3) != USER_CS) {
      throw new ErrnoException(
          Errno.EFAULT, "not the segment of 64-bit programs: cs=" + bytes.getShort(UC_SEGMENTS));
    }
    registers.restoreFpu(fpu);
    bytes.position(UC_REGISTERS);
    for (final UserRegister register : REGISTERS) {
      registers.set(register, bytes.getLong());
    }
    registers.set(
        UserRegister.RFLAGS,
        registers.get(UserRegister.RFLAGS) & ~RESTORED_FLAGS | bytes.getLong() & RESTORED_FLAGS);
    restoreStack(task, bytes);
  }

  /** What sigaltstack(2) would refuse is left as it is (Linux, restore_altstack). */
  private static void restoreStack(Task task, ByteBuffer context) {
    final SignalStack saved =
        new SignalStack(
            context.getLong(UC_STACK),
            context.getLong(UC_STACK + 16),
            context.getInt(UC_STACK + 8));
    final TaskSignals own = task.signals();
    if (saved.isAcceptable() && !own.stack().isOn(task.registers().get(UserRegister.RSP))) {
      own.setStack(saved.normal());
    }
  }
}
