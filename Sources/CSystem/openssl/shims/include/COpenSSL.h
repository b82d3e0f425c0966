// OpenSSL 3, with functions in place of the macros that Swift cannot import.
#ifndef VOICEBRIDGE_COPENSSL_H
#define VOICEBRIDGE_COPENSSL_H
#include <openssl/ssl.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <openssl/crypto.h>
#endif
