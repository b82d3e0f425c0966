import Calls

/// Records one call: mixes on the loop, writes elsewhere. It belongs to a call and lives on its loop; nothing here waits.
///
/// `advance` and `finish` say what has gone wrong since they were last called: note it as the call's problem and go on.
final class Recorder {
    private var mixer: CallMixer
    private let writer: RecordingWriter
    private var isOver = false

    /// Begins a recording. There is a file once there is sound.
    /// - Parameter window: as in `CallMixer`.
    init(callID: RecordID, library: RecordingLibrary, window: Int = CallMixer.sampleRate) {
        mixer = CallMixer(window: window)
        writer = library.writer(for: callID)
    }

    /// What was left out so far.
    var losses: CallMixer.Losses { mixer.losses }

    /// The caller said this: mu-law, dated in milliseconds since the stream's start. Call `advance` first.
    func callerSpoke(_ muLaw: Span<UInt8>, timestamp: Int) {
        guard !isOver else { return }
        mixer.callerSpoke(muLaw, timestamp: timestamp)
    }

    /// This was sent to be played: mu-law.
    func agentSent(_ muLaw: Span<UInt8>) {
        guard !isOver else { return }
        mixer.agentSent(muLaw)
    }

    /// The next so many bytes of what was sent were played from this sample of the stream on.
    func agentPlayed(byteCount: Int, at sample: Int) {
        guard !isOver else { return }
        mixer.agentPlayed(byteCount: byteCount, at: sample)
    }

    /// What was sent and not played never will be.
    func agentCleared() { mixer.agentCleared() }

    /// The call has come to this sample.
    func advance(to sample: Int) -> RecordingProblem? {
        guard !isOver else { return nil }
        mixer.advance(to: sample)
        // Asked with every block, not with every frame: the answer is behind a lock.
        guard handOverBlocks(), let problem = writer.nextProblem() else { return nil }
        // What cannot be written need not be mixed.
        if case .failed = problem { isOver = true }
        return problem
    }

    /// The call ended at this sample: the rest is written and the file closed, which `RecordingLibrary.flush` waits for.
    func finish(at sample: Int) -> RecordingProblem? {
        guard !isOver else { return nil }
        isOver = true
        mixer.finish(at: sample)
        handOverBlocks()
        defer { writer.finish() }
        return writer.nextProblem()
    }

    /// Whether there were any.
    @discardableResult
    private func handOverBlocks() -> Bool {
        var block: [UInt8] = []
        var wereAny = false
        while mixer.takeBlock(into: &block) {
            writer.append(block)
            block = []
            wereAny = true
        }
        return wereAny
    }
}
