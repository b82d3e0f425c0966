import HTTP

/// Answers whose body is made while it is sent, and may go on for hours.
extension HTTPServerConnection {
    /// Such a body on its way.
    struct OpenAnswer {
        let body: HTTPOpenBody
        let keepsAlive: Bool
        /// Waits for the next piece. One at a time, so that nothing piles up before a client that is behind.
        var making: Task<Void, Never>?
    }

    func beginOpenBody(_ body: HTTPOpenBody, keepsAlive: Bool, on loop: isolated EventLoop) {
        // For the machine it is a body of which everything was asked for.
        machine.beginBody(0..<0, keepsAlive: keepsAlive)
        openAnswer = OpenAnswer(body: body, keepsAlive: keepsAlive && body.isChunked)
        handOverPart(on: loop)
        makePiece(on: loop)
    }

    /// Has the next piece made; not while the client is behind.
    func makePiece(on loop: isolated EventLoop) {
        guard !isCongested, let open = openAnswer, open.making == nil else { return }
        let reference = loop.references.add(self)
        let source = open.body.source
        openAnswer?.making = Task.detached {
            let bytes = await source.next()
            await loop.run { loop in
                loop.references[reference]?.send(bytes, on: loop)
                loop.references.remove(reference)
            }
        }
    }

    private func send(_ piece: [UInt8]?, on loop: isolated EventLoop) {
        guard let open = openAnswer else { return }
        openAnswer?.making = nil
        if open.body.isChunked {
            connection.write(on: loop) { HTTPSerializer.appendChunk(piece ?? [], to: &$0) }
        } else if let piece {
            connection.write(piece.span, on: loop)
        }
        if piece != nil { return makePiece(on: loop) }
        openAnswer = nil
        finishAnswer(keepsAlive: open.keepsAlive, on: loop)
    }

    /// Nobody takes it any more.
    func endOpenBody() {
        openAnswer?.making?.cancel()
        openAnswer = nil
    }
}
