import Calls

/// The recording.
extension CallCore {
    /// Records what the caller said.
    mutating func record(_ muLaw: Span<UInt8>, timestamp: Int, at now: Instant) {
        guard let recorder, machine.isTimely(timestamp, at: now) else { return }
        recordWhatWasPlayed()
        if let problem = recorder.advance(to: timestamp * 8) { note(problem) }
        recorder.callerSpoke(muLaw, timestamp: timestamp)
    }

    /// What Twilio played is put where Twilio's own clock was then.
    mutating func recordWhatWasPlayed() {
        guard let recorder else { return }
        for stretch in machine.ledger.stretches {
            recorder.agentPlayed(byteCount: stretch.byteCount, at: machine.sample(of: stretch))
        }
        machine.ledger.forgetStretches()
    }

    /// Ends the recording where the stream ended.
    mutating func finishRecording() {
        guard let recorder else { return }
        recordWhatWasPlayed()
        let end = (machine.streamClock.lastTimestamp ?? 0) * 8
        if let problem = recorder.finish(at: end + PlayoutBuffer.frameByteCount) { note(problem) }
        self.recorder = nil
    }

    private mutating func note(_ problem: RecordingProblem) {
        guard machine.problems.admits(code: problem.code, key: nil) else { return }
        outbox.add(.record(.problem(code: problem.code, message: problem.message)))
    }
}
