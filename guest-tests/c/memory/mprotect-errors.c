/* Every refusal of mprotect; ENOMEM at a hole comes after the pages before it are changed. */
#include "support.h"

#include <sys/syscall.h>

/* The call itself: musl's function rounds what it is given. */
static long protect(void *at, unsigned long length, int protection) {
  return syscall(SYS_mprotect, at, length, protection);
}

int main(void) {
  char *p = anonymous(6 * PAGE);
  memset(p, 'p', 6 * PAGE);
  CHECK_ERRNO(protect(p + 1, PAGE, PROT_READ), EINVAL);
  CHECK_ERRNO(protect(p + PAGE - 1, 0, PROT_READ), EINVAL);
  CHECK_ERRNO(protect(p, -1UL, PROT_READ), ENOMEM);
  CHECK_ERRNO(protect(p, -PAGE, PROT_READ), ENOMEM);
  CHECK_ERRNO(protect(p, PAGE, PROT_READ | PROT_GROWSDOWN | PROT_GROWSUP), EINVAL);
  CHECK_ERRNO(protect(p, PAGE, PROT_READ | PROT_GROWSDOWN), EINVAL);
  CHECK_ERRNO(protect(p, PAGE, 0x100), EINVAL);
  CHECK_EQ(store(p, 'q'), 0);

  /* No length is no change, mapped or not. */
  CHECK_EQ(protect(p, 0, PROT_NONE), 0);
  CHECK_EQ(store(p, 'r'), 0);
  CHECK_EQ(protect((void *)(1UL << 40), 0, PROT_NONE), 0);

  CHECK_EQ(munmap(p + 2 * PAGE, PAGE), 0);
  CHECK_ERRNO(protect(p + 2 * PAGE, PAGE, PROT_READ), ENOMEM);
  CHECK_ERRNO(protect(p + 2 * PAGE, 3 * PAGE, PROT_READ), ENOMEM);
  CHECK_EQ(store(p + 3 * PAGE, 1), 0);
  CHECK_ERRNO(protect(p + PAGE, 3 * PAGE, PROT_READ), ENOMEM);
  CHECK_EQ(store(p + PAGE, 1), SIGSEGV);
  CHECK_EQ(store(p + 3 * PAGE, 1), 0);
  CHECK_EQ(p[PAGE], 'p');
  CHECK_ERRNO(protect((void *)(1UL << 47), PAGE, PROT_READ), ENOMEM);

  /* EACCES where the descriptor was not for writing; what lies before is changed. */
  const char *name = "/fw-c-mprotect-errors";
  shm_unlink(name);
  int writer = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
  CHECK(writer >= 0);
  CHECK_EQ(ftruncate(writer, 2 * PAGE), 0);
  int reader = shm_open(name, O_RDONLY, 0);
  CHECK(reader >= 0);
  CHECK_EQ(shm_unlink(name), 0);
  char *q = map(4 * PAGE, PROT_READ, ANON_PRIVATE, -1, 0);
  CHECK(mmap(q + 2 * PAGE, 2 * PAGE, PROT_READ, MAP_SHARED | MAP_FIXED, reader, 0) == q + 2 * PAGE);
  CHECK_ERRNO(protect(q + 2 * PAGE, PAGE, RW), EACCES);
  CHECK_ERRNO(protect(q + 2 * PAGE, PAGE, PROT_WRITE), EACCES);
  CHECK_ERRNO(protect(q, 4 * PAGE, RW), EACCES);
  CHECK_EQ(store(q, 1), 0);
  CHECK_EQ(store(q + PAGE, 1), 0);
  CHECK_EQ(store(q + 2 * PAGE, 1), SIGSEGV);
  CHECK_EQ(protect(q + 2 * PAGE, 2 * PAGE, PROT_NONE), 0);
  CHECK_EQ(protect(q + 2 * PAGE, 2 * PAGE, PROT_READ), 0);

  /* Closing the descriptor gives no rights, and takes none. */
  char *w = map(PAGE, PROT_READ, MAP_SHARED, writer, 0);
  CHECK_EQ(close(writer), 0);
  CHECK_EQ(close(reader), 0);
  CHECK_EQ(protect(w, PAGE, RW), 0);
  w[0] = 'w';
  CHECK_EQ(q[2 * PAGE], 'w');
  CHECK_ERRNO(protect(q + 2 * PAGE, PAGE, RW), EACCES);
  return check_end();
}
