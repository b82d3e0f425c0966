#include "COpenSSL.h"
#include <openssl/pem.h>
#include <sys/stat.h>

static int write_pem(const char *file, X509 *certificate, EVP_PKEY *key) {
    mode_t mask = umask(077);
    FILE *stream = fopen(file, "w");
    umask(mask);
    if (!stream) return 0;
    int done = certificate ? PEM_write_X509(stream, certificate)
                           : PEM_write_PrivateKey(stream, key, NULL, NULL, 0, NULL, NULL);
    return (fclose(stream) == 0) & done;
}

static int fill(X509 *certificate, EVP_PKEY *key) {
    X509_EXTENSION *names =
        X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
    int done = names && X509_set_version(certificate, X509_VERSION_3)
               && ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1)
               && X509_gmtime_adj(X509_getm_notBefore(certificate), -60)
               && X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 60 * 60)
               && X509_set_pubkey(certificate, key)
               && X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                             (const unsigned char *)"throwaway", -1, -1, 0)
               && X509_set_issuer_name(certificate, X509_get_subject_name(certificate))
               && X509_add_ext(certificate, names, -1) && X509_sign(certificate, key, EVP_sha256());
    X509_EXTENSION_free(names);
    return done;
}

int copenssl_write_throwaway_certificate(const char *certificate_file, const char *key_file) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    int done = key && certificate && fill(certificate, key) && write_pem(certificate_file, certificate, NULL)
               && write_pem(key_file, NULL, key);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return done;
}
