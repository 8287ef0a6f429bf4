/* A planted data race: two threads add to one counter without a lock.
 * ThreadSanitizer must report it, or its silence about the program is worth nothing. */
#include <pthread.h>
#include <stdio.h>

static int counter;

static void *add(void *unused) {
    for (int i = 0; i < 1000; i++) counter++;
    return unused;
}

int main(void) {
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, add, NULL) != 0) return 2;
    }
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    printf("%d\n", counter);
    return 0;
}
