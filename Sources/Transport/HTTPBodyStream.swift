import Synchronization

/// A request's body in pieces, as they come. Iterate over it once, from one task.
///
/// Little of it is held: once `HTTPServer.Configuration.bodyWindow` bytes wait for the responder, the client is not read
/// until they are taken, and the time until then is not counted against it. What is not read to the end is dropped with
/// the connection after the answer.
public struct HTTPBodyStream: AsyncSequence, Sendable {
    /// A piece; never empty.
    public typealias Element = [UInt8]
    /// Why there is no further piece.
    public typealias Failure = HTTPBodyError

    /// The next piece; `nil` at the end of the body.
    typealias Part = Result<[UInt8]?, HTTPBodyError>

    private let take: @Sendable () async -> Part

    init(_ take: @escaping @Sendable () async -> Part) { self.take = take }

    /// A body that is here already, for example to try a responder without a server.
    public init(_ pieces: [[UInt8]]) {
        let rest = PiecesLeft(pieces)
        take = { .success(rest.next()) }
    }

    /// Begins to read.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(take: take) }

    /// Takes piece after piece.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let take: @Sendable () async -> Part

        /// The next piece; `nil` at the end.
        public mutating func next() async throws(HTTPBodyError) -> [UInt8]? { try await take().get() }

        /// The next piece; `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(HTTPBodyError) -> [UInt8]? {
            try await take().get()
        }
    }
}

/// Pieces handed out one by one.
private final class PiecesLeft: Sendable {
    private let pieces: Mutex<ArraySlice<[UInt8]>>

    init(_ pieces: [[UInt8]]) { self.pieces = Mutex(pieces.filter { !$0.isEmpty }[...]) }

    func next() -> [UInt8]? { pieces.withLock { $0.popFirst() } }
}
