// Linux calls and macros that Glibc's module map leaves out or that Swift cannot import.
#ifndef VOICEBRIDGE_CLINUX_H
#define VOICEBRIDGE_CLINUX_H
#define _GNU_SOURCE
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
#endif
