import HTTP
import Telemetry

/// Answers whose body is read while it is sent.
extension HTTPServerConnection {
    /// Has the next piece read, off the loop; not while the client is behind.
    func sendBody(on loop: isolated EventLoop) {
        guard !isCongested, let source, let piece = machine.nextPiece() else { return }
        let reference = loop.references.add(self)
        Task.detached {
            let bytes = await source.read(piece)
            await loop.run { loop in
                loop.references[reference]?.send(bytes, of: piece, on: loop)
                loop.references.remove(reference)
            }
        }
    }

    private func send(_ bytes: [UInt8]?, of piece: Range<Int>, on loop: isolated EventLoop) {
        let progress = machine.pieceRead(piece, byteCount: bytes?.count)
        switch progress {
        case .goesOn, .complete:
            if let bytes { connection.write(bytes.span, on: loop) }
        case .broken:
            room.shared.configuration.log.error("the body of an answer cannot be read; its connection is cut")
            connection.abort(on: loop)
        case .unwanted:
            break
        }
        switch progress {
        case .goesOn:
            sendBody(on: loop)
        case .complete(let keepsAlive):
            source = nil
            finishAnswer(keepsAlive: keepsAlive, on: loop)
        case .broken, .unwanted:
            source = nil
        }
    }
}
