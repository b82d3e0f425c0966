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

// MARK: TLS

// TLS 1.2 at least, as RFC 9325, 3.1.1 asks.
static inline int copenssl_require_tls_1_2(SSL_CTX *_Nonnull context) {
    return (int)SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
}

// No compression (CRIME), no renegotiation; the server chooses the suite.
static inline void copenssl_forbid_weak_features(SSL_CTX *_Nonnull context) {
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
}

// For key exchange: the three that everybody has, the fastest first.
static inline int copenssl_set_groups(SSL_CTX *_Nonnull context) {
    return (int)SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384");
}

// Nothing is kept to resume from, and no tickets are issued.
static inline void copenssl_forbid_resumption(SSL_CTX *_Nonnull context) {
    SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}

// A client's sessions are handed to the callback and kept by nobody else.
static inline void copenssl_hand_out_sessions(
    SSL_CTX *_Nonnull context, int (*_Nonnull callback)(SSL *_Nullable, SSL_SESSION *_Nullable)) {
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(context, callback);
}

// For benchmarks and tests: no version beyond this one.
static inline int copenssl_limit_version(SSL_CTX *_Nonnull context, int version) {
    return (int)SSL_CTX_set_max_proto_version(context, version);
}

// Idle connections give their record buffers back, 34 KiB each.
static inline void copenssl_release_idle_buffers(SSL_CTX *_Nonnull context) {
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
}

// SNI, RFC 6066, 3: the name that the certificate should be chosen for.
static inline int copenssl_set_server_name(SSL *_Nonnull session, const char *_Nonnull name) {
    return (int)SSL_set_tlsext_host_name(session, name);
}

// For benchmarks: writes two PEM files, a self-signed certificate for localhost and 127.0.0.1, and its key. 1 for success.
int copenssl_write_throwaway_certificate(const char *_Nonnull certificate_file, const char *_Nonnull key_file);

#endif
