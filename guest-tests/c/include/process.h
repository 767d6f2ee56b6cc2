/* What the programs on files, processes and signals need beside the checks. */
#ifndef FW_PROCESS_H
#define FW_PROCESS_H

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

/* Waits for `child`; returns its exit status, or 1000 and the number of the signal that ended it. */
__attribute__((unused)) static int outcome(pid_t child) {
  int status;
  pid_t waited;
  do {
    waited = waitpid(child, &status, 0);
  } while (waited < 0 && errno == EINTR);
  if (waited != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

#define KILLED_BY(signal_number) (1000 + (signal_number))

/* Runs `body` in a child; returns its outcome. */
__attribute__((unused)) static int in_child(void (*body)(void)) {
  pid_t child = fork();
  if (child == 0) {
    body();
    _exit(0);
  }
  return child < 0 ? -1 : outcome(child);
}

/* Sleeps for some milliseconds, whatever signals come. */
__attribute__((unused)) static void pause_ms(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) == -1 && errno == EINTR) {
  }
}

/* One process waits until another one says so: a pipe with a byte in it. */
struct gate {
  int ends[2];
};

__attribute__((unused)) static struct gate gate_new(void) {
  struct gate gate;
  if (pipe(gate.ends) != 0) _exit(3);
  return gate;
}

__attribute__((unused)) static void gate_open(struct gate *gate) {
  if (write(gate->ends[1], "g", 1) != 1) _exit(3);
}

__attribute__((unused)) static void gate_wait(struct gate *gate) {
  char byte;
  ssize_t got;
  do {
    got = read(gate->ends[0], &byte, 1);
  } while (got < 0 && errno == EINTR);
  if (got != 1) _exit(3);
}

/* Sets the action for a signal; flags as sigaction has them. */
__attribute__((unused)) static void handle(int number, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  if (sigaction(number, &action, NULL) != 0) _exit(3);
}

__attribute__((unused)) static void handle_info(int number,
                                                void (*handler)(int, siginfo_t *, void *),
                                                int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = handler;
  action.sa_flags = flags | SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  if (sigaction(number, &action, NULL) != 0) _exit(3);
}

/*
 * A child that sends `number` to its parent again and again until it is killed, so that a call
 * that waits is interrupted, however late it begins to wait.
 */
__attribute__((unused)) static pid_t pester(int number) {
  pid_t parent = getpid();
  pid_t child = fork();
  if (child == 0) {
    for (;;) {
      pause_ms(2);
      if (kill(parent, number) != 0) _exit(0);
    }
  }
  return child;
}

__attribute__((unused)) static void stop_pestering(pid_t child) {
  kill(child, SIGKILL);
  if (outcome(child) != KILLED_BY(SIGKILL)) _exit(3);
}

/* A file of these bytes at `path`, made anew; returns a descriptor for reading and writing. */
__attribute__((unused)) static int file_of(const char *path, const char *text) {
  unlink(path);
  int fd = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
  ssize_t length = (ssize_t)strlen(text);
  if (fd < 0 || write(fd, text, (size_t)length) != length || lseek(fd, 0, SEEK_SET) != 0) {
    fw_say("no file %s: %s\n", path, fw_errno_name(errno));
    _exit(3);
  }
  return fd;
}

#endif
