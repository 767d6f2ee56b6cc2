/*
 * Children of one process count in a shared object under a process-shared mutex.
 *
 * What the README shows: an object of shm_open, a mutex and a semaphore in it, three children.
 */
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

struct shared {
    pthread_mutex_t lock;
    sem_t ready;
    long count;
};

int main(void)
{
    int object = shm_open("/fw-c-count-together", O_CREAT | O_RDWR, 0600);
    if (object < 0 || ftruncate(object, sizeof(struct shared)) != 0)
        return 1;
    struct shared *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, object, 0);
    if (shared == MAP_FAILED)
        return 1;
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&shared->lock, &attributes);
    sem_init(&shared->ready, 1, 0);
    for (int child = 0; child < 3; child++)
        if (fork() == 0) {
            for (int i = 0; i < 1000; i++) {
                pthread_mutex_lock(&shared->lock);
                shared->count++;
                pthread_mutex_unlock(&shared->lock);
            }
            sem_post(&shared->ready);
            return 0;
        }
    for (int child = 0; child < 3; child++)
        sem_wait(&shared->ready);
    printf("count %ld\n", shared->count);
    while (wait(NULL) > 0)
        ;
    shm_unlink("/fw-c-count-together");
    return 0;
}
