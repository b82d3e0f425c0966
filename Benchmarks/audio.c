// What 'voicebridge bench audio' measures, done by libraries of others: mu-law through a table, and resampling by speexdsp
// or soxr. Prints JSON. A yardstick only: the product links none of this.
//
//   cc -O2 -o audio audio.c -lspeexdsp -lsoxr        FRAMES as its only argument
#include <soxr.h>
#include <speex/speex_resampler.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 7, LARGEST_FRAME = 960 };
static const int rates[] = {8000, 16000, 22050, 24000, 44100, 48000};

// Neither what is read nor what is written is known to the compiler.
static uint8_t sound[2 * 48000];
static uint8_t converted[2 * LARGEST_FRAME + 64];

// ITU-T G.191, ulaw_expand and ulaw_compress.
static int16_t decoding[256];
static uint8_t encoding[16384];

static uint8_t compress(int16_t sample) {
    int magnitude = ((sample < 0 ? ~sample : sample) >> 2) + 33;
    if (magnitude > 0x1FFF) magnitude = 0x1FFF;
    int segment = 1;
    for (int rest = magnitude >> 6; rest; rest >>= 1) segment++;
    int code = (8 - segment) << 4 | (15 - (magnitude >> segment & 15));
    return sample < 0 ? code : code | 0x80;
}

static void fill_tables(void) {
    for (int code = 0; code < 256; code++) {
        int inverted = ~code & 0xFF, segment = inverted >> 4 & 7;
        int magnitude = (33 + 2 * (inverted & 15) << segment) - 33;
        decoding[code] = 4 * (code & 0x80 ? magnitude : -magnitude);
    }
    for (int sample = -32768; sample < 32768; sample += 4) encoding[(uint16_t)sample >> 2] = compress(sample);
}

typedef struct {
    const char *name;
    int speex_quality;
    unsigned long soxr_recipe;
} Library;

static const Library libraries[] = {
    {"speexdsp, quality 3 (for VoIP)", SPEEX_RESAMPLER_QUALITY_VOIP, 0},
    {"speexdsp, quality 5 (for desktops)", SPEEX_RESAMPLER_QUALITY_DESKTOP, 0},
    {"soxr, high quality", -1, SOXR_HQ},
};

typedef struct {
    int from, to;
    SpeexResamplerState *speex;
    soxr_t soxr;
} Resampler;

static Resampler resampler(const Library *library, int from, int to) {
    Resampler made = {from, to, NULL, NULL};
    if (from == to) return made;
    if (library->speex_quality >= 0) {
        int error;
        made.speex = speex_resampler_init(1, from, to, library->speex_quality, &error);
    } else {
        soxr_io_spec_t samples = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
        soxr_quality_spec_t quality = soxr_quality_spec(library->soxr_recipe, 0);
        soxr_runtime_spec_t runtime = soxr_runtime_spec(1);
        made.soxr = soxr_create(from, to, 1, NULL, &samples, &quality, &runtime);
    }
    if (!made.speex && !made.soxr) exit(1);
    return made;
}

static int resample(Resampler *resampler, const int16_t *in, int count, int16_t *out, int room) {
    if (resampler->speex) {
        spx_uint32_t taken = count, given = room;
        speex_resampler_process_int(resampler->speex, 0, in, &taken, out, &given);
        return given;
    }
    size_t taken, given;
    soxr_process(resampler->soxr, in, count, &taken, out, room, &given);
    return given;
}

// A frame of 20 ms.
static void convert(Resampler *resampler, const uint8_t *bytes, int to_mulaw) {
    static int16_t samples[LARGEST_FRAME], resampled[LARGEST_FRAME + 32];
    int count = resampler->from / 50;
    const int16_t *result = samples;
    for (int n = 0; n < count; n++)
        samples[n] = to_mulaw ? (int16_t)(bytes[2 * n] | bytes[2 * n + 1] << 8) : decoding[bytes[n]];
    if (resampler->from != resampler->to) {
        count = resample(resampler, samples, count, resampled, LARGEST_FRAME + 32);
        result = resampled;
    }
    for (int n = 0; n < count; n++) {
        if (to_mulaw) {
            converted[n] = encoding[(uint16_t)result[n] >> 2];
        } else {
            converted[2 * n] = (uint8_t)result[n];
            converted[2 * n + 1] = (uint8_t)(result[n] >> 8);
        }
    }
}

static double thread_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return 1e9 * time.tv_sec + time.tv_nsec;
}

// By which the sound is late once running: speexdsp says so, soxr what it withholds just then.
static double delay(const Resampler *used) {
    if (used->speex) return 1e3 * speex_resampler_get_output_latency(used->speex) / used->to;
    return used->soxr ? 1e3 * soxr_delay(used->soxr) / used->to : 0;
}

static double cost(const Library *library, int from, int to, int to_mulaw, int frames, double *milliseconds) {
    Resampler used = resampler(library, from, to);
    int length = from / 50 * (to_mulaw ? 2 : 1);
    for (int frame = 0; frame < 50; frame++) convert(&used, sound + frame * length, to_mulaw);
    double fastest = 1e18;
    for (int round = 0; round < ROUNDS; round++) {
        double start = thread_time();
        for (int frame = 0; frame < frames; frame++) {
            convert(&used, sound + frame % 50 * length, to_mulaw);
            __asm__ volatile("" ::: "memory");
        }
        double time = thread_time() - start;
        if (time < fastest) fastest = time;
    }
    *milliseconds = delay(&used);
    if (used.speex) speex_resampler_destroy(used.speex);
    if (used.soxr) soxr_delete(used.soxr);
    return fastest / frames;
}

int main(int count, char **words) {
    int frames = count > 1 ? atoi(words[1]) : 5000;
    uint64_t state = 1;
    for (size_t n = 0; n < sizeof sound; n++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        sound[n] = state >> 56;
    }
    fill_tables();
    const char *separator = "[";
    for (size_t library = 0; library < sizeof libraries / sizeof *libraries; library++) {
        for (size_t rate = 0; rate < sizeof rates / sizeof *rates; rate++) {
            for (int to_mulaw = 0; to_mulaw < 2; to_mulaw++) {
                int from = to_mulaw ? rates[rate] : 8000, to = to_mulaw ? 8000 : rates[rate];
                double milliseconds, nanoseconds = cost(&libraries[library], from, to, to_mulaw, frames, &milliseconds);
                printf("%s\n  {\"library\": \"%s\", \"from\": \"%s_%d\", \"to\": \"%s_%d\"", separator,
                    libraries[library].name, to_mulaw ? "pcm" : "ulaw", from, to_mulaw ? "ulaw" : "pcm", to);
                printf(", \"nanosecondsPerFrame\": %.1f, \"delayMilliseconds\": %.2f}", nanoseconds, milliseconds);
                separator = ",";
            }
        }
    }
    puts("\n]");
    return 0;
}
