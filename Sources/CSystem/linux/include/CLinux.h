// Linux calls and macros that Glibc's module map leaves out or that Swift cannot import.
#ifndef VOICEBRIDGE_CLINUX_H
#define VOICEBRIDGE_CLINUX_H
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <unistd.h>
#include <fcntl.h>
#include <errno.h>

// accept4 with SOCK_NONBLOCK and SOCK_CLOEXEC; Glibc's module is built without _GNU_SOURCE and hides it.
int clinux_accept(int listener, struct sockaddr *_Nullable address, socklen_t *_Nullable length);

// Names the calling thread, as `top -H` and debuggers show it; at most 15 bytes are kept.
void clinux_name_thread(const char *_Nonnull name);

// Writes standard output line by line even where it is a pipe or a file. Swift cannot name `stdout`: it is a variable.
void clinux_buffer_lines(void);

#endif
