/// Turns bytes into requests, one after the other. Feed it with `receive`; `nextHead` gives a head, and then `nextBody`
/// its body, which is to be read to its end before the next head.
///
/// The head comes first so that a server can judge it (a limit for the body, an upgrade, a refusal) before a byte of the
/// body is kept. An error is final: what follows it on the connection is never parsed.
public struct HTTPRequestParser: ~Copyable {
    /// What is awaited.
    private enum State {
        case requestLine
        case fields(RequestLine)
        case body
        case failed(HTTPError)
    }

    private let limits: HTTPLimits
    private var state = State.requestLine
    private var input = InputBuffer()
    private var section: FieldSection
    private var body: BodyReader
    private var skippedEmptyLine = false

    /// Makes a parser for one connection.
    public init(limits: HTTPLimits = HTTPLimits()) {
        self.limits = limits
        section = FieldSection(limits: limits)
        body = BodyReader(.none, limits: limits)
    }

    /// Takes bytes from the wire; they are parsed when the next head or body is asked for.
    public mutating func receive(_ bytes: Span<UInt8>) { input.append(bytes) }

    /// Whether nothing of a next request has come: the connection may be idle.
    public var isIdle: Bool {
        switch state {
        case .requestLine: input.count == 0
        case .fields, .body, .failed: false
        }
    }

    /// The next head; `nil` until it has come whole. The body of the request before must have been read to its end.
    public mutating func nextHead() throws(HTTPError) -> HTTPRequestHead? {
        do throws(HTTPError) {
            return try readHead()
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Appends what has come of the body and says whether that was all of it. A caller that empties `body` in between
    /// streams it; one that does not gets it whole.
    /// - Parameter limit: the largest body taken, in bytes; `.bodyTooLarge` is thrown as soon as a length announces more.
    public mutating func nextBody(into body: inout [UInt8], limit: Int) throws(HTTPError) -> Bool {
        switch state {
        case .failed(let error): throw error
        case .requestLine: return true
        case .fields: preconditionFailure("the head comes before its body")
        case .body: break
        }
        do throws(HTTPError) {
            guard try self.body.read(from: &input, into: &body, limit: limit) else { return false }
        } catch {
            state = .failed(error)
            throw error
        }
        state = .requestLine
        skippedEmptyLine = false
        return true
    }

    /// What came after the last head or body: the first bytes of the protocol upgraded to.
    public consuming func leftover() -> [UInt8] { input.rest() }
}

extension HTTPRequestParser {
    private mutating func readHead() throws(HTTPError) -> HTTPRequestHead? {
        while true {
            switch state {
            case .requestLine:
                let tooLong = HTTPError.startLineTooLong(limit: limits.startLineByteCount)
                guard let line = try input.nextLine(limit: limits.startLineByteCount, tooLong: tooLong) else {
                    return nil
                }
                // RFC 9112, 2.2: one empty line before a request is ignored; old clients end a body with it.
                if line.isEmpty, !skippedEmptyLine {
                    skippedEmptyLine = true
                } else {
                    state = .fields(try RequestLine(line))
                    section = FieldSection(limits: limits)
                }
            case .fields(let line):
                guard try section.read(from: &input) else { return nil }
                let head = try HTTPRequestHead(line: line, headers: section.headers)
                body = BodyReader(head.framing, limits: limits)
                state = .body
                return head
            case .body:
                preconditionFailure("the body of the request before was not read to its end")
            case .failed(let error):
                throw error
            }
        }
    }
}
