/* A robust list: what a task held when it ended is marked, and one waiter of each is woken. */
#include "futex.h"

struct node {
  struct node *next;
};

struct head {
  struct node list;
  long offset;
  struct node *pending;
};

struct lock {
  struct node node;
  unsigned word;
};

static struct lock *locks;
static unsigned *steps;

enum { OFFSET = sizeof(struct node) };

/* Takes some locks as a robust mutex does, and ends without giving them back. */
static int holds(void *argument) {
  long how = (long)argument;
  struct head *head = (struct head *)(steps + 16); /* in shared memory: looked at by nobody else */
  unsigned self = (unsigned)syscall(SYS_gettid);
  head->offset = OFFSET;
  head->list.next = &locks[0].node;
  locks[0].node.next = &locks[1].node;
  locks[1].node.next = &head->list;
  locks[0].word = self;
  locks[1].word = self | FUTEX_WAITERS;
  locks[2].word = self; /* taken, and not in the list */
  locks[3].word = self | FUTEX_WAITERS;
  head->pending = &locks[3].node;
  if (syscall(SYS_set_robust_list, head, sizeof *head) != 0) return 1;
  __atomic_store_n(&steps[0], 1, __ATOMIC_SEQ_CST);
  await((int *)&steps[1], 1);
  if (how == 1) abort();
  if (how == 2) kill(getpid(), SIGKILL);
  return 5;
}

static int waits(void *argument) {
  unsigned *word = argument;
  unsigned value = __atomic_load_n(word, __ATOMIC_SEQ_CST);
  if (value & FUTEX_OWNER_DIED) return 1;
  return futex_wait(word, value) == 0 ? 0 : 2;
}

static void once(long how, int expected) {
  memset(steps, 0, PAGE);
  memset(locks, 0, PAGE);
  pid_t owner = child_of(holds, (void *)how);
  await((int *)&steps[0], 1);
  pid_t listed[2], pending;
  for (int i = 0; i < 2; i++) listed[i] = child_of(waits, &locks[1].word);
  pending = child_of(waits, &locks[3].word);
  until_waiting(&locks[1].word, locks[1].word, 2);
  until_waiting(&locks[3].word, locks[3].word, 1);
  CHECK((locks[0].word & FUTEX_TID_MASK) == (unsigned)owner);
  __atomic_store_n(&steps[1], 1, __ATOMIC_SEQ_CST);
  CHECK_EQ(outcome(owner), expected);
  CHECK_EQ(locks[0].word, FUTEX_OWNER_DIED);
  CHECK_EQ(locks[1].word, FUTEX_OWNER_DIED | FUTEX_WAITERS);
  CHECK((locks[2].word & FUTEX_TID_MASK) == (unsigned)owner);
  CHECK_EQ(locks[3].word, FUTEX_OWNER_DIED | FUTEX_WAITERS);
  CHECK_EQ(outcome(pending), 0);
  CHECK_EQ(futex_wake(&locks[1].word, INT_MAX), 1); /* one of the two was woken */
  CHECK_EQ(outcome(listed[0]), 0);
  CHECK_EQ(outcome(listed[1]), 0);
}

/* Locks of somebody else in my list stay his; a list that goes in circles comes to an end. */
static int foreign_and_endless(void *ignored) {
  (void)ignored;
  static struct head head;
  head.offset = OFFSET;
  head.list.next = &locks[0].node;
  locks[0].node.next = &locks[1].node;
  locks[1].node.next = &locks[0].node;
  locks[0].word = (unsigned)getppid();
  locks[1].word = (unsigned)syscall(SYS_gettid);
  return syscall(SYS_set_robust_list, &head, sizeof head) == 0 ? 6 : 1;
}

static int wild(void *ignored) {
  (void)ignored;
  static struct head head;
  head.offset = OFFSET;
  head.list.next = (struct node *)8;
  return syscall(SYS_set_robust_list, &head, sizeof head) == 0 ? 7 : 1;
}

int main(void) {
  locks = (struct lock *)shared_anonymous(PAGE);
  steps = (unsigned *)shared_anonymous(PAGE);
  once(0, 5);
  once(1, KILLED_BY(SIGABRT));
  once(2, KILLED_BY(SIGKILL));

  memset(locks, 0, PAGE);
  CHECK_EQ(run_child(foreign_and_endless, NULL), 6);
  CHECK(locks[0].word == (unsigned)getpid());
  CHECK_EQ(locks[1].word, FUTEX_OWNER_DIED);
  CHECK_EQ(run_child(wild, NULL), 7);

  static struct head head;
  struct head *found = NULL;
  size_t length = 0;
  head.list.next = &head.list;
  CHECK_ERRNO(syscall(SYS_set_robust_list, &head, sizeof head - 1), EINVAL);
  CHECK_ERRNO(syscall(SYS_set_robust_list, &head, 0), EINVAL);
  CHECK_EQ(syscall(SYS_set_robust_list, &head, sizeof head), 0);
  CHECK_EQ(syscall(SYS_get_robust_list, 0, &found, &length), 0);
  CHECK(found == &head);
  CHECK_EQ(length, sizeof head);
  return check_end();
}
