// The interface of the module that command reactor makes, for hosts of WebAssembly.
// Call _initialize first. Addresses are offsets into the module's memory, which may
// grow in each call. The module has one thread.
//
// A function that returns int32_t returns -1 on an error, whose text vad_error
// returns. Handles of models, streams and detectors are greater than 0; they stay
// valid until vad_close.

#include <stdint.h>

// Memory for arguments.
void *vad_alloc(uint32_t size);
void vad_free(void *p);

// Returns the text of the last error, ended by a zero, until the next call.
const char *vad_error(void);

// Returns a model of a container of weights, a safetensors file that this library
// has written, or of those inside the module if size is 0. Windows have a number of
// milliseconds; 0 means 32.
int32_t vad_model(const uint8_t *container, uint32_t size, double window);

// Returns the number of samples of a window at 8000 or 16000 Hz.
int32_t vad_window(int32_t model, int32_t sample_rate);

void vad_close(int32_t handle);
int32_t vad_reset(int32_t handle); // of a stream or detector: back to its start

// Streams of probabilities, of audio at any rate. vad_feed returns the number of
// windows that the samples complete, vad_flush that of the last one, completed with
// zeros. vad_probabilities returns their probabilities, until the next call.
int32_t vad_stream(int32_t model, double sample_rate);
int32_t vad_feed(int32_t stream, const float *pcm, uint32_t samples);
int32_t vad_flush(int32_t stream);
const float *vad_probabilities(void);

// Options; times are in milliseconds. Bit i of a mask, given, says that number i is
// given; the others are as live.DefaultConfig has them. count is the numbers there are.
struct vad_options {
	double sample_rate, threshold, neg_threshold, min_speech, max_speech, min_silence, speech_pad;
	double pre_roll, post_roll, min_onset, reset_silence;
	double audio;    // 0: whole segments, 1: none, 2: as it comes
	double windows;  // not 0: an event for each window
	double resample; // not 0: to 16 kHz first; positions and audio are in its samples
	double min_silence_at_max_speech;
	double split_at_longest_silence; // 0: at the last silence
	double start_pad, end_pad;
};

// Live detectors. vad_write returns the number of events of the windows that the
// samples complete, vad_end those of the end of the audio. vad_result returns the
// events, until the next call.
struct vad_event {
	double kind;               // 0 window, 1 started, 2 confirmed, 3 dropped, 4 ended, 5 split, 6 segment, 7 audio
	double start, end;         // in samples
	double known;              // when it was known
	double probability;        // of a window
	double audio;              // the address of its samples, float
	double samples, audio_start;
};
int32_t vad_detector(int32_t model, const struct vad_options *options, uint32_t count, uint32_t given);
int32_t vad_write(int32_t detector, const float *pcm, uint32_t samples);
int32_t vad_end(int32_t detector);
int32_t vad_set(int32_t detector, const struct vad_options *options, uint32_t count, uint32_t given);
const double *vad_result(void);

// Returns the number of segments that the probabilities of windows of a number of
// samples make. vad_result returns the start and the end of each.
int32_t vad_segments(const float *probabilities, uint32_t n, double samples, int32_t window,
	const struct vad_options *options, uint32_t count, uint32_t given);
