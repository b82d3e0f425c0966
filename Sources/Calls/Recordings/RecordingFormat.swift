import Audio

/// How calls are recorded: WAV, 16-bit PCM at the 8000 Hz of the telephone, the caller left and the agent right.
public enum RecordingFormat {
    /// Samples a second, of each voice.
    public static let sampleRate = 8000
    /// A sample of each voice, two bytes each.
    public static let bytesPerFrame = 4
    /// A second of sound.
    public static let bytesPerSecond = sampleRate * bytesPerFrame
    /// What stands before the sound.
    public static let headerByteCount = WAVHeader.byteCount

    /// The header of a recording with so much sound.
    public static func header(soundByteCount: Int) -> [UInt8] {
        WAVHeader.pcm16(sampleRate: sampleRate, channelCount: 2, soundByteCount: soundByteCount)
    }

    /// How much sound a file of this size holds: whole frames, so that no channel is longer than the other.
    static func soundByteCount(ofFile byteCount: Int) -> Int {
        let sound = max(0, byteCount - headerByteCount)
        return sound - sound % bytesPerFrame
    }
}
