# Processes that run together, each with an end of its own.
#
# RUN: kills
# WITH: spawns=endings.S 1
# TITLE: each process ends in its own way
# EXPECT-EXIT: SIGKILL
# EXPECT-EXIT[spawns]: 137
# EXPECT-OUT[spawns]: the child was killed
# EXPECT-NATIVE: same

.include "guest.inc"
.include "process.inc"

.text
.globl _start
_start:
  cmp qword ptr [rsp], 2                # argc: 1 for kills, 2 for spawns
  jne kill_myself
  fork_child kill_myself
  wait_child
  mov r12, rax
  print_line "the child was killed"
  exit r12
kill_myself:
  sys getpid
  mov rbx, rax
  sys kill, rbx, 9
  fail "alive after SIGKILL"
