/// Answers whose body is read piece by piece while it is sent.
extension HTTPServerStateMachine {
    /// The largest piece: two seconds of a recorded call. One is read while the one before is sent, so that this and the
    /// connection's high-water mark bound what an answer holds, however long it is.
    static var pieceByteCount: Int { 64 << 10 }

    /// A body on its way to the client.
    struct Download {
        let keepsAlive: Bool
        /// What was not yet asked for, as offsets in the source.
        var rest: Range<Int>
        /// Whether a piece is being read.
        var isReading = false
    }

    /// What a piece that was read means.
    enum Progress: Equatable {
        /// Send it, and ask for the next.
        case goesOn
        /// Send it; it was the last.
        case complete(keepsAlive: Bool)
        /// It is not what was announced, and the client must not take it for the end: abort.
        case broken
        /// Drop it: the client has gone.
        case unwanted
    }

    /// The head of an answer was written; its body follows by `nextPiece`, and at its end `answered`.
    mutating func beginBody(_ range: Range<Int>, keepsAlive: Bool) {
        body = []
        bodyFailure = .answered
        state = .sending(Download(keepsAlive: keepsAlive, rest: range))
    }

    /// Which bytes to read now; `nil` while others are being read, and after the last.
    mutating func nextPiece() -> Range<Int>? {
        guard case .sending(var download) = state, !download.isReading, !download.rest.isEmpty else { return nil }
        let piece = download.rest.prefix(Self.pieceByteCount)
        download.rest = piece.endIndex..<download.rest.endIndex
        download.isReading = true
        state = .sending(download)
        return piece.startIndex..<piece.endIndex
    }

    /// A piece was read, of so many bytes; `nil` where it could not be.
    mutating func pieceRead(_ piece: Range<Int>, byteCount: Int?) -> Progress {
        guard case .sending(var download) = state, download.isReading else { return .unwanted }
        guard byteCount == piece.count else {
            state = .finished
            return .broken
        }
        download.isReading = false
        state = .sending(download)
        return download.rest.isEmpty ? .complete(keepsAlive: download.keepsAlive) : .goesOn
    }
}
