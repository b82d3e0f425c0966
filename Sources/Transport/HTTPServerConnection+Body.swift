extension EventLoop {
    /// The next piece of a body for a responder, wherever it runs.
    func nextPart(of reference: LoopReference<HTTPServerConnection>) async -> HTTPBodyStream.Part {
        guard let connection = references[reference] else { return .failure(.answered) }
        // A cancellation comes home later than it was called for: it must not end the wait after the one it was for.
        connection.waitNumber += 1
        let number = connection.waitNumber
        return await withTaskCancellationHandler {
            await withCheckedContinuation { connection.await($0, on: self) }
        } onCancel: {
            Task { await self.run { $0.references[reference]?.cancelWait(number) } }
        }
    }
}

/// Bodies that a responder takes in pieces.
extension HTTPServerConnection {
    fileprivate func await(
        _ continuation: CheckedContinuation<HTTPBodyStream.Part, Never>, on loop: isolated EventLoop
    ) {
        precondition(waiting == nil, "a body is read from one task")
        waiting = continuation
        handOverPart(on: loop)
        // Who waits in vain may be waiting for the client, and the client for `100 Continue`.
        if waiting != nil { advance(on: loop) }
    }

    fileprivate func cancelWait(_ number: Int) {
        guard number == waitNumber else { return }
        waiting?.resume(returning: .failure(.cancelled))
        waiting = nil
    }

    /// Gives the responder that waits what has come, and uses the room that this makes.
    func handOverPart(on loop: isolated EventLoop) {
        guard let waiting else { return }
        switch machine.takePart(at: loop.passStart) {
        case .notYet: return
        case .bytes(let bytes): waiting.resume(returning: .success(bytes))
        case .end: waiting.resume(returning: .success(nil))
        case .failed(let error): waiting.resume(returning: .failure(error))
        }
        self.waiting = nil
        advance(on: loop)
    }
}
