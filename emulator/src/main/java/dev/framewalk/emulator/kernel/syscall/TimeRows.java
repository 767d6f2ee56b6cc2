package dev.framewalk.emulator.kernel.syscall;

import static dev.framewalk.emulator.kernel.syscall.Arg.ADDRESS;
import static dev.framewalk.emulator.kernel.syscall.Arg.INT;
import static dev.framewalk.emulator.kernel.syscall.Arg.SIZE;
import static dev.framewalk.emulator.kernel.syscall.SyscallRow.row;

import dev.framewalk.emulator.kernel.Kernel;
import dev.framewalk.emulator.kernel.SyscallResult;
import dev.framewalk.emulator.kernel.SyscallResult.Next;
import dev.framewalk.pagetable.table.TlbFlush;
import java.util.List;

/** Time, turns, and waiting for each other; sorted by number, one row a call. */
final class TimeRows {
  private TimeRows() {}

  static List<SyscallRow> of(Kernel kernel) {
    final TimeCalls time = new TimeCalls(kernel);
    final FutexCalls futex = new FutexCalls(kernel);
    final SchedulingCalls scheduling = new SchedulingCalls(kernel);
    return List.of(
        row(
            24,
            "sched_yield",
            (caller, request) -> new SyscallResult(0, TlbFlush.NONE, Next.YIELD)),
        row(35, "nanosleep", time::nanosleep, ADDRESS, ADDRESS),
        row(96, "gettimeofday", time::gettimeofday, ADDRESS, ADDRESS),
        row(98, "getrusage", TimeCalls::getrusage, INT, ADDRESS),
        row(100, "times", time::times, ADDRESS),
        row(140, "getpriority", scheduling::getpriority, INT, INT),
        row(141, "setpriority", scheduling::setpriority, INT, INT, INT),
        row(142, "sched_setparam", scheduling::setparam, INT, ADDRESS),
        row(143, "sched_getparam", scheduling::getparam, INT, ADDRESS),
        row(144, "sched_setscheduler", scheduling::setscheduler, INT, INT, ADDRESS),
        row(145, "sched_getscheduler", scheduling::getscheduler, INT),
        row(146, "sched_get_priority_max", SchedulingCalls::priorityMax, INT),
        row(147, "sched_get_priority_min", SchedulingCalls::priorityMin, INT),
        row(164, "settimeofday", TimeCalls::settimeofday, ADDRESS, ADDRESS),
        row(201, "time", time::time, ADDRESS),
        row(202, "futex", futex::futex, ADDRESS, INT, INT, ADDRESS, ADDRESS, INT),
        row(203, "sched_setaffinity", scheduling::setaffinity, INT, SIZE, ADDRESS),
        row(204, "sched_getaffinity", scheduling::getaffinity, INT, SIZE, ADDRESS),
        row(227, "clock_settime", TimeCalls::clockSettime, INT, ADDRESS),
        row(228, "clock_gettime", TimeCalls::clockGettime, INT, ADDRESS),
        row(229, "clock_getres", TimeCalls::clockGetres, INT, ADDRESS),
        row(230, "clock_nanosleep", time::clockNanosleep, INT, INT, ADDRESS, ADDRESS),
        row(273, "set_robust_list", FutexCalls::setRobustList, ADDRESS, SIZE),
        row(274, "get_robust_list", futex::getRobustList, INT, ADDRESS, ADDRESS),
        row(309, "getcpu", SchedulingCalls::getcpu, ADDRESS, ADDRESS, ADDRESS));
  }
}
