import HTTP
import TestSupport
import Testing

/// Our parsers against Python's `h11`, on valid messages and on thousands of damaged ones: the same verdict and the same
/// parts, or a difference that is meant and stands in a table here with its reason.
@Suite(
    "Against Python's h11", .timeLimit(.minutes(5)),
    .enabled(if: H11.isInstalled, "run scripts/python-peers to install the peer in .cache/venv"))
struct H11DifferentialTests {
    /// So many messages of each kind for each seed.
    static let count = 4000
    static let seeds = UInt64(1)...4
    static let bodyLimit = 1 << 20

    // MARK: The deliberate differences

    /// What we refuse at once, while h11 waits for the end of the head. It must refuse it then, or take it as its own.
    static let refusedAtOnce: Set = [
        "nul_byte", "malformed_field_name", "space_before_colon", "malformed_request_line",
    ]

    /// What we refuse and h11 takes. The errors named in neither table it must refuse as well.
    static let refusedByUs: [String: String] = [
        "bare_line_feed": "h11 takes LF for CRLF (RFC 9112, 2.2 lets it); two readings of a line end smuggle requests",
        "bare_carriage_return": "h11 judges a line when the whole head has come, and takes CR in a chunk extension",
        "folded_field": "h11 joins folded lines; RFC 9112, 5.2 lets a server refuse them",
        "malformed_field_value": "h11 takes control bytes, for the sake of cookies that hold them",
        "malformed_status_line": "h11 takes any status to 999, and control bytes in the phrase",
        "malformed_target": "h11 takes any visible bytes for a target; RFC 9112, 3.2 has four forms",
        "unsupported_method": "h11 leaves CONNECT to its user",
        "unsupported_version": "h11 leaves the version to its user",
        "missing_host": "h11 asks for Host in 1.1 only; RFC 9110, 2.5 reads 1.2 as 1.1",
        "malformed_host": "h11 does not look into Host; RFC 9112, 3.2 demands 400",
        "repeated_content_length": "h11 takes equal lengths; RFC 9110, 8.6 lets a recipient refuse them",
        "malformed_content_length": "h11 takes `5, 5` and lengths beyond 63 bits",
        "ambiguous_length": "h11 prefers Transfer-Encoding; RFC 9112, 6.1 lets a server refuse both together",
        "transfer_encoding_in_http_1_0": "h11 reads it; RFC 9112, 6.1 calls it faulty framing",
        "unsupported_expectation": "h11 ignores what it does not know; RFC 9110, 10.1.1 has 417 for it",
        "malformed_chunk_size": "h11 takes up to 20 digits, white space after them, and control bytes in extensions",
        "body_too_large": "h11 has no limit for bodies",
        "too_many_interim_responses": "h11 takes any number",
        "start_line_too_long": "limits are each one's own",
        "field_too_long": "limits are each one's own",
        "field_section_too_long": "limits are each one's own",
        "too_many_fields": "limits are each one's own",
        "chunk_overhead_too_long": "limits are each one's own",
    ]

    /// Why h11 refuses what we take; `nil` where there is no reason for it.
    static func whyOnlyWeTake(_ message: [UInt8]) -> String? {
        if message.starts(with: [13, 10]) { return "RFC 9112, 2.2: a server ignores one empty line before a request" }
        let text = String(decoding: message, as: UTF8.self)
        if text.contains(#/HTTP\/1\.[0-9] 101/#) {
            return "h11 knows that nobody asked for an upgrade; our parser leaves a 101 to its caller"
        }
        let lengths = #/(?i)transfer-encoding|content-length/#
        if let end = text.ranges(of: "\r\n0").last?.upperBound, text[end...].contains(lengths) {
            return "h11 judges lengths in trailers, which we drop (RFC 9110, 6.5.1)"
        }
        let hasSpace = text.split(separator: "\r\n").contains { line in
            line.prefix { $0 != ";" }.wholeMatch(of: #/[0-9A-Fa-f]+[ \t]+/#) != nil && line.contains(";")
        }
        return hasSpace ? "RFC 9112, 7.1.1: white space may stand before the semicolon of a chunk extension" : nil
    }

    // MARK: The comparison

    @Test("what is as it should be both take", arguments: seeds)
    func undamaged(seed: UInt64) async throws {
        var maker = MessageMaker(seed: seed, damages: false)
        let requests = (0..<Self.count / 4).map { _ in maker.request() }
        let answers = (0..<Self.count / 4).map { _ in maker.response() }
        let ours = requests.map(Self.verdict) + answers.map { Self.verdict($0.bytes, answering: $0.method) }
        let theirs = try await H11.verdicts(
            on: requests.map { .request($0) } + answers.map { .response($0.bytes, answering: $0.method) })
        try #require(theirs.count == ours.count)
        for ((our, their), message) in zip(zip(ours, theirs), requests + answers.map(\.bytes)) {
            let isTaken = if case .accepted = our { Self.agree(our, their, on: message) } else { false }
            #expect(isTaken, "seed \(seed): \(String(decoding: message, as: UTF8.self).debugDescription)")
        }
    }

    @Test("requests", arguments: seeds)
    func requests(seed: UInt64) async throws {
        var maker = MessageMaker(seed: seed)
        let messages = (0..<Self.count).map { _ in maker.request() }
        let theirs = try await H11.verdicts(on: messages.map { .request($0) })
        compare(messages, messages.map(Self.verdict), theirs, seed: seed)
    }

    @Test("answers", arguments: seeds)
    func answers(seed: UInt64) async throws {
        var maker = MessageMaker(seed: seed)
        let cases = (0..<Self.count).map { _ in maker.response() }
        let theirs = try await H11.verdicts(on: cases.map { .response($0.bytes, answering: $0.method) })
        compare(cases.map(\.bytes), cases.map { Self.verdict($0.bytes, answering: $0.method) }, theirs, seed: seed)
    }

    private func compare(_ messages: [[UInt8]], _ ours: [Verdict], _ theirs: [Verdict], seed: UInt64) {
        #expect(theirs.count == messages.count, "seed \(seed)")
        var told = 0
        for ((message, our), their) in zip(zip(messages, ours), theirs) where !Self.agree(our, their, on: message) {
            told += 1
            guard told <= 8 else { break }
            let text = String(decoding: message, as: UTF8.self).debugDescription
            Issue.record("seed \(seed): we \(our), h11 \(their), on \(text)")
        }
        // Nothing is compared where nearly all is refused.
        let accepted = ours.count { if case .accepted = $0 { true } else { false } }
        #expect(accepted > messages.count / 4, "seed \(seed)")
        #expect(accepted < messages.count * 3 / 4, "seed \(seed)")
    }

    private static func agree(_ our: Verdict, _ their: Verdict, on message: [UInt8]) -> Bool {
        switch (our, their) {
        case (.accepted(let ourStart, let ourFields, let ourBody), .accepted(let start, let fields, let body)):
            let (start, fields) = asWeHaveThem(start, fields)
            return ourStart == start && ourFields == fields && ourBody == body
        case (.incomplete, .incomplete), (.rejected, .rejected): return true
        case (.rejected(let error?), .accepted):
            return refusedByUs[error.kind] != nil
        case (.rejected(let error?), .incomplete):
            return refusedByUs[error.kind] != nil || refusedAtOnce.contains(error.kind)
        case (.rejected(nil), .accepted), (.rejected(nil), .incomplete): return false
        case (.accepted, .rejected), (.incomplete, .rejected): return whyOnlyWeTake(message) != nil
        case (.accepted, .incomplete), (.incomplete, .accepted): return false
        }
    }

    /// h11 lowers the name of a coding, and leaves a target in absolute form to its user.
    private static func asWeHaveThem(_ start: [String], _ fields: [String]) -> (start: [String], fields: [String]) {
        guard let match = start[1].firstMatch(of: #/^(?i:https?):\/\/([^\/?]*)(.*)$/#) else {
            return (start, fields.map(lowered))
        }
        let target = match.2.hasPrefix("/") ? String(match.2) : "/" + match.2
        let others = fields.filter { !$0.lowercased().hasPrefix("host:") }
        return ([start[0], target], others.map(lowered) + ["Host: \(match.1)"])
    }

    private static func lowered(_ field: String) -> String {
        field.lowercased().hasPrefix("transfer-encoding:") ? field.lowercased() : field
    }

    private static func fields(_ headers: HTTPHeaders) -> [String] {
        headers.fields.map { lowered("\($0.name): \($0.value)") }
    }

    private static func verdict(_ message: [UInt8]) -> Verdict {
        var parser = HTTPRequestParser()
        parser.receive(message.span)
        do throws(HTTPError) {
            guard let head = try parser.nextHead() else { return .incomplete }
            var body: [UInt8] = []
            guard try parser.nextBody(into: &body, limit: bodyLimit) else { return .incomplete }
            let request = head.request
            return .accepted(
                start: [request.method.rawValue, request.target], fields: fields(request.headers), body: body)
        } catch {
            return .rejected(error)
        }
    }

    private static func verdict(_ message: [UInt8], answering method: HTTPMethod) -> Verdict {
        var parser = HTTPResponseParser(answering: method)
        parser.receive(message.span)
        parser.receiveEnd()
        do throws(HTTPError) {
            guard let head = try parser.nextHead() else { return .incomplete }
            var body: [UInt8] = []
            guard try parser.nextBody(into: &body, limit: bodyLimit) else { return .incomplete }
            let response = head.response
            return .accepted(start: ["\(response.status.code)", ""], fields: fields(response.headers), body: body)
        } catch {
            return .rejected(error)
        }
    }
}
