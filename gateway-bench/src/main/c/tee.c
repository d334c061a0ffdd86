/*
 * The cheapest tee that copies: reads a PUT into 256 KiB and writes it to each zone, blocking, a thread for each client.
 * It understands no more HTTP than where a head ends and what content-length says.
 *
 *     tee ZONEPORT...      prints "ready PORT"
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define READ (256 * 1024)
#define ZONES 16

static int ports[ZONES];
static int zones;

static struct sockaddr_in loopback(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int reach(int port) {
    int one = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(port);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static int write_all(int fd, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t written = write(fd, bytes, count);
        if (written <= 0) return -1;
        bytes += written;
        count -= written;
    }
    return 0;
}

/* Where the body begins, or 0 when the head is not whole yet. */
static size_t head_end(const char *buffer, size_t count) {
    const char *end = memmem(buffer, count, "\r\n\r\n", 4);
    return end ? end - buffer + 4 : 0;
}

static long long body_length(const char *head, size_t count) {
    for (const char *line = head; line < head + count; line++) {
        if (*line == '\n' && strncasecmp(line + 1, "content-length:", 15) == 0) return atoll(line + 16);
    }
    return 0;
}

/* Reads an answer to its end; keeps it in the buffer if it fits. */
static ssize_t answer(int fd, char *buffer) {
    size_t count = 0, end = 0;
    while (end == 0) {
        ssize_t got = read(fd, buffer + count, READ - count);
        if (got <= 0) return -1;
        count += got;
        end = head_end(buffer, count);
    }
    long long left = body_length(buffer, end) - (long long)(count - end);
    while (left > 0) {
        ssize_t got = read(fd, buffer + count, left);
        if (got <= 0) return -1;
        count += got;
        left -= got;
    }
    return count;
}

static void *serve(void *argument) {
    int client = (int)(long)argument, fd[ZONES];
    char *buffer = malloc(READ), *said = malloc(READ);
    for (int i = 0; i < zones; i++) fd[i] = reach(ports[i]);
    for (;;) {
        size_t count = 0, end = 0;
        while (end == 0) {
            ssize_t got = read(client, buffer + count, READ - count);
            if (got <= 0) goto gone;
            count += got;
            end = head_end(buffer, count);
        }
        long long left = body_length(buffer, end) - (long long)(count - end);
        for (;;) {
            for (int i = 0; i < zones; i++) if (write_all(fd[i], buffer, count)) goto gone;
            if (left <= 0) break;
            ssize_t got = read(client, buffer, left < READ ? left : READ);
            if (got <= 0) goto gone;
            count = got;
            left -= got;
        }
        ssize_t length = 0;
        for (int i = 0; i < zones; i++) if ((length = answer(fd[i], said)) < 0) goto gone;
        if (write_all(client, said, length)) goto gone;
    }
gone:
    for (int i = 0; i < zones; i++) close(fd[i]);
    close(client);
    free(buffer);
    free(said);
    return NULL;
}

int main(int count, char **arguments) {
    int one = 1, listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    signal(SIGPIPE, SIG_IGN);
    for (int i = 1; i < count && zones < ZONES; i++) ports[zones++] = atoi(arguments[i]);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 1024)
            || getsockname(listener, (struct sockaddr *)&address, &size)) {
        perror("listen");
        return 1;
    }
    printf("ready %d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        pthread_t thread;
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        if (pthread_create(&thread, NULL, serve, (void *)(long)client)) close(client);
        else pthread_detach(thread);
    }
}
