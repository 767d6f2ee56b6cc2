/*
 * What root may set of its identities, what is lost with them, and whom a file's mode lets in.
 *
 * Another user than root may do none of it: for it nothing is printed in between.
 */
#include "process.h"

#include <grp.h>
#include <sys/mman.h>

#define ALICE 4001
#define BOB 4002
#define GROUP 5001

static void becomes(uid_t user, gid_t group) {
  if (setgroups(0, NULL) != 0) _exit(90);
  if (setresgid(group, group, group) != 0) _exit(91);
  if (setresuid(user, user, user) != 0) _exit(92);
}

static void loses_all_with_setuid(void) {
  check_mute(1);
  CHECK_EQ(setgid(GROUP), 0);
  CHECK_EQ(setuid(ALICE), 0);
  CHECK_EQ(getuid(), ALICE);
  CHECK_EQ(geteuid(), ALICE);
  CHECK_EQ(getgid(), GROUP);
  CHECK_ERRNO(setuid(0), EPERM);
  CHECK_ERRNO(setuid(BOB), EPERM);
  CHECK_ERRNO(setgid(0), EPERM);
  CHECK_ERRNO(setresuid(0, 0, 0), EPERM);
  CHECK_ERRNO(setresgid(0, 0, 0), EPERM);
  CHECK_ERRNO(setreuid(BOB, (uid_t)-1), EPERM);
  CHECK_EQ(setresuid(ALICE, (uid_t)-1, ALICE), 0);
}

static void goes_back_by_the_saved_one(void) {
  check_mute(1);
  CHECK_EQ(setresuid(ALICE, BOB, 0), 0);
  uid_t real, effective, saved;
  CHECK_EQ(getresuid(&real, &effective, &saved), 0);
  CHECK_EQ(real, ALICE);
  CHECK_EQ(effective, BOB);
  CHECK_EQ(saved, 0);
  CHECK_ERRNO(setresuid(4005, (uid_t)-1, (uid_t)-1), EPERM);
  CHECK_EQ(seteuid(ALICE), 0);
  CHECK_EQ(geteuid(), ALICE);
  CHECK_EQ(seteuid(0), 0);
  CHECK_EQ(geteuid(), 0);
  CHECK_EQ(setresuid(4005, 4005, 4005), 0);
  CHECK_ERRNO(seteuid(0), EPERM);
}

static void is_bob(void) {
  check_mute(1);
  becomes(BOB, 5002);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-600", O_RDONLY), EACCES);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-640", O_RDONLY), EACCES);
  int fd = CHECK_FD(open("/dev/shm/fw-c-cred-644", O_RDONLY));
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-644", O_RDWR), EACCES);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-644", O_RDONLY | O_TRUNC), EACCES);
  CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED);
  CHECK(mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED);
  CHECK_EQ(errno, EACCES);
  CHECK_EQ(close(CHECK_FD(open("/dev/shm/fw-c-cred-602", O_WRONLY))), 0);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-602", O_RDONLY), EACCES);
  CHECK_ERRNO(access("/dev/shm/fw-c-cred-600", R_OK), EACCES);
  CHECK_EQ(access("/dev/shm/fw-c-cred-644", R_OK), 0);
  CHECK_ERRNO(access("/dev/shm/fw-c-cred-644", W_OK), EACCES);
  CHECK_ERRNO(chmod("/dev/shm/fw-c-cred-644", 0666), EPERM);
  CHECK_ERRNO(fchmod(fd, 0666), EPERM);
  CHECK_ERRNO(truncate("/dev/shm/fw-c-cred-644", 0), EACCES);
  /* the directories are sticky: one's own files alone can be taken away */
  CHECK_ERRNO(unlink("/dev/shm/fw-c-cred-644"), EPERM);
  CHECK_ERRNO(rename("/dev/shm/fw-c-cred-644", "/dev/shm/fw-c-cred-x"), EPERM);
  CHECK_ERRNO(open("/tmp/fw-c-cred-dir/file", O_RDONLY), EACCES);
  CHECK_ERRNO(mkdir("/tmp/fw-c-cred-dir/x", 0700), EACCES);
  CHECK_ERRNO(mkdir("/fw-c-cred", 0700), EACCES);
  CHECK_ERRNO(kill(getppid(), SIGTERM), EPERM);
  CHECK_ERRNO(kill(getppid(), 0), EPERM);
  fd = CHECK_FD(open("/dev/shm/fw-c-cred-bob", O_RDWR | O_CREAT | O_EXCL, 0600));
  struct stat status;
  CHECK_EQ(fstat(fd, &status), 0);
  CHECK_EQ(status.st_uid, BOB);
  CHECK_EQ(status.st_gid, 5002);
  CHECK_EQ(unlink("/dev/shm/fw-c-cred-bob"), 0);
}

static void is_of_the_group(void) {
  check_mute(1);
  becomes(BOB, GROUP);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-600", O_RDONLY), EACCES);
  CHECK_EQ(close(CHECK_FD(open("/dev/shm/fw-c-cred-640", O_RDONLY))), 0);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-640", O_WRONLY), EACCES);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-602", O_WRONLY), EACCES); /* the group's bits count */
}

static void is_the_owner(void) {
  check_mute(1);
  becomes(ALICE, 5002);
  CHECK_EQ(close(CHECK_FD(open("/dev/shm/fw-c-cred-600", O_RDWR))), 0);
  CHECK_EQ(chmod("/dev/shm/fw-c-cred-600", 0), 0);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-600", O_RDONLY), EACCES); /* not even the owner */
  CHECK_ERRNO(access("/dev/shm/fw-c-cred-600", R_OK), EACCES);
  CHECK_EQ(chmod("/dev/shm/fw-c-cred-600", 0066), 0);
  CHECK_ERRNO(open("/dev/shm/fw-c-cred-600", O_RDONLY), EACCES);
  CHECK_EQ(unlink("/dev/shm/fw-c-cred-644"), 0);
}

static void makes_files(void) {
  check_mute(1);
  becomes(ALICE, GROUP);
  umask(0);
  static const int modes[] = {0600, 0640, 0644, 0602};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/fw-c-cred-%o", modes[i]);
    int fd = CHECK_FD(open(path, O_RDWR | O_CREAT | O_EXCL, modes[i]));
    CHECK_EQ(ftruncate(fd, 4096), 0);
  }
  CHECK_EQ(mkdir("/tmp/fw-c-cred-dir", 0700), 0);
  close(file_of("/tmp/fw-c-cred-dir/file", "x"));
}

int main(void) {
  if (geteuid() == 0) {
    check_mute(1);
    CHECK_EQ(in_child(loses_all_with_setuid), 0);
    CHECK_EQ(in_child(goes_back_by_the_saved_one), 0);
    CHECK_EQ(in_child(makes_files), 0);
    CHECK_EQ(in_child(is_bob), 0);
    CHECK_EQ(in_child(is_of_the_group), 0);
    CHECK_EQ(in_child(is_the_owner), 0);
    /* root reads and writes whatever the mode */
    CHECK_EQ(close(CHECK_FD(open("/dev/shm/fw-c-cred-600", O_RDWR))), 0);
    CHECK_EQ(access("/dev/shm/fw-c-cred-640", R_OK | W_OK), 0);
    CHECK_ERRNO(access("/dev/shm/fw-c-cred-640", X_OK), EACCES);
    CHECK_EQ(unlink("/dev/shm/fw-c-cred-600"), 0);
    CHECK_EQ(unlink("/dev/shm/fw-c-cred-640"), 0);
    CHECK_EQ(unlink("/dev/shm/fw-c-cred-602"), 0);
    CHECK_EQ(unlink("/tmp/fw-c-cred-dir/file"), 0);
    CHECK_EQ(rmdir("/tmp/fw-c-cred-dir"), 0);
    check_mute(0);
  }
  CHECK_ERRNO(access("/dev/shm/fw-c-cred-644", F_OK), ENOENT);
  return check_end();
}
