package dev.framewalk.emulator.kernel;

import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_CHILD_CLEARTID;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_CHILD_SETTID;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_CLEAR_SIGHAND;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_FILES;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_FS;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_PARENT;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_PARENT_SETTID;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_SETTLS;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_SIGHAND;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_THREAD;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_VFORK;
import static dev.framewalk.emulator.kernel.CloneRequest.CLONE_VM;

import dev.framewalk.pagetable.frame.OutOfFramesException;
import org.jspecify.annotations.Nullable;

/** Makes tasks out of tasks: threads, and processes that are copies of their parents. */
final class Forking {
  /** What the caller of vfork(2) waits for. No signal but one that ends it ends the wait. */
  private record ChildLeftMemory(Task caller, Process child, AddressSpace space) implements Wait {
    @Override
    public @Nullable SyscallResult attempt() {
      return child.alive() && child.space() == space ? null : SyscallResult.of(child.pid());
    }

    @Override
    public @Nullable SyscallResult interrupted() {
      return null;
    }

    @Override
    public void leave() {
      child.leftMemory().remove(caller);
    }

    @Override
    public String describe() {
      return "its child " + child + " to call execve or end (vfork)";
    }
  }

  private final Kernel kernel;

  Forking(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Serves {@code request} of {@code caller}'s. */
  SyscallResult clone(Task caller, CloneRequest request) throws ErrnoException {
    kernel.checkTaskLimit(caller);
    final Task child = request.has(CLONE_THREAD) ? newThread(caller) : newProcess(caller, request);
    final UserRegisters registers = child.registers();
    registers.set(UserRegister.RAX, 0);
    if (request.stack() != 0) {
      registers.set(UserRegister.RSP, request.stack());
    }
    if (request.has(CLONE_SETTLS)) {
      registers.set(UserRegister.FS_BASE, request.tls());
    }
    if (request.has(CLONE_CHILD_CLEARTID)) {
      child.setClearChildTid(request.childTid());
    }
    // Where the numbers cannot be stored they are not (Linux kernel/fork.c, put_user unchecked).
    if (request.has(CLONE_PARENT_SETTID)) {
      store(caller, request.parentTid(), child.tid());
    }
    if (request.has(CLONE_CHILD_SETTID)) {
      store(child, request.childTid(), child.tid());
    }
    kernel.scheduler().add(child);
    kernel.started(child);
    if (request.has(CLONE_VFORK)) {
      child.process().leftMemory().add(caller);
      return caller.waitFor(new ChildLeftMemory(caller, child.process(), caller.space()));
    }
    return SyscallResult.of(child.tid());
  }

  private static void store(Task task, long address, int number) {
    try {
      task.memory().writeInt(address, number);
    } catch (ErrnoException ignored) {
      return;
    }
  }

  private Task newThread(Task caller) {
    final Process process = caller.process();
    final Task thread =
        new Task(kernel.takeNumber(), process, caller.registers().copy(), caller, true);
    process.add(thread);
    kernel.register(thread);
    return thread;
  }

  private Task newProcess(Task caller, CloneRequest request) throws ErrnoException {
    final Process parent = caller.process();
    final AddressSpace space;
    if (request.has(CLONE_VM)) {
      space = caller.space();
      space.share();
    } else {
      space = copySpace(caller.space());
    }
    final DescriptorTable descriptors;
    if (request.has(CLONE_FILES)) {
      descriptors = caller.descriptors().share();
    } else {
      descriptors = caller.descriptors().copy();
    }
    final Process child =
        new Process(
            kernel,
            kernel.takeNumber(),
            parent.name(),
            space,
            descriptors,
            request.has(CLONE_SIGHAND)
                ? parent.signals().forSharing()
                : parent.signals().forFork());
    if (request.has(CLONE_CLEAR_SIGHAND)) {
      child.signals().clearHandlers();
    }
    child.inherit(parent);
    child.setFileContext(
        request.has(CLONE_FS) ? parent.fileContext() : parent.fileContext().copy());
    child.setExitSignal(request.exitSignal());
    if (request.has(CLONE_PARENT)) {
      child.setExitSignal(parent.exitSignal());
      child.adoptBy(parent.parent().orElse(null), parent.maker());
    } else {
      child.adoptBy(parent, caller);
    }
    final boolean sharesStack = request.has(CLONE_VM) && !request.has(CLONE_VFORK);
    final Task task = new Task(child.pid(), child, caller.registers().copy(), caller, sharesStack);
    child.add(task);
    kernel.register(child);
    kernel.register(task);
    return task;
  }

  private AddressSpace copySpace(AddressSpace original) throws ErrnoException {
    kernel.checkRegionLimit(original);
    final AddressSpace copy;
    try {
      copy = kernel.newSpace();
    } catch (OutOfFramesException e) {
      throw new ErrnoException(Errno.ENOMEM, "no frame for a root table: " + e.getMessage());
    }
    boolean done = false;
    try {
      original.forkInto(copy);
      done = true;
      return copy;
    } finally {
      if (!done) {
        copy.leave();
      }
    }
  }
}
