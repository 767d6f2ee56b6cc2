package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Kernel;
import java.util.List;

/** Signals and the timers that send them; sorted by number, one row a call. */
final class SignalRows {
  private SignalRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final SignalCalls signals = new SignalCalls(kernel);
    final KillCalls kills = new KillCalls(kernel);
    final TimerCalls timers = new TimerCalls(kernel);
    return List.of(
        row(13, "rt_sigaction", signals::sigaction, INT, ADDRESS, ADDRESS, SIZE),
        row(14, "rt_sigprocmask", SignalCalls::sigprocmask, INT, ADDRESS, ADDRESS, SIZE),
        row(15, "rt_sigreturn", signals::sigreturn),
        row(34, "pause", SignalCalls::pause),
        row(36, "getitimer", timers::getitimer, INT, ADDRESS),
        row(37, "alarm", timers::alarm, INT),
        row(38, "setitimer", timers::setitimer, INT, ADDRESS, ADDRESS),
        row(62, "kill", kills::kill, INT, INT),
        row(127, "rt_sigpending", SignalCalls::sigpending, ADDRESS, SIZE),
        row(128, "rt_sigtimedwait", signals::sigtimedwait, ADDRESS, ADDRESS, ADDRESS, SIZE),
        row(129, "rt_sigqueueinfo", kills::sigqueueinfo, INT, INT, ADDRESS),
        row(130, "rt_sigsuspend", SignalCalls::sigsuspend, ADDRESS, SIZE),
        row(131, "sigaltstack", SignalCalls::sigaltstack, ADDRESS, ADDRESS),
        row(200, "tkill", kills::tkill, INT, INT),
        row(222, "timer_create", timers::create, INT, ADDRESS, ADDRESS),
        row(223, "timer_settime", TimerCalls::settime, INT, INT, ADDRESS, ADDRESS),
        row(224, "timer_gettime", TimerCalls::gettime, INT, ADDRESS),
        row(225, "timer_getoverrun", TimerCalls::getoverrun, INT),
        row(226, "timer_delete", TimerCalls::delete, INT),
        row(234, "tgkill", kills::tgkill, INT, INT, INT),
        row(297, "rt_tgsigqueueinfo", kills::tgsigqueueinfo, INT, INT, INT, ADDRESS));
  }
}
