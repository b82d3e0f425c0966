/// What comes back from Twilio, and what time tells.
extension PlaybackLedger {
    /// Time passes.
    mutating func advance(to now: Instant) {
        guard let stretch = buffer.advance(to: now) else { return }
        note(stretch.byteCount, from: stretch.start)
    }

    /// The next so many bytes were played, from this moment on. Where playing was set back it goes on all the same, for that
    /// may yet be taken back; but no more is noted than was sent.
    private mutating func note(_ count: Int, from start: Instant) {
        guard notesStretches else { return }
        let count = min(count, buffer.sentByteCount - notedPosition)
        guard count > 0 else { return }
        notedPosition += count
        stretches.append(PlayedStretch(byteCount: count, start: start))
    }

    /// The stretches noted were made use of.
    mutating func forgetStretches() { stretches.removeAll(keepingCapacity: true) }

    /// Twilio took a frame, or would have, when it sent the media message that arrived at this moment.
    mutating func observe(frameArrival: Instant) {
        lastFrameArrival = frameArrival
        buffer.observe(tick: frameArrival - (roundTrip ?? .zero))
    }

    /// A mark came back; `sentBack` is when it would have come, had nothing held it up on its way.
    mutating func markReturned(_ name: String, sentBack: Instant, at now: Instant) {
        advance(to: now)
        if let index = outstanding.firstIndex(where: { $0.name == name }) {
            let mark = outstanding[index]
            // Marks are returned in order, so those before it are settled with it, should they have been lost.
            outstanding.removeSubrange(...index)
            settledPosition = max(settledPosition, mark.position)
            measure(mark, sentBack: mark.isEcho ? now : sentBack)
            buffer.played(upTo: mark.position)
            judge(mark, sentBack: sentBack, at: now)
            // What the clock had not reached was played by now all the same: each byte stands in one stretch.
            note(buffer.head - notedPosition, from: buffer.startOfHead ?? now)
            return
        }
        guard let index = clearedMarks.firstIndex(where: { $0.name == name }) else { return }
        let mark = clearedMarks[index]
        clearedMarks.removeSubrange(...index)
        // It had nothing to wait for, and so was on its way back when the clear came.
        if mark.isEcho { measure(mark, sentBack: now) }
    }

    /// `clear` was sent: what was not played by now is cleared, and what is held is dropped.
    mutating func clear(at now: Instant) {
        advance(to: now)
        clear()
    }

    /// What was not played by the last look at the time is cleared.
    mutating func clear() {
        let head = buffer.head
        for index in accounts.indices { accounts[index].clear(from: head) }
        buffer.clear()
        settledPosition = buffer.sentByteCount
        notedPosition = buffer.sentByteCount
        lateness = nil
        clearedMarks.append(contentsOf: outstanding)
        clearedMarks.removeFirst(max(0, clearedMarks.count - Self.markLimit))
        outstanding.removeAll()
    }

    /// Twilio stopped playing at the moment at which what arrives now was sent back.
    mutating func stopped(sentBack: Instant) {
        let before = buffer.head
        buffer.rewind(to: sentBack - (roundTrip ?? .zero))
        let open = accounts.reduce(0) { $0 + $1.played(upTo: before) - $1.played(upTo: buffer.head) }
        // The rest was cleared by an order that came too late, and its account is settled.
        let closed = before - buffer.head - open
        buffer.played(upTo: buffer.head + closed)
        settled.played -= closed
        settled.cleared += closed
    }

    /// Playing may be late but never early, so the quickest mark shows the way; one that waited for sound does so only as
    /// well as it was known when that began.
    private mutating func measure(_ mark: OutstandingMark, sentBack: Instant) {
        measured(roundTrip: mark.expected.duration(to: sentBack) + (mark.isEcho ? .zero : PlayoutBuffer.tick * 2))
    }

    /// So long it took from something sent to what answers it; the quickest counts.
    mutating func measured(roundTrip: Duration) {
        let time = max(.zero, roundTrip)
        guard time < self.roundTrip ?? time + .nanoseconds(1) else { return }
        self.roundTrip = time
        if let lastFrameArrival { buffer.observe(tick: lastFrameArrival - time) }
    }

    private mutating func judge(_ mark: OutstandingMark, sentBack: Instant, at now: Instant) {
        guard let roundTrip else { return }
        let late = PlayoutBuffer.frames(in: mark.expected.duration(to: sentBack - roundTrip))
        guard late > 0 else {
            lateness = nil
            // Nothing makes a mark early: our sound came before a frame that it was thought to have missed.
            if late == -1, !mark.isEcho { setBack(frames: late, at: now) }
            return
        }
        defer { lateness = lateness == nil ? late : nil }
        if let before = lateness { setBack(frames: min(before, late), at: now) }
    }

    private mutating func setBack(frames: Int, at now: Instant) {
        let delay = PlayoutBuffer.tick * frames
        buffer.setBack(frames: frames, notBehind: settledPosition, at: now)
        for index in outstanding.indices { outstanding[index].expected += delay }
        for index in accounts.indices { accounts[index].expectedEnd? += delay }
    }
}
