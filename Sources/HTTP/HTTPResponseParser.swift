/// Turns bytes into the answer to one request: `receive`, then `nextHead`, then `nextBody` until it is complete; make a
/// new one for the next request. Interim answers (1xx) are skipped, but for 101, after which `leftover` is the first of
/// the new protocol.
public struct HTTPResponseParser: ~Copyable {
    /// Most interim answers before the real one; servers send one or two.
    public static let interimLimit = 8

    /// What is awaited.
    private enum State {
        case statusLine
        case fields(StatusLine)
        case body
        case done
        case failed(HTTPError)
    }

    private let method: HTTPMethod
    private let limits: HTTPLimits
    private var state = State.statusLine
    private var input = InputBuffer()
    private var section: FieldSection
    private var body: BodyReader
    private var interimCount = 0
    private var hasEnded = false

    /// Makes a parser for the answer to one request; after `HEAD` there is no body, whatever the fields say.
    public init(answering method: HTTPMethod, limits: HTTPLimits = HTTPLimits()) {
        self.method = method
        self.limits = limits
        section = FieldSection(limits: limits)
        body = BodyReader(.none, limits: limits)
    }

    /// Takes bytes from the wire; they are parsed when the head or the body is asked for.
    public mutating func receive(_ bytes: Span<UInt8>) { input.append(bytes) }

    /// The peer has ended the connection. That completes a body without a length and is an error anywhere else.
    public mutating func receiveEnd() { hasEnded = true }

    /// Bytes not yet parsed. After a complete answer any are too many: the connection cannot be used again.
    public var unparsedByteCount: Int { input.count }

    /// The head; `nil` until it has come whole.
    public mutating func nextHead() throws(HTTPError) -> HTTPResponseHead? {
        do throws(HTTPError) {
            if let head = try readHead() { return head }
            if hasEnded { throw .endedEarly }
            return nil
        } catch {
            state = .failed(error)
            throw error
        }
    }

    /// Appends what has come of the body and says whether that was all of it.
    /// - Parameter limit: the largest body taken, in bytes; `.bodyTooLarge` is thrown as soon as a length announces more.
    public mutating func nextBody(into body: inout [UInt8], limit: Int) throws(HTTPError) -> Bool {
        switch state {
        case .failed(let error): throw error
        case .done: return true
        case .statusLine, .fields: preconditionFailure("the head comes before its body")
        case .body: break
        }
        do throws(HTTPError) {
            guard try self.body.read(from: &input, into: &body, limit: limit, ended: hasEnded) else { return false }
        } catch {
            state = .failed(error)
            throw error
        }
        state = .done
        return true
    }

    /// What came after the head of a 101: the first bytes of the new protocol.
    public consuming func leftover() -> [UInt8] { input.rest() }
}

extension HTTPResponseParser {
    private mutating func readHead() throws(HTTPError) -> HTTPResponseHead? {
        while true {
            switch state {
            case .statusLine:
                let tooLong = HTTPError.startLineTooLong(limit: limits.startLineByteCount)
                guard let line = try input.nextLine(limit: limits.startLineByteCount, tooLong: tooLong) else {
                    return nil
                }
                state = .fields(try StatusLine(line))
                section = FieldSection(limits: limits)
            case .fields(let line):
                guard try section.read(from: &input) else { return nil }
                // Interim answers have no body; lengths that could be read in two ways are refused in them as well.
                let head = try HTTPResponseHead(line: line, headers: section.headers, answering: method)
                guard line.status.code >= 200 || line.status == .switchingProtocols else {
                    try skipInterim()
                    continue
                }
                body = BodyReader(head.framing, limits: limits)
                state = .body
                return head
            case .body, .done:
                preconditionFailure("an answer has one head")
            case .failed(let error):
                throw error
            }
        }
    }

    private mutating func skipInterim() throws(HTTPError) {
        interimCount += 1
        guard interimCount <= Self.interimLimit else { throw .tooManyInterimResponses(limit: Self.interimLimit) }
        state = .statusLine
    }
}
